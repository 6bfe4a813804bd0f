import type { DetectedShift } from './detector.ts'
import { tailOf, tailTwoSided } from './heavy-tail.ts'
import { type RobustFit, robustFit } from './robust-fit.ts'
import { median } from './summary.ts'

/** Shorter is a spike or two, longer is a level like any other. */
const LENGTHS = [4, 3] as const
/** Values of the level that the short one is held against, at least; and before it. */
const MIN_OTHERS = 8
const MIN_BEFORE = 3
/** In sigma; nothing nearer can be sure enough. */
const WORTH_A_LOOK = 4
/** From so many values on, four far out hardly move the centre and the spread of all. */
const STEADY_FIT = 20
/** A level is one: its values lie nearer to each other than this share of their distance from the others. */
const ALIKE_RATIO = 0.5

/**
 * Levels of three or four values inside a longer one, far off it and back again, or at its end: too short for the energy of a
 * window to see, and each of its values speaks for heavy tails that would explain the others. So the block as a whole is held
 * against the rest. Its values came one after the other and may have had one cause, so k of them count as (k + 1) / 2 independent ones:
 * p = p_max^((k + 1) / 2), p_max that of the least far among tails as heavy as those of the rest. O(n) for long levels.
 *
 * @param level the values between two shifts
 * @param pValue a block must be surer than this
 * @example shortLevels(Float64Array.of(10, 11, 10, 9, 10, 11, 10, 9, 40, 41, 40), 3e-7) // begins at 8
 */
export function shortLevels(level: Float64Array, pValue: number): DetectedShift[] {
  if (level.length < MIN_OTHERS + Math.min(...LENGTHS)) return []
  const all = level.length >= STEADY_FIT ? robustFit(level) : undefined
  const found: Block[] = []
  for (const length of LENGTHS) {
    for (let start = MIN_BEFORE; start + length <= level.length; start++) {
      const block = { start, end: start + length }
      if (all && !standsOut(level, block, all)) continue
      const sure = evidence(level, block)
      if (sure < pValue && !found.some((other) => overlap(other, block)))
        found.push({ ...block, pValue: sure })
    }
  }
  return found.sort((a, b) => a.start - b.start).flatMap((block) => shiftsOf(block, level.length))
}

interface Place {
  readonly start: number
  readonly end: number
}

interface Block extends Place {
  readonly pValue: number
}

/** To the block and, where the level has gone on for long enough, back again. */
function shiftsOf({ start, end, pValue }: Block, length: number): DetectedShift[] {
  const there = { index: start, pValue }
  return length - end >= MIN_BEFORE ? [there, { index: end, pValue }] : [there]
}

const overlap = (a: Place, b: Place): boolean => a.start < b.end + MIN_BEFORE && b.start < a.end + MIN_BEFORE

/** All of the block far out on one side, its neighbours not. */
function standsOut(level: Float64Array, { start, end }: Place, { centre, sigma }: RobustFit): boolean {
  const side = Math.sign(level[start]! - centre)
  const isFar = (value: number | undefined): boolean =>
    value !== undefined && (value - centre) * side > WORTH_A_LOOK * sigma
  if (isFar(level[start - 1]) || isFar(level[end])) return false
  return level.subarray(start, end).every(isFar)
}

/** How likely noise like that of the rest would do that; 1 where the block is none. */
function evidence(level: Float64Array, place: Place): number {
  const block = level.subarray(place.start, place.end)
  const others = [...level.subarray(0, place.start), ...level.subarray(place.end)]
  if (others.length < MIN_OTHERS) return 1
  const fit = robustFit(others)
  if (!standsOut(level, place, fit) || !isOneLevel(block, fit.centre)) return 1
  if (fit.sigma === 0) return isOneNumber(others) && isOneNumber(block) ? 0 : 1
  const nearest = Math.min(...Array.from(block, (value) => Math.abs(value - fit.centre))) / fit.sigma
  const tail = tailOf(others.map((value) => (value - fit.centre) / fit.sigma))
  return tailTwoSided(tail, nearest, others.length - 1) ** ((block.length + 1) / 2)
}

/** A size or a count that never strays: any other number is another level, for certain. */
function isOneNumber(values: ArrayLike<number>): boolean {
  return Array.from(values).every((value) => value === values[0])
}

function isOneLevel(block: Float64Array, centre: number): boolean {
  const middle = median(block)
  const widest = Math.max(...Array.from(block, (value) => Math.abs(value - middle)))
  return widest < ALIKE_RATIO * Math.abs(middle - centre)
}
