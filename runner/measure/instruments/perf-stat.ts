import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { wordsOf } from '../executor.ts'
import { findProgram } from '../program.ts'
import {
  around,
  type Instrument,
  type InstrumentReading,
  type InstrumentRequest,
  nothing,
} from './instrument.ts'

/**
 * The processor's own counters through `perf stat`, of user space only: what the kernel did may not be counted everywhere,
 * and would make two series of one. Noise is about a thousandth, so five executions are enough.
 */
export const perfStat: Instrument = { name: 'perf-stat', passes: 5, timeoutFactor: 2, run }

async function run({
  request,
  metrics,
  executor,
  signal,
  folder,
}: InstrumentRequest): Promise<InstrumentReading> {
  const program = findProgram(['perf'], request.cwd, request.env)
  if ('problem' in program) return nothing(metrics, program.problem)
  const file = join(folder, 'counters.csv')
  const events = metrics.map(({ name }) => `${name}:u`).join(',')
  const words = [
    program.path,
    'stat',
    '-x',
    ',',
    '-o',
    file,
    '-e',
    events,
    '--',
    ...wordsOf(request.command),
  ] as const
  const execution = await executor.execute(around(request, words), signal)
  const counters = readCounters(file)
  const values = new Map<string, number>()
  const missing = new Map<string, string>()
  for (const { name } of metrics) {
    const counter = counters.get(`${name}:u`)
    if (typeof counter === 'number') values.set(name, counter)
    else missing.set(name, counter ?? refusalOf(execution.outputTail))
  }
  return { execution, values, missing }
}

/** Lines of `perf stat -x,`: value, unit, event, then how long it was counted. A value may be a word in angle brackets. */
function readCounters(file: string): Map<string, number | string> {
  const counters = new Map<string, number | string>()
  for (const line of linesOf(file)) {
    const [value = '', , event = ''] = line.split(',')
    if (value.startsWith('<')) counters.set(event, `perf stat says ${value} of ${event} on this machine`)
    else if (event !== '' && /^\d+$/.test(value)) counters.set(event, Number(value))
  }
  return counters
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    // perf ended before it wrote anything: its reason is in what it printed.
    return []
  }
}

function refusalOf(outputTail: string | undefined): string {
  const [first] = (outputTail ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '' && line.trim() !== 'Error:')
  return first === undefined ? 'perf stat counted nothing' : `perf stat counted nothing: ${first.trim()}`
}
