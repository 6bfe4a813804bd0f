import type { BudgetState, CaseSummary, ReportIndex, SeriesSummary } from '../../../runner/report/model.ts'
import { scaleOf } from '../../../runner/units.ts'
import { fill, words } from '../../words.ts'
import { budgetText, percentText, precise, quantityText } from '../format.ts'
import { urls } from '../urls.ts'
import { type SuiteTeller, suiteTeller } from './suite-teller.ts'

/** A budget and how much of it the newest value takes. */
export interface BudgetView {
  readonly title: string
  /** The suite, where a case of another one is called alike. */
  readonly ofSuite: string
  readonly metric: string
  readonly href: string
  /** `250 ms`, `300 ms (p95)`: in the unit of the value. */
  readonly budget: string
  readonly latest: string
  /** `84 % of the limit`, `9 % above its floor` */
  readonly distance: string
  /** 0 to 1 of the bar; 1 where it is over. */
  readonly share: number
  readonly over: boolean
}

const MOST = 6

/** The budgets of the newest values, nearest to their limit first. A case that is gone has none. */
export function nearestBudgets(index: ReportIndex): BudgetView[] {
  const suiteToTell = suiteTeller(index.suites.flatMap((suite) => suite.cases))
  return index.suites
    .flatMap((suite) => suite.cases)
    .filter(({ retired }) => !retired)
    .flatMap((one) =>
      firstOfEachMetric(one.series).flatMap((series) =>
        series.budgets.flatMap((budget) => budgetOf(one, series, budget, suiteToTell) ?? []),
      ),
    )
    .sort((a, b) => b.used - a.used)
    .slice(0, MOST)
    .map(({ view }) => view)
}

/** The environment measured last stands first. */
function firstOfEachMetric(series: readonly SeriesSummary[]): SeriesSummary[] {
  return series.filter(
    ({ metric }, place) => series.findIndex((other) => other.metric.name === metric.name) === place,
  )
}

function budgetOf(
  one: CaseSummary,
  { metric, environment }: SeriesSummary,
  { latest, ...budget }: BudgetState,
  suiteToTell: SuiteTeller,
): { used: number; view: BudgetView } | undefined {
  if (!latest) return undefined
  const used = usedOf(latest.value, budget.limit, budget.operator)
  if (used === undefined) return undefined
  const over = budget.operator === '<=' ? latest.value > budget.limit : latest.value < budget.limit
  const room = Math.abs(latest.value / budget.limit - 1)
  const isAbove = latest.value > budget.limit
  const scale = scaleOf([latest.value], metric.unit)
  return {
    used,
    view: {
      title: one.title,
      ofSuite: suiteToTell(one.suite, one.title),
      metric: metric.name,
      href: urls.benchmark(one.slug, { metric: metric.name, environment }),
      budget: budgetText(budget, scale),
      latest: quantityText(latest.value, precise(scale, latest.value)),
      distance: fill(isAbove ? words.budgetAbove : words.budgetBelow, percentText(room)),
      share: Math.min(1, used),
      over,
    },
  }
}

/** How much of a budget is used: 1 at the limit, more beyond it. Undefined where a ratio makes no sense. */
function usedOf(value: number, limit: number, operator: '<=' | '>='): number | undefined {
  if (!(limit > 0) || !(value > 0)) return undefined
  return operator === '<=' ? value / limit : limit / value
}
