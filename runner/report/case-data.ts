import type { Series } from '../ledger/series.ts'
import { caseId } from '../plan/identity.ts'
import { inOrder } from './case-report.ts'
import { sevenDigits } from './digits.ts'
import type { History } from './history.ts'
import type {
  CaseData,
  CaseDataChange,
  CaseDataSeries,
  CaseReport,
  SeriesReport,
  VerdictState,
} from './model.ts'
import { type RunColumns, runColumnsIn } from './run-columns.ts'
import { type AnalyzedSeries, countedSamples } from './series-report.ts'

/** Rises when a reader of the older form would misread the newer one. */
const CASE_DATA_VERSION = 2

/** Makes the data of one case after the other. */
export function caseDataIn(
  history: History,
): (report: CaseReport, analyzed: readonly AnalyzedSeries[]) => CaseData {
  const runColumns = runColumnsIn(history)
  return (report, analyzed) => {
    const sorted = inOrder(report.case, analyzed)
    const columns = runColumns(sorted.map(({ series }) => series.points.map(({ runId }) => runId)))
    const verdicts: VerdictState[] = []
    return {
      version: CASE_DATA_VERSION,
      commitUrl: history.project.commitUrl,
      verdicts,
      series: sorted.map((one, place) => dataSeries(one, report.series[place]!, columns, verdicts, history)),
      branches: columns.branches,
      commits: columns.commits,
      runs: columns.runs,
    }
  }
}

function dataSeries(
  analyzed: AnalyzedSeries,
  { slug, budgets, changes, accepted, excluded, baseline, trend, sampled }: SeriesReport,
  { placesOf, placeOf }: RunColumns,
  verdicts: VerdictState[],
  history: History,
): CaseDataSeries {
  const { points, key } = analyzed.series
  const column = (name: 'median' | 'low' | 'high') => points.map((point) => sevenDigits(point[name]))
  return {
    slug,
    metric: key.metric.name,
    unit: key.metric.unit,
    direction: key.metric.direction,
    environment: key.environment,
    budgets,
    run: placesOf(points.map(({ runId }) => runId)),
    median: column('median'),
    low: column('low'),
    high: column('high'),
    count: once(points.map(({ count }) => count)),
    base: once(points.map(({ runId }) => (history.isBase(runId) ? 1 : 0))),
    verdict: once(verdictColumn(analyzed.series, verdicts, history)),
    changes: changes.map(dataChange),
    accepted: accepted.map(({ index, reason }) => ({ index, reason })),
    excluded: excluded.map(({ index, reason }) => ({ index, reason })),
    baseline: baseline && dataBaseline(baseline),
    trend,
    sampled,
    samples: countedSamples(analyzed, history).map(({ runId, samples }) => ({
      run: placeOf(runId),
      values: samples.map(sevenDigits),
    })),
  }
}

function dataChange({
  index,
  kind,
  state,
  better,
  change,
  pValue,
  accepted,
}: SeriesReport['changes'][number]): CaseDataChange {
  return { index, kind, state, better, change, pValue, accepted: accepted?.reason ?? null }
}

function dataBaseline({ fromIndex, estimate, runs }: NonNullable<SeriesReport['baseline']>) {
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map(sevenDigits)
  return { fromIndex, value: value!, low: low!, high: high!, runs }
}

/** Places in the list of verdicts, which grows by those that it lacks. */
function verdictColumn({ key, points }: Series, verdicts: VerdictState[], history: History): number[] {
  const states = new Map<string, VerdictState>()
  for (const given of history.verdictsByCase.get(caseId(key.case)) ?? []) {
    if (given.metric?.name !== key.metric.name || given.environment !== key.environment) continue
    for (const runId of given.runIds) states.set(runId, given.state)
  }
  return points.map(({ runId }) => {
    const state = states.get(runId)
    if (state === undefined) return -1
    const known = verdicts.indexOf(state)
    return known >= 0 ? known : verdicts.push(state) - 1
  })
}

/** A column whose values are all alike, as that value. */
function once<T>(values: T[]): T | T[] {
  const [first] = values
  return first !== undefined && values.every((value) => value === first) ? first : values
}

/** Texts of what several cases share. */
const texts = new WeakMap<object, string>()

/** As JSON. Cases that were measured by the same runs share the columns of these: their text is made once. */
export function caseDataText({ commits, runs, ...own }: CaseData): string {
  const shared = (part: object) => {
    const known = texts.get(part) ?? JSON.stringify(part)
    texts.set(part, known)
    return known
  }
  return `${JSON.stringify(own).slice(0, -1)},"commits":${shared(commits)},"runs":${shared(runs)}}`
}
