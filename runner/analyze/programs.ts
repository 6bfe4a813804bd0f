import type { RunArtifact } from '../ledger/series.ts'
import { caseId } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import { robustFit } from '../stats/robust-fit.ts'
import { median } from '../stats/summary.ts'
import type { BasePoint } from './baseline.ts'
import type { ComparisonScale } from './scale.ts'

/** Which program a run measured in one case: the hash of its files; undefined where nobody knows. */
export type ProgramOf = (runId: string) => string | undefined

/** The programs of one case by run; plain values, which cross over to a thread. */
export type Programs = ReadonlyMap<string, string>

/** The programs of each case of which any is known, by `caseId`. */
export function programsByCase(artifacts: readonly RunArtifact[]): ReadonlyMap<string, Programs> {
  const byCase = Map.groupBy(artifacts, (one) => caseId(one.case))
  return new Map(
    [...byCase].map(([id, group]) => [id, new Map(group.map(({ runId, artifact }) => [runId, artifact]))]),
  )
}

/** Looks up programs by case, then by run. */
export function programsIn(artifacts: readonly RunArtifact[]): (key: CaseKey) => ProgramOf {
  const byCase = programsByCase(artifacts)
  return (key) => {
    const programs = byCase.get(caseId(key))
    return (runId) => programs?.get(runId)
  }
}

/** The medians of runs of one and the same program, a group for each program that was measured more than once. */
export function repeatsOf(points: readonly BasePoint[], programOf: ProgramOf): number[][] {
  const known = points.filter(({ point }) => programOf(point.runId) !== undefined)
  const groups = Map.groupBy(known, ({ point }) => programOf(point.runId))
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.map(({ point }) => point.median))
}

/** Fewer degrees of freedom say too little: the larger of two uncertain spreads would often be too large. */
const MIN_DEGREES = 5

/**
 * The noise that repeated runs of the same program prove, whatever levels they lie on: a change between them is no change of the
 * program. Robust; 0 where there are too few. Comparable to a standard deviation, on the comparison scale.
 */
export function repeatSigma(repeats: readonly (readonly number[])[], scale: ComparisonScale): number {
  const degrees = repeats.reduce((sum, group) => sum + group.length - 1, 0)
  if (degrees < MIN_DEGREES) return 0
  const deviations = repeats.flatMap((group) => {
    const scaled = group.map(scale.forward)
    const centre = median(scaled)
    // A group's centre lies closer to its own values than the true one.
    const widening = Math.sqrt(group.length / (group.length - 1))
    return scaled.map((value) => (value - centre) * widening)
  })
  return robustFit(deviations).sigma
}
