import type { DetectedShift } from './detector.ts'
import { EVIDENCE_WINDOW, largestT, shiftPValue } from './shift-evidence.ts'
import { studentCritical } from './student-t.ts'

/** A shift, and when it was seen. */
export interface ShiftAlarm extends DetectedShift {
  /** Index of the value with which it was seen: at least `index + 2`. */
  readonly seenAt: number
}

export interface ShiftWatchOptions {
  /** An alarm is raised below this p-value. A place is looked at again with every new value, so it is stricter than with hindsight. */
  readonly pValue?: number
}

/** Values after a shift: from how many on it can be seen, and up to how many it is looked for. */
const MIN_AFTER = 3
/**
 * What disturbs a machine for some runs and goes away again is often just that long: so few values must be this many times as sure
 * by themselves, or be sure together with the value before them.
 */
const SHORT_PENALTY = 100
const MAX_AFTER = 18
/** Values before it, since the last alarm. */
const MIN_BEFORE = 8

/**
 * Watches a series value by value, as CI does, without hindsight: with every new value, could the last 3 to 18 be of another
 * level than those before them (see {@link shiftPValue})? An alarm that was raised stays, and the new level is then what later
 * values are compared with. O(n), about 18 steps a value.
 *
 * @example watchShifts([...Array(20).fill(0).map((_, i) => i % 3), 9, 9, 9, 9]) // [{ index: 20, seenAt: 22 … }]
 */
export function watchShifts(values: ArrayLike<number>, options: ShiftWatchOptions = {}): ShiftAlarm[] {
  const watch = new Watch(Float64Array.from(values), options.pValue ?? 1e-5 / 3)
  for (let at = 0; at < values.length; at++) watch.see(at)
  return watch.alarms
}

class Watch {
  readonly alarms: ShiftAlarm[] = []
  readonly #values: Float64Array
  readonly #sums: Float64Array
  readonly #pValue: number
  /** By number of values compared: the t that an alarm takes. Filled as needed. */
  readonly #critical: number[] = []
  readonly #noise: LevelNoise
  #levelStart = 0

  constructor(values: Float64Array, pValue: number) {
    this.#values = values
    this.#pValue = pValue
    this.#sums = new Float64Array(values.length + 1)
    values.forEach((value, at) => {
      this.#sums[at + 1] = this.#sums[at]! + value
    })
    this.#noise = new LevelNoise(values.length)
  }

  see(at: number): void {
    this.#noise.add(at, this.#surprise(at))
    const shift = this.#strongestShift(at)
    if (shift === undefined) return
    this.alarms.push({ ...shift, seenAt: at })
    this.#noise.forget(shift.index, at)
    this.#levelStart = shift.index
  }

  #mean(from: number, to: number): number {
    return (this.#sums[to]! - this.#sums[from]!) / (to - from)
  }

  /** The squared distance of a value from the level before it, freed from that level's own uncertainty. */
  #surprise(at: number): number | undefined {
    const from = Math.max(this.#levelStart, at - EVIDENCE_WINDOW)
    const count = at - from
    if (count < MIN_AFTER) return undefined
    return (this.#values[at]! - this.#mean(from, at)) ** 2 * (1 - 1 / (count + 1))
  }

  #strongestShift(at: number): DetectedShift | undefined {
    let strongest: DetectedShift | undefined
    for (let after = MIN_AFTER; after <= MAX_AFTER; after++) {
      const index = at + 1 - after
      if (index - this.#levelStart < MIN_BEFORE) break
      const pValue = this.#test(index, at) * (after === MIN_AFTER ? SHORT_PENALTY : 1)
      if (pValue < (strongest?.pValue ?? this.#pValue)) strongest = { index, pValue }
    }
    return strongest && this.#settled(strongest, at)
  }

  /** Where the value before a short shift was only counted with it, one place on. */
  #settled(shift: DetectedShift, at: number): DetectedShift {
    if (at - shift.index !== MIN_AFTER) return shift
    const pValue = this.#test(shift.index + 1, at)
    return pValue < shift.pValue ? { index: shift.index + 1, pValue } : shift
  }

  #test(index: number, at: number): number {
    const from = Math.max(this.#levelStart, index - EVIDENCE_WINDOW)
    const [before, after] = [index - from, at + 1 - index]
    const difference = this.#mean(index, at + 1) - this.#mean(from, index)
    const levelVariance = this.#noise.varianceBefore(index)
    // Without a spike that could be set aside, this difference can give no larger t than that.
    const hopeless =
      largestT(difference, before, after, levelVariance) < this.#criticalT(before + after - 2) &&
      !this.#noise.hasSpike(from, at)
    if (hopeless) return 1
    return shiftPValue(
      this.#values.subarray(from, index),
      this.#values.subarray(index, at + 1),
      levelVariance,
    )
  }

  #criticalT(degrees: number): number {
    this.#critical[degrees] ??= studentCritical(this.#pValue, degrees)
    return this.#critical[degrees]
  }
}

/** A value whose squared distance is this many times the variance so far may be a spike. */
const SPIKE_SQUARE = 25

/** The variance of a series within its levels, as far as it is known without hindsight. */
class LevelNoise {
  /** Running sums of the squares and of their number, up to each place. */
  readonly #squares: Float64Array
  readonly #counts: Uint32Array
  readonly #spikes: Uint32Array

  constructor(length: number) {
    this.#spikes = new Uint32Array(length + 1)
    this.#squares = new Float64Array(length + 1)
    this.#counts = new Uint32Array(length + 1)
  }

  add(at: number, square: number | undefined): void {
    this.#squares[at + 1] = this.#squares[at]! + (square ?? 0)
    this.#counts[at + 1] = this.#counts[at]! + (square === undefined ? 0 : 1)
    const isSpike = square === undefined || square > SPIKE_SQUARE * this.varianceBefore(at)
    this.#spikes[at + 1] = this.#spikes[at]! + (isSpike ? 1 : 0)
  }

  /** Whether a value from `from` to `to` may be a spike; said of too many rather than of too few. */
  hasSpike(from: number, to: number): boolean {
    return this.#spikes[to + 1]! > this.#spikes[from]!
  }

  varianceBefore(index: number): number {
    const count = this.#counts[index]!
    return count === 0 ? 0 : this.#squares[index]! / count
  }

  /** The values from `index` to `at` turned out to be of another level: they say nothing about the noise. */
  forget(index: number, at: number): void {
    for (let place = index; place <= at; place++) this.add(place, undefined)
  }
}
