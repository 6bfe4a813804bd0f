import { isBaseRun } from '../analyze/base-runs.ts'
import { seriesId } from '../ledger/identity.ts'
import type { GivenVerdict } from '../ledger/verdicts.ts'
import { caseId } from '../plan/identity.ts'
import type { SeriesMarks } from '../stewardship.ts'
import type { ReportInput } from './history.ts'

type Asked = Pick<ReportInput, 'project' | 'runs' | 'series' | 'marks'> & {
  readonly given: readonly GivenVerdict[]
}

/**
 * The runs whose verdicts a report tells with their reasons: of every series the newest point, on the base branch and of all, the
 * points that people excluded left out; of every case the newest run on the base branch with a verdict that counts. Their verdicts
 * are enough for `assembleReport`, however long the history is.
 */
export function runsTold({ project, runs, series, marks, given }: Asked): string[] {
  const onBase = runs.filter(({ header }) => isBaseRun(header, project.baseBranch))
  const order = new Map(runs.map(({ header }, place) => [header.id, place]))
  const base = new Set((onBase.length === 0 ? runs : onBase).map(({ header }) => header.id))
  const told = new Set<string>()
  const tell = (id: string | undefined) => id !== undefined && told.add(id)
  for (const { key, points } of series) {
    const excluded = excludedIn(marks?.get(seriesId(key)))
    tell(points.findLast(({ runId }) => base.has(runId) && !excluded.has(runId))?.runId)
    tell(points.findLast(({ runId }) => !excluded.has(runId))?.runId)
    tell(points.at(-1)?.runId)
  }
  for (const runId of newestJudged(given, { base, order, marks }).values()) tell(runId)
  return [...told]
}

function excludedIn(own: SeriesMarks | undefined): Set<string> {
  return new Set(own?.excluded.map(({ runId }) => runId))
}

interface Places {
  readonly base: ReadonlySet<string>
  readonly order: ReadonlyMap<string, number>
  readonly marks: Asked['marks']
}

/** By case, the newest run on the base branch that gave it a verdict which is not excluded. */
function newestJudged(given: readonly GivenVerdict[], { base, order, marks }: Places): Map<string, string> {
  const newest = new Map<string, string>()
  for (const verdict of given) {
    const id = caseId(verdict.case)
    const excluded = excludedOf(verdict, marks)
    for (const runId of verdict.runIds) {
      if (!base.has(runId) || excluded.has(runId)) continue
      const known = newest.get(id)
      if (known === undefined || order.get(known)! < order.get(runId)!) newest.set(id, runId)
    }
  }
  return newest
}

function excludedOf(
  { metric, environment, ...verdict }: GivenVerdict,
  marks: Asked['marks'],
): ReadonlySet<string> {
  return excludedIn(metric && marks?.get(seriesId({ case: verdict.case, metric, environment })))
}
