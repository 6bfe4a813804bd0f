import type { SeriesHistory } from '../analyze/analyze-series.ts'
import { isBaseRun } from '../analyze/base-runs.ts'
import type { RunInfo, RunSamples, Series } from '../ledger/series.ts'
import type { GivenVerdict, RecordedVerdict } from '../ledger/verdicts.ts'
import type { Metric } from '../metrics/metric.ts'
import { caseId } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import type { SeriesMarks } from '../stewardship.ts'
import { countedVerdicts } from './counted.ts'
import type { ReportBudget, ReportProject } from './model.ts'

/** Everything that the report of a whole history is made of. */
export interface ReportInput {
  readonly project: ReportProject
  readonly toolVersion: string
  /** ISO 8601, UTC. */
  readonly generatedAt: string
  /** In commit order. */
  readonly runs: readonly RunInfo[]
  /** Points in commit order. */
  readonly series: readonly Series[]
  /** By `seriesId`. */
  readonly recentSamples: ReadonlyMap<string, readonly RunSamples[]>
  /** With reasons and numbers: all, or at least those of the runs that `runsTold` names. */
  readonly verdicts: readonly RecordedVerdict[]
  /** All verdicts in short, where `verdicts` are not all. */
  readonly given?: readonly GivenVerdict[] | undefined
  /** Analyses that are known already, by `seriesId`; the others are made. */
  readonly analyses?: ReadonlyMap<string, SeriesHistory> | undefined
  /** What people decided about points, by `seriesId`; nothing where it is left out. */
  readonly marks?: ReadonlyMap<string, SeriesMarks> | undefined
  /** What the config asks for today; empty where it has no budget. */
  readonly budgetsOf: (key: CaseKey, metric: Metric) => readonly ReportBudget[]
  /** The command as the config has it today; null where it no longer has one. */
  readonly commandOf: (key: CaseKey) => string | null
  /** The tags that the config gives a case today; none where it is left out. */
  readonly tagsOf?: ((key: CaseKey) => readonly string[]) | undefined
  /** Cases in the config's order come first; undefined: not in the config. */
  readonly placeOf: (key: CaseKey) => number | undefined
}

/** The input with the look-ups that every part of the report needs, made once. */
export interface History extends ReportInput {
  readonly runById: ReadonlyMap<string, RunInfo>
  /** Place in commit order. */
  readonly orderOf: ReadonlyMap<string, number>
  readonly isBase: (runId: string) => boolean
  readonly given: readonly GivenVerdict[]
  readonly verdictsByRun: ReadonlyMap<string, readonly GivenVerdict[]>
  readonly verdictsByCase: ReadonlyMap<string, readonly GivenVerdict[]>
  /** Those with reasons as the present state counts them, see `countedVerdicts`. */
  readonly countedByCase: ReadonlyMap<string, readonly RecordedVerdict[]>
}

export function indexHistory(input: ReportInput): History {
  const baseRuns = new Set(
    input.runs
      .filter(({ header }) => isBaseRun(header, input.project.baseBranch))
      .map(({ header }) => header.id),
  )
  // A project that has only ever measured side branches is shown by those.
  const areAllBase = baseRuns.size === 0 || baseRuns.size === input.runs.length
  const isBase = areAllBase ? () => true : (runId: string) => baseRuns.has(runId)
  const orderOf = new Map(input.runs.map((run, place) => [run.header.id, place]))
  const given = input.given ?? input.verdicts.map((verdict) => ({ ...verdict, runIds: [verdict.runId] }))
  const counted = countedVerdicts(input.verdicts, input.marks ?? new Map(), orderOf)
  return {
    ...input,
    runById: new Map(input.runs.map((run) => [run.header.id, run])),
    orderOf,
    isBase,
    given,
    verdictsByRun: byRun(given),
    verdictsByCase: Map.groupBy(given, (verdict) => caseId(verdict.case)),
    countedByCase: Map.groupBy(counted, (verdict) => caseId(verdict.case)),
  }
}

function byRun(given: readonly GivenVerdict[]): Map<string, GivenVerdict[]> {
  const verdicts = new Map<string, GivenVerdict[]>()
  for (const verdict of given) {
    for (const runId of verdict.runIds) {
      const some = verdicts.get(runId)
      if (some) some.push(verdict)
      else verdicts.set(runId, [verdict])
    }
  }
  return verdicts
}
