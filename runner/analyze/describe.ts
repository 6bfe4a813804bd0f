import type { RunHeader } from '../measure/record.ts'
import type { NoComparison } from './analysis.ts'
import type { BaseRuns } from './base-runs.ts'
import { type BasePoint, MIN_BASELINE_RUNS } from './baseline.ts'

/** Where the history lies, in words: `on main`, or nothing where no run has a branch. */
function place(base: BaseRuns, baseBranch: string): string {
  if (!base.onBaseBranch) return ` (none is on ${baseBranch})`
  const branched = [...base.byId.values()].some((header) => header.commit?.branch !== undefined)
  return branched ? ` on ${baseBranch}` : ''
}

/** `the last 12 runs on main since 3f2a1bc`. */
export function describeBaseline(
  points: readonly BasePoint[],
  base: BaseRuns,
  baseBranch: string,
  sinceChange: boolean,
): string {
  const runs = points.length === 1 ? 'the last run' : `the last ${points.length} runs`
  const first = points[0]?.header
  const since = sinceChange && first ? ` since ${shortName(first)}` : ''
  return `${runs}${place(base, baseBranch)}${since}`
}

/** Why there is nothing to compare with yet, and what it would take. */
export function describeLack(count: number, base: BaseRuns, baseBranch: string): NoComparison {
  const where = `${place(base, baseBranch)} in this environment`
  if (count === 0) {
    return {
      reason: 'no-baseline',
      message: `no baseline yet: no earlier run${where}; a verdict takes ${MIN_BASELINE_RUNS}`,
    }
  }
  const runs = count === 1 ? '1 earlier run' : `${count} earlier runs`
  return {
    reason: 'too-few-runs',
    message: `${runs}${where} so far; a verdict takes ${MIN_BASELINE_RUNS}, ${MIN_BASELINE_RUNS - count} more`,
  }
}

function shortName(header: RunHeader): string {
  return header.commit ? header.commit.sha.slice(0, 7) : header.id
}
