import type { Point } from '../ledger/series.ts'
import { tailCritical, tailOf, tailTwoSided } from '../stats/heavy-tail.ts'
import type { Random } from '../stats/random.ts'
import { studentCritical, studentTwoSided } from '../stats/student-t.ts'
import { mean, median } from '../stats/summary.ts'
import type { Baseline, Comparison, Estimate } from './analysis.ts'
import { type Noise, noiseOf } from './noise.ts'
import { repeatSigma } from './programs.ts'
import { type ComparisonScale, scaleFor } from './scale.ts'
import { strayOf } from './stray.ts'

/**
 * A verdict is asked for at every run, for as long as a project lives. At a confidence of 0.95 this many runs in a row
 * pass without a false alarm with that confidence, so one comparison is tested at (1 − 0.95) / 50 = 0.001.
 */
export const RUNS_WITHOUT_FALSE_ALARM = 50

/** The level at which one comparison is tested: 0.001 at a confidence of 0.95. */
export function significanceLevel(confidence: number): number {
  return (1 - confidence) / RUNS_WITHOUT_FALSE_ALARM
}

export interface ComparisonInput {
  /** In commit order, at least `MIN_BASELINE_RUNS`; at least one with `noiseFrom`. */
  readonly baseline: readonly Point[]
  /** The judged run, last; before it the runs of the same suspected new level, if there are any. */
  readonly current: readonly [Point, ...Point[]]
  /** The p-value of the runs of a suspected new level together; undefined for a single run. */
  readonly pValueTogether?: number | undefined
  /** Medians of repeated runs of one program each, anywhere in the history: they prove noise. */
  readonly repeats?: readonly (readonly number[])[] | undefined
  /** Runs of another level, at least 3, whose noise counts too: where the baseline is known but too short to show its own. */
  readonly noiseFrom?: readonly Point[] | undefined
  readonly unit: string
  readonly confidence: number
  readonly description: string
  readonly random: Random
}

/**
 * One run, or the last few of a suspected new level, against the runs before. Unit of comparison is the run's median: iterations
 * inside a run are alike, so counting them one by one would make every run-to-run difference look sure. Asked is whether
 * one more run of the same program could look like this: a prediction interval, centre ± t · σ · √(1 + 1/n), on the
 * logarithm where values are positive; the p-value with tails as heavy as the series' own (see `tailOf`), because
 * a normal distribution called 16 of 1,000 unchanged runs significant at 0.001 in real histories.
 * `significant` is left to the correction over all series of the run (see `analyzeRun`).
 */
export function compare(input: ComparisonInput): Comparison {
  const { current, confidence } = input
  const { scale, level, noise, distance, spread, pValue } = evidenceOf(input)
  return {
    baseline: describe(input.baseline, level, scale, confidence, input.description),
    change: changeEstimate(distance, spread, noise, scale, input),
    pValue,
    adjustedPValue: pValue,
    significant: false,
    smallestDetectableRatio: smallestDetectable(spread, noise, scale, confidence, current.length),
    currentSamples: current.at(-1)!.count,
    withinNoiseRatio: Math.expm1(
      Math.sqrt(mean(input.baseline.map((point) => withinVariance(point, scale)))),
    ),
    currentRuns: current.length,
    constant: noise.constant,
  }
}

/** What a comparison rests on, all on its scale. */
interface Evidence {
  readonly scale: ComparisonScale
  readonly level: Noise
  /** Of the level and of several current runs together. */
  readonly noise: Noise
  /** Of the current runs from the level; above 0 for more. */
  readonly distance: number
  readonly spread: number
  readonly pValue: number
}

type EvidenceInput = Pick<
  ComparisonInput,
  'baseline' | 'current' | 'pValueTogether' | 'repeats' | 'noiseFrom' | 'unit'
>

/** The part of {@link compare} that is quick: which way the current runs stray, and how likely that is without a change. */
export function evidenceOf(input: EvidenceInput): Evidence {
  const { current, unit } = input
  const medians = input.baseline.map((point) => point.median)
  const now = current.map((point) => point.median)
  const scale = scaleFor([...medians, ...now, ...(input.noiseFrom ?? []).map((point) => point.median)])
  const own = noiseOf(medians, unit, scale)
  const shown = input.noiseFrom ? withNoiseOf(input.noiseFrom, own, unit, scale) : own
  const level = atLeast(repeatSigma(input.repeats ?? [], scale), shown)
  const there = noiseOf(now, unit, scale)
  const noise = noiseOfBoth(level, there)
  const distance = there.centre - level.centre
  const spread = predictionSpread(noise, input, scale)
  const pValue = input.pValueTogether ?? pValueOf(distance, spread, noise, current.length)
  return { scale, level, noise, distance, spread, pValue }
}

/** What repeated runs of one program prove is noise, however still the baseline happens to look. */
function atLeast(sigma: number, noise: Noise): Noise {
  return sigma > noise.sigma ? { ...noise, sigma, constant: false } : noise
}

/** From this many runs on, a level that shows more noise than the one whose noise it was given has its own. */
const ENOUGH_TO_KNOW_BETTER = 5

/** The centre of one level with its own noise and that of another together: a program that got slower by half is about as noisy, relatively. */
function withNoiseOf(others: readonly Point[], own: Noise, unit: string, scale: ComparisonScale): Noise {
  const noise = noiseOf(
    others.map((point) => point.median),
    unit,
    scale,
  )
  const runs = own.residuals.length
  if (runs === 1 || (noise.constant && own.constant)) return { ...noise, centre: own.centre }
  // What always gave the same number and does not any more is told by its own runs.
  if (noise.constant) return own
  const both = noiseOfBoth(noise, own)
  const sigma = runs < ENOUGH_TO_KNOW_BETTER ? both.sigma : Math.max(both.sigma, own.sigma)
  return { ...both, centre: own.centre, sigma }
}

