import { normalCumulative } from '../stats/normal.ts'
import { quantileSorted } from '../stats/quantile.ts'
import { type Random, randomInteger, randomNormal } from '../stats/random.ts'
import type { Noise } from './noise.ts'

/** Draws for several runs together; the ends of a 95 % interval then vary by about a tenth of its half-width. */
const RESAMPLES = 500

/** How far something strays to either side, `low` usually below 0. On the comparison scale. */
export interface Stray {
  readonly low: number
  readonly high: number
}

/**
 * How far current runs and the centre of the baseline stray apart when nothing has changed, as a bootstrap of the baseline's own
 * residuals says, but never less than `reach` to either side.
 *
 * The bootstrap's centre is a mean of n draws, nearly normal; one current run is one residual. So what a bootstrap of one run
 * would find with ever more draws is a mixture of n normal distributions, one around each residual: its quantile is
 * computed, not drawn, and where the mixture at `reach` already shows that it lies inside, not even that. O(n). Several
 * current runs are drawn, seeded. O(draws · runs).
 *
 * @param confidence in (0, 1)
 */
export function strayOf(
  noise: Noise,
  runs: number,
  confidence: number,
  reach: number,
  random: Random,
): Stray {
  const centre = centreOf(noise)
  const tail = (1 - confidence) / 2
  const { low, high } =
    runs === 1 ? ofOneRun(noise.residuals, centre, tail, reach) : ofRuns(noise, runs, centre, tail, random)
  return { low: Math.min(-reach, low), high: Math.max(reach, high) }
}

interface Centre {
  readonly mean: number
  readonly error: number
}

/** The mean of n draws: the centre is robust, so in it a spike counts for no more than three sigma. */
function centreOf({ residuals, sigma }: Noise): Centre {
  const count = residuals.length
  let sum = 0
  let squares = 0
  for (const residual of residuals) {
    const clipped = Math.max(-3 * sigma, Math.min(3 * sigma, residual))
    sum += clipped
    squares += clipped * clipped
  }
  const mean = sum / count
  return { mean, error: Math.sqrt(Math.max(0, squares / count - mean * mean) / count) }
}

function ofOneRun(residuals: readonly number[], centre: Centre, tail: number, reach: number): Stray {
  const mirrored = residuals.map((residual) => -residual)
  return {
    low: -upperEnd(mirrored, { ...centre, mean: -centre.mean }, tail, reach),
    high: upperEnd(residuals, centre, tail, reach),
  }
}

/** The end above which the mixture has `tail`, or `reach` where that is further. */
function upperEnd(residuals: readonly number[], centre: Centre, tail: number, reach: number): number {
  if (shareAbove(reach, residuals, centre) <= tail) return reach
  let low = reach
  let high = Math.max(...residuals) - centre.mean + 10 * centre.error
  for (let step = 0; step < 30 && high - low > 1e-6 * Math.abs(high); step++) {
    const middle = (low + high) / 2
    if (shareAbove(middle, residuals, centre) > tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function shareAbove(limit: number, residuals: readonly number[], { mean, error }: Centre): number {
  let sum = 0
  for (const residual of residuals) {
    const distance = residual - mean - limit
    sum += error === 0 ? Number(distance > 0) : normalCumulative(distance / error)
  }
  return sum / residuals.length
}

function ofRuns({ residuals }: Noise, runs: number, centre: Centre, tail: number, random: Random): Stray {
  const errors = new Float64Array(RESAMPLES)
  for (let draw = 0; draw < RESAMPLES; draw++) {
    let sum = 0
    for (let drawn = 0; drawn < runs; drawn++) sum += residuals[randomInteger(random, residuals.length)]!
    errors[draw] = sum / runs - centre.mean - centre.error * randomNormal(random)
  }
  errors.sort()
  return { low: quantileSorted(errors, tail), high: quantileSorted(errors, 1 - tail) }
}
