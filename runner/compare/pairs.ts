import type { Metric } from '../metrics/metric.ts'
import { median } from '../stats/summary.ts'
import type { Arm } from './pairing.ts'

/** One metric of one result of a case, in one execution. */
export interface Reading {
  /** The name of the result inside a tool's output; undefined for the case itself. */
  readonly result?: string | undefined
  readonly metric: Metric
  readonly samples: readonly number[]
}

/** All that one execution of a block gave. */
export interface Turn {
  readonly arm: Arm
  readonly readings: readonly Reading[]
}

/** One metric over all blocks of a case. */
export interface PairedSeries {
  readonly result: string | undefined
  readonly metric: Metric
  readonly baseValues: readonly number[]
  readonly headValues: readonly number[]
  /** ln(head / base) of each block in which both are positive, or both the same. */
  readonly differences: readonly number[]
  /** ln(control / base), of the blocks that have a control. */
  readonly control: readonly number[]
  /** Blocks without a ratio: a value of 0 on one side, or none at all. */
  readonly incomparableBlocks: number
}

/** Folds the blocks of a case into its metrics, in the order in which they first came. Pure. */
export function pairedSeries(blocks: readonly (readonly Turn[])[]): PairedSeries[] {
  const names = new Map<string, Pick<Reading, 'result' | 'metric'>>()
  for (const { result, metric } of blocks.flat().flatMap(({ readings }) => readings)) {
    const id = JSON.stringify([result ?? null, metric.name])
    if (!names.has(id)) names.set(id, { result, metric })
  }
  return [...names.values()].map(({ result, metric }) => oneSeries(blocks, result, metric))
}

function oneSeries(
  blocks: readonly (readonly Turn[])[],
  result: string | undefined,
  metric: Metric,
): PairedSeries {
  const values = blocks.map((turns) => ({
    base: valuesOf(turns, 'base', result, metric),
    head: valuesOf(turns, 'head', result, metric),
    control: turns.some(({ arm }) => arm === 'control')
      ? valuesOf(turns, 'control', result, metric)
      : undefined,
  }))
  const differences = values.map(({ base, head }) => blockDifference(base, head))
  const usable = differences.filter((difference) => difference !== undefined)
  return {
    result,
    metric,
    baseValues: values.flatMap(({ base }) => base),
    headValues: values.flatMap(({ head }) => head),
    differences: usable,
    control: values.flatMap(({ base, control }) => (control && blockDifference(base, control)) ?? []),
    incomparableBlocks: differences.length - usable.length,
  }
}

/** An execution that measures itself gives many samples: its median is one value. */
function valuesOf(turns: readonly Turn[], arm: Arm, result: string | undefined, metric: Metric): number[] {
  return turns
    .filter((turn) => turn.arm === arm)
    .flatMap(({ readings }) => readings)
    .filter((reading) => reading.result === result && reading.metric.name === metric.name)
    .map(({ samples }) => median(samples))
}

/** The mean of the block's log-ratios, each half's own pair first; undefined where there is no such ratio. */
function blockDifference(base: readonly number[], other: readonly number[]): number | undefined {
  if (base.length === 0 || base.length !== other.length) return undefined
  const ratios = base.map((value, half) => logRatio(value, other[half]!))
  return ratios.some(Number.isNaN) ? undefined : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
}

function logRatio(base: number, other: number): number {
  if (base === other) return 0
  return base > 0 && other > 0 ? Math.log(other / base) : Number.NaN
}
