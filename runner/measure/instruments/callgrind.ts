import { readdirSync, readFileSync } from 'node:fs'
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
 * Instructions in Valgrind's simulated processor, of the command and every process that it starts. The count does not
 * depend on what else the machine does; three executions tell whether the program itself always does the same.
 */
export const callgrind: Instrument = { name: 'callgrind', passes: 3, timeoutFactor: 100, run }

const PREFIX = 'callgrind.'

async function run({
  request,
  metrics,
  executor,
  signal,
  folder,
}: InstrumentRequest): Promise<InstrumentReading> {
  const program = findProgram(['valgrind'], request.cwd, request.env)
  if ('problem' in program) return nothing(metrics, program.problem)
  const words = [
    program.path,
    '--tool=callgrind',
    '--quiet',
    '--trace-children=yes',
    `--callgrind-out-file=${join(folder, `${PREFIX}%p`)}`,
    ...wordsOf(request.command),
  ] as const
  const execution = await executor.execute(around(request, words), signal)
  const counts = readdirSync(folder)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => instructionsIn(readFileSync(join(folder, name), 'utf8')))
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return nothing(metrics, refusalOf(execution.outputTail), execution)
  return { execution, values: new Map(metrics.map(({ name }) => [name, total])), missing: new Map() }
}

/** A file may hold several parts, each of which ends with what it counted. */
function instructionsIn(text: string): number {
  return [...text.matchAll(/^totals: (\d+)/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
}

function refusalOf(outputTail: string | undefined): string {
  const line = (outputTail ?? '').split('\n').find((each) => each.startsWith('valgrind: '))
  return line?.trim() ?? 'callgrind counted nothing'
}
