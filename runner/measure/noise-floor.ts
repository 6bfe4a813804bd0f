import { MAD_TO_SIGMA, mean, median, medianAbsoluteDeviation } from '../stats/summary.ts'

/** How often and how long a fixed piece of work is repeated: together a quarter of a second. */
const REPETITIONS = 50
const PIECE_NS = 5e6
/** So many iterations a case has at least unless the config says otherwise: whoever asks for more sees a little more. */
const TYPICAL_ITERATIONS = 10
const IN_A_ROW = 5

/**
 * The smallest relative change between two runs that this machine can show now, by the times of equal pieces of work:
 * the half-width of the 95 % interval of the difference of two medians, 1.96 × √2 × 1.2533 σ / √n, of n = 10
 * iterations each, σ from the median absolute deviation. Taken of the single times and of the means of five in a row,
 * which feel what interrupts a longer command, whichever is more. Where the second half of the times differs more
 * than that from the first, the machine drifts, and that is what hides changes.
 *
 * Source of 1.2533 = √(π/2): the standard error of the median of normal samples, Kendall and Stuart, vol. 1, 10.12.
 *
 * @param timesNs at least 4
 */
export function noiseFloorRatio(timesNs: readonly number[]): number {
  const noise = Math.max(differenceRatio(timesNs), differenceRatio(meansOf(timesNs)))
  const half = Math.floor(timesNs.length / 2)
  const drift = Math.abs(median(timesNs.slice(half)) / median(timesNs.slice(0, half)) - 1)
  return Math.max(noise, drift)
}

function differenceRatio(timesNs: readonly number[]): number {
  const sigmaRatio = (MAD_TO_SIGMA * medianAbsoluteDeviation(timesNs)) / median(timesNs)
  return 1.96 * Math.sqrt((2 * (Math.PI / 2)) / TYPICAL_ITERATIONS) * sigmaRatio
}

function meansOf(timesNs: readonly number[]): number[] {
  const count = Math.ceil(timesNs.length / IN_A_ROW)
  return Array.from({ length: count }, (_, index) =>
    mean(timesNs.slice(index * IN_A_ROW, (index + 1) * IN_A_ROW)),
  )
}

/** Times of one piece of work, again and again: what differs between them is the machine. */
export function timeEqualWork(): number[] {
  const size = sizeOfPiece()
  return Array.from({ length: REPETITIONS }, () => timeOf(size))
}

/** Enough work for `PIECE_NS` at today's speed. Until then the compiler has done its own work too. */
function sizeOfPiece(): number {
  let size = 10_000
  while (timeOf(size) < PIECE_NS / 4) size *= 2
  return Math.ceil((size * PIECE_NS) / Math.max(1, Math.min(timeOf(size), timeOf(size), timeOf(size))))
}

function timeOf(size: number): number {
  const startedAt = process.hrtime.bigint()
  sink = work(size)
  return Number(process.hrtime.bigint() - startedAt)
}

/** Keeps the compiler from leaving out what nobody reads. */
let sink = 0

/** Marsaglia's xorshift: integers only, no memory, no system. */
function work(size: number): number {
  let state = (sink | 1) >>> 0
  for (let index = 0; index < size; index += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
  }
  return state
}
