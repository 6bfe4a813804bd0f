import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { completeLines, type Line } from './lines.ts'
import { inBaseUnit, joinRepeated } from './measurement.ts'

const START = /^\tCommand being timed: "(.*)"$/

/** GNU time's -v. It prints to stderr: let -o name a file. Repeated commands are samples. */
export const gnuTime: Adapter = {
  name: 'time',
  description:
    'The file of GNU time, /usr/bin/time -v -o time.txt …: times, peak memory, page faults, context switches.',
  detect: (text) => /^\tCommand being timed: "/m.test(text),
  parse: (text, options) => {
    const lines = completeLines(text)
    lines.forEach(refuseSignal)
    const blocks = blocksOf(lines)
    const names = new Set(blocks.map(([first]) => START.exec(first!.text)![1]))
    const results = blocks.map((block) => readBlock(block, options))
    return joinRepeated(names.size === 1 ? results.map(({ measurements }) => ({ measurements })) : results)
  },
}

/** A command that a signal ended has the exit status 0 in its block: only the line above tells. */
function refuseSignal({ text, number }: Line): void {
  if (/^Command (?:terminated|stopped) by signal \d+/.test(text)) {
    throw new OutputError(`line ${number}: ${text}`)
  }
}

function blocksOf(lines: readonly Line[]): Line[][] {
  const blocks: Line[][] = []
  for (const line of lines) {
    if (START.test(line.text)) blocks.push([])
    blocks.at(-1)?.push(line)
  }
  return blocks
}

/** Every field has the same form, so the last one, the exit status, tells that the block is whole. */
function readBlock(block: readonly Line[], options: AdapterOptions | undefined): AdapterResult {
  const name = START.exec(block[0]!.text)![1]!
  const field = (label: string): string => {
    const found = block.find(({ text }) => text.startsWith(`\t${label}: `))
    if (!found) throw new OutputError(`line ${block[0]!.number}: ${name} has no line "${label}"`)
    return found.text.slice(label.length + 3)
  }
  const status = field('Exit status')
  if (status !== '0') throw new OutputError(`line ${block[0]!.number}: ${name} ended with status ${status}`)
  const lower = (metric: string, unit: string, value: number): AdapterMeasurement =>
    inBaseUnit({ metric, unit, direction: 'lower', samples: [value] }, options)
  const numeric = (label: string): number => numberOf(field(label), block[0]!)
  return {
    name,
    measurements: [
      lower('wall-time', 's', elapsed(field('Elapsed (wall clock) time (h:mm:ss or m:ss)'), block[0]!)),
      lower('user-time', 's', numeric('User time (seconds)')),
      lower('system-time', 's', numeric('System time (seconds)')),
      lower('peak-memory', 'KiB', numeric('Maximum resident set size (kbytes)')),
      lower('major-page-faults', 'count', numeric('Major (requiring I/O) page faults')),
      lower('minor-page-faults', 'count', numeric('Minor (reclaiming a frame) page faults')),
      lower('voluntary-context-switches', 'count', numeric('Voluntary context switches')),
      lower('involuntary-context-switches', 'count', numeric('Involuntary context switches')),
    ],
  }
}

function numberOf(text: string, line: Line): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new OutputError(`line ${line.number}: expected a number, found "${text}"`)
  }
  return value
}

/** `1:02:03` or `0:00.10`. */
function elapsed(text: string, line: Line): number {
  return text.split(':').reduce((seconds, part) => seconds * 60 + numberOf(part, line), 0)
}
