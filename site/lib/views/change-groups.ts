import type { ChangeSummary, ReportIndex } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { environmentNames } from '../environments.ts'
import { plural } from '../format.ts'
import { type ChangeView, changeView } from './changes.ts'
import { suiteTeller } from './suite-teller.ts'

/**
 * Changes for a list that is read at a glance. One commit often moves several metrics of a case in several environments:
 * that is one line, told by the metric that the case is measured by first. Lines of the same commit stand together, and
 * only the first one tells it.
 */
export function changeLines(index: ReportIndex, changes: readonly ChangeSummary[]): ChangeView[] {
  const environmentName = environmentNames(index.environments)
  const rank = metricRanks(index)
  const suiteToTell = suiteTeller(index.suites.flatMap((suite) => suite.cases))
  const byCommit = Map.groupBy(changes, (change) => change.commit?.sha ?? change.runId)
  return [...byCommit.values()].flatMap((ofCommit) => {
    const byCase = Map.groupBy(ofCommit, (change) => `${change.caseSlug} ${change.kind} ${change.better}`)
    return [...byCase.values()].map((same, place) => {
      const told = foremost(same, rank)
      return {
        ...changeView(told, index.project, environmentName),
        ofSuite: suiteToTell(told.suite, told.caseTitle),
        also: alsoText(told, same),
        continued: place > 0,
      }
    })
  })
}

/** The place of a change's series among those of its case: the first metric in the environment of the newest run is 0. */
function metricRanks(index: ReportIndex): (change: ChangeSummary) => number {
  const cases = new Map(index.suites.flatMap((suite) => suite.cases.map((one) => [one.slug, one])))
  return (change) => {
    const series = cases.get(change.caseSlug)?.series ?? []
    const place = series.findIndex(
      ({ metric, environment }) => metric.name === change.metric.name && environment === change.environment,
    )
    return place < 0 ? series.length : place
  }
}

function foremost(changes: readonly ChangeSummary[], rank: (change: ChangeSummary) => number): ChangeSummary {
  return changes.reduce((best, change) => (rank(change) < rank(best) ? change : best))
}

/** `and throughput, in 2 environments`, or nothing for a change of one series. */
function alsoText(told: ChangeSummary, changes: readonly ChangeSummary[]): string {
  const others = [...new Set(changes.map(({ metric }) => metric.name))].filter(
    (name) => name !== told.metric.name,
  )
  const environments = new Set(changes.map(({ environment }) => environment)).size
  const parts = [
    others.length > 0 && fill(words.changesAndMetrics, others.join(', ')),
    environments > 1 && fill(words.changesInMetric, plural(environments, 'environment')),
  ]
  return parts.filter(Boolean).join(', ')
}

/** The first lines, at least `least`, without parting a commit from its lines, but never more than twice as many. */
export function newestLines(lines: readonly ChangeView[], least: number): number {
  const next = lines.findIndex((line, index) => index >= least && !line.continued)
  return Math.min(next < 0 ? lines.length : next, least * 2)
}