/** The noise of the baseline and of several current runs together, each around its own centre. */
function noiseOfBoth(level: Noise, now: Noise): Noise {
  if (now.residuals.length === 1 || level.constant) return level
  const degrees = level.degrees + now.degrees
  const variance = (level.degrees * level.sigma ** 2 + now.degrees * now.sigma ** 2) / degrees
  return { ...level, sigma: Math.sqrt(variance), degrees, residuals: [...level.residuals, ...now.residuals] }
}

/** The level and the noise of runs that are to be compared with, at least one; `repeats` as in {@link ComparisonInput}. */
export function baselineOf(
  points: readonly Point[],
  unit: string,
  confidence: number,
  description: string,
  repeats: readonly (readonly number[])[] = [],
): Baseline {
  const medians = points.map((point) => point.median)
  const scale = scaleFor(medians)
  const noise = atLeast(repeatSigma(repeats, scale), noiseOf(medians, unit, scale))
  return describe(points, noise, scale, confidence, description)
}

function describe(
  points: readonly Point[],
  noise: Noise,
  scale: ComparisonScale,
  confidence: number,
  description: string,
): Baseline {
  return {
    runIds: points.map((point) => point.runId),
    estimate: levelEstimate(noise, points.length, scale, confidence),
    noiseRatio: noise.sigma === 0 ? 0 : Math.abs(scale.changeRatio(noise.centre, noise.sigma)),
    description,
  }
}

/**
 * How far the current runs together lie from the centre by noise alone. The spread of the runs holds their own uncertainty already;
 * where the current run is less certain than they were (fewer iterations), the difference is added.
 */
function predictionSpread(noise: Noise, input: EvidenceInput, scale: ComparisonScale): number {
  if (noise.constant) return 0
  const within = mean(input.current.map((point) => withinVariance(point, scale)))
  const usual = median(input.baseline.map((point) => withinVariance(point, scale)))
  const oneRun = noise.sigma ** 2 + Math.max(0, within - usual)
  return Math.sqrt(oneRun / input.current.length + noise.sigma ** 2 / input.baseline.length)
}

/** Variance of a run's median from its interval inside the run, which is about four standard errors wide. */
function withinVariance(point: Point, scale: ComparisonScale): number {
  if (!(point.high > point.low)) return 0
  const width = scale.forward(point.high) - scale.forward(point.low)
  return Number.isFinite(width) ? (width / 4) ** 2 : 0
}

/** Deviations up to this many times as large as the one in question are of its kind. */
const SAME_KIND = 3

/**
 * The chance of such a distance without a change. One or two runs may be spikes: there the tails count, and the chance is never
 * below how often the baseline itself strayed about as far. The centre of three or more is robust and nearly normal.
 */
function pValueOf(distance: number, spread: number, noise: Noise, runs: number): number {
  if (distance === 0) return 1
  if (spread === 0) return 0
  if (runs > 2) return studentTwoSided(distance / spread, noise.degrees)
  const size = Math.abs(distance)
  const alike = noise.residuals.filter(
    (one) => Math.abs(one) >= size && Math.abs(one) <= SAME_KIND * size,
  ).length
  const seenBefore = alike === 0 ? 0 : (alike + 1) / (noise.residuals.length + 1)
  return Math.max(seenBefore, tailTwoSided(tailOfNoise(noise), distance / spread, noise.degrees))
}

function tailOfNoise({ residuals, sigma }: Noise) {
  return tailOf(sigma === 0 ? [] : residuals.map((residual) => residual / sigma))
}

function levelEstimate(noise: Noise, runs: number, scale: ComparisonScale, confidence: number): Estimate {
  const reach = studentCritical(1 - confidence, noise.degrees) * (noise.sigma / Math.sqrt(runs))
  return {
    value: scale.back(noise.centre),
    low: scale.back(noise.centre - reach),
    high: scale.back(noise.centre + reach),
    confidence,
  }
}

/**
 * The change with its interval: the wider of the t interval and a bootstrap at either end. The bootstrap sees skew and
 * spikes that the t interval does not; of few runs it is too narrow, where the t interval holds.
 */
function changeEstimate(
  distance: number,
  spread: number,
  noise: Noise,
  scale: ComparisonScale,
  { confidence, random, current }: ComparisonInput,
): Estimate {
  const reach = spread === 0 ? 0 : studentCritical(1 - confidence, noise.degrees) * spread
  const stray = spread === 0 ? { low: 0, high: 0 } : strayOf(noise, current.length, confidence, reach, random)
  const ratio = (value: number) => scale.changeRatio(noise.centre, value)
  return {
    value: ratio(distance),
    low: ratio(distance - stray.high),
    high: ratio(distance - stray.low),
    confidence,
  }
}

function smallestDetectable(
  spread: number,
  noise: Noise,
  scale: ComparisonScale,
  confidence: number,
  runs: number,
): number {
  if (spread === 0) return 0
  const level = significanceLevel(confidence)
  const critical =
    runs > 2 ? studentCritical(level, noise.degrees) : tailCritical(tailOfNoise(noise), level, noise.degrees)
  const reach = critical * spread
  return Math.abs(scale.changeRatio(noise.centre, reach))
}
