import type { Direction } from '../metrics/metric.ts'

/**
 * How a program in any language tells perfledger what it measured: JSON lines, UTF-8, in the file that the environment
 * variable PERFLEDGER_OUTPUT names (or on stdout, where other lines may stand between them). The adapter is `perfledger`.
 *
 *     {"perfledger":1}                                                              first: the version of the protocol
 *     {"result":"parse","params":{"size":10},"metric":"latency","unit":"ms","direction":"lower","samples":[1.2,1.3],"count":5000}
 *     {"metric":"rows","unit":"count","direction":"higher","value":12}              without "result": of the program as a whole
 *     {"result":"load","failure":"no such file"}                                    fails the benchmark, with this reason
 *     {"end":2}                                                                     last: how many lines have a "metric"
 *
 * - `samples`: every measured value in the order of measuring; or `value`, for one. In `unit`, of which ns, us, ms, s, B, kB,
 *   MB, KiB, MiB, ops/s, B/s, %, ratio and count are converted and others kept as they are written.
 * - `direction`: which values are better; `lower` unless said, `higher` for units per second.
 * - `count`: how many measurements stand behind the samples where only some were kept.
 * - `params`: what tells variants of a result apart; they become part of its name: `parse (size=10)`.
 * - Each metric of a result is told once. Without the last line the output counts as cut off: nothing of it is kept.
 */
export const PROTOCOL_VERSION = 1

/** The environment variable that names the file. */
export const OUTPUT_VARIABLE = 'PERFLEDGER_OUTPUT'

export type Params = Readonly<Record<string, string | number | boolean>>

/** One metric of one result. */
export interface MetricLine {
  readonly result?: string
  readonly params?: Params
  readonly metric: string
  readonly unit: string
  readonly direction: Direction
  readonly samples: readonly number[]
  readonly count?: number
}

/** A result that could not be measured. */
export interface FailureLine {
  readonly result: string
  readonly params?: Params
  readonly failure: string
}

export type ResultLine = MetricLine | FailureLine

/** All lines of an output, from the first to the last. */
export function protocolText(lines: readonly ResultLine[]): string {
  const metrics = lines.filter((line) => 'metric' in line).length
  return [{ perfledger: PROTOCOL_VERSION }, ...lines, { end: metrics }]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
}
