import { toBase } from '../units.ts'
import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { criterionFolder } from './criterion-folder.ts'
import { readLibtestLine, refuseOpenRun } from './libtest.ts'
import { type Line, plainLines } from './lines.ts'
import { inBaseUnit } from './measurement.ts'

const TIME = /^(.*?)\s*time:\s+\[(.*)$/
const THROUGHPUT = /^\s+thrpt:\s+\[(.*)$/
const NOISE = /^(Benchmarking |Found |Warning|WARNING|Gnuplot|Running |\s*$)/

/** Criterion.rs as it prints to the terminal: an estimate per iteration with its interval; samples stay in its own folder. */
export const criterion: Adapter = {
  name: 'criterion',
  description:
    'What cargo bench prints for Criterion.rs, time: [low estimate high]; with output: target/criterion every sample in that folder.',
  folder: criterionFolder,
  detect: (text) => /time:\s+\[[\d.]+ [npuµμm]?s [\d.]+ [npuµμm]?s [\d.]+ [npuµμm]?s\]/.test(text),
  parse: (text, options) => {
    const lines = plainLines(text).map(lastOverwritten)
    refuseOpenEnd(lines.at(-1)!)
    const results = lines.flatMap((line, index) => readAt(lines, index, line, options))
    refuseOpenRun(lines)
    refuseUnfinished(lines, new Set(results.map(({ name }) => name)))
    return results
  },
}

/** A last line without its end is whole only where it closes what it opened. */
function refuseOpenEnd({ text, number }: Line): void {
  if (
    text.trim() === '' ||
    /[\])]\s*$|\b(mild|severe|improved\.|regressed\.|detected\.|threshold\.)$/.test(text)
  )
    return
  throw new OutputError(`line ${number}: the output was cut off: "${text.trim().slice(0, 80)}"`)
}

/** Piped, Criterion prints each benchmark's name on a line when it begins. */
const BEGUN = /^Benchmarking (.+?)(?:: (?:Warming up for |Collecting |Analyzing).*)?$/

function refuseUnfinished(lines: readonly Line[], measured: ReadonlySet<string | undefined>): void {
  for (const line of lines) {
    const name = BEGUN.exec(line.text)?.[1]
    if (name !== undefined && !measured.has(name)) {
      throw new OutputError(`line ${line.number}: ${name} was begun and has no result: cut off, or it failed`)
    }
  }
}

/** On a terminal Criterion writes over its own line; only what stood last counts. */
function lastOverwritten(line: Line): Line {
  return { number: line.number, text: line.text.slice(line.text.lastIndexOf('\r') + 1) }
}

function readAt(
  lines: readonly Line[],
  index: number,
  line: Line,
  options: AdapterOptions | undefined,
): AdapterResult[] {
  const printedByBencher = readLibtestLine(line, options)
  if (printedByBencher) return [printedByBencher]
  const match = TIME.exec(line.text)
  // A change in percent stands under `change:` and has the same form.
  if (!match || match[2]!.includes('%')) return []
  const name = match[1]!.trim() || nameAbove(lines, index)
  const measurements = [readEstimate('latency', line, match[2]!, options)]
  const next = lines[index + 1]
  const throughput = next && THROUGHPUT.exec(next.text)
  if (throughput) measurements.push(readEstimate('throughput', next, throughput[1]!, options))
  return [{ name, measurements }]
}

/** A long name has a line of its own. */
function nameAbove(lines: readonly Line[], index: number): string {
  const above = lines[index - 1]?.text ?? ''
  if (NOISE.test(above)) {
    throw new OutputError(`line ${lines[index]!.number}: a time without the name of its benchmark above it`)
  }
  return above.trim()
}

const ESTIMATE = /^([\d.]+) (\S+) ([\d.]+) (\S+) ([\d.]+) (\S+)\]\s*$/

function readEstimate(
  metric: 'latency' | 'throughput',
  line: Line,
  inside: string,
  options: AdapterOptions | undefined,
): AdapterMeasurement {
  const match = ESTIMATE.exec(inside)
  if (!match) throw new OutputError(`line ${line.number}: expected [low estimate high], found "[${inside}"`)
  const [low, value, high] = [1, 3, 5].map((group) => scaled(Number(match[group]), match[group + 1]!))
  return inBaseUnit(
    {
      metric,
      unit: value!.unit,
      direction: metric === 'latency' ? 'lower' : 'higher',
      samples: [value!.value],
      low: low!.value,
      high: high!.value,
    },
    options,
  )
}

/** All three in the unit of the dimension, since each number is printed in a unit of its own. */
function scaled(value: number, unit: string): { value: number; unit: string } {
  const elements = /^([KMG]?)elem\/s$/.exec(unit)
  if (elements) return { value: value * { '': 1, K: 1e3, M: 1e6, G: 1e9 }[elements[1]!]!, unit: 'elem/s' }
  const base = toBase(unit)
  return { value: value * base.factor, unit: base.unit }
}
