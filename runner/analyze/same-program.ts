import type { DetectedShift } from '../stats/detector.ts'
import { median } from '../stats/summary.ts'
import type { BasePoint } from './baseline.ts'
import type { ProgramOf } from './programs.ts'

/** A shift that programs measured on both sides of it made at least by this share is not one of the program. */
const SHARED = 0.5
/** Where a program has more than this many times as many runs on one side, those on the other may just have strayed. */
const MOST_TIMES = 4

/**
 * The shifts that the program can have made. Where one and the same program was measured before and after a shift and lies on either
 * level too, the machine made it: it is noise by construction, and both levels are one. A shift that only lies a little beside the run
 * with which the program changed has runs of the new program on both sides too, but those do not shift. O(shifts² · points).
 *
 * @param scaled the points' values on their comparison scale
 */
export function shiftsOfPrograms(
  points: readonly BasePoint[],
  scaled: Float64Array,
  shifts: readonly DetectedShift[],
  programOf: ProgramOf,
): readonly DetectedShift[] {
  const programs = points.map(({ point }) => programOf(point.runId))
  if (programs.every((program) => program === undefined)) return shifts
  let kept = shifts
  for (;;) {
    const noise = kept.findIndex(({ index }, place) => {
      const [start, end] = [kept[place - 1]?.index ?? 0, kept[place + 1]?.index ?? points.length]
      return isOfMachine(scaled, programs, start, index, end)
    })
    if (noise < 0) return kept
    kept = kept.toSpliced(noise, 1)
  }
}

/** Whether the programs that were measured both before and after `index` shifted as the levels around it did. */
function isOfMachine(
  scaled: Float64Array,
  programs: readonly (string | undefined)[],
  start: number,
  index: number,
  end: number,
): boolean {
  const before = valuesByProgram(scaled, programs, start, index)
  const after = valuesByProgram(scaled, programs, index, end)
  const countsOf = (program: string) => [before.get(program)?.length ?? 0, after.get(program)?.length ?? 0]
  const weightOf = (program: string) => Math.min(...countsOf(program))
  const shared = [...before.keys()].filter(
    (program) => Math.max(...countsOf(program)) <= MOST_TIMES * weightOf(program),
  )
  if (shared.length === 0) return false
  const shiftOf = (program: string) => median(after.get(program)!) - median(before.get(program)!)
  const weight = shared.reduce((sum, program) => sum + weightOf(program), 0)
  const ofShared = shared.reduce((sum, program) => sum + weightOf(program) * shiftOf(program), 0) / weight
  const whole = median(scaled.subarray(index, end)) - median(scaled.subarray(start, index))
  return ofShared * Math.sign(whole) >= SHARED * Math.abs(whole)
}

function valuesByProgram(
  scaled: Float64Array,
  programs: readonly (string | undefined)[],
  from: number,
  to: number,
): ReadonlyMap<string, number[]> {
  const values = new Map<string, number[]>()
  for (let at = from; at < to; at++) {
    const program = programs[at]
    if (program === undefined) continue
    const own = values.get(program)
    if (own) own.push(scaled[at]!)
    else values.set(program, [scaled[at]!])
  }
  return values
}

/** Whether the program of a run was measured in another run too, from place `start` to before `end`: then what strays there is noise. */
export function isRepeated(
  points: readonly BasePoint[],
  index: number,
  start: number,
  end: number,
  programOf: ProgramOf,
): boolean {
  const program = programOf(points[index]!.point.runId)
  if (program === undefined) return false
  return points
    .slice(start, end)
    .some(({ point }, at) => start + at !== index && programOf(point.runId) === program)
}
