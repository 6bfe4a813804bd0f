import type { ChangeSummary, ReportIndex, RunSummary } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { type EnvironmentNames, environmentNames } from '../environments.ts'
import { counted, plural } from '../format.ts'
import { totalOf } from '../verdicts.ts'
import { type BudgetView, nearestBudgets } from './budgets.ts'
import { caseChoices, type SuiteTableView, suiteTableView } from './cases.ts'
import { changeLines, newestLines } from './change-groups.ts'
import type { ChangeView } from './changes.ts'
import { type RollUpView, rollUpView } from './roll-up.ts'
import { type RunRowView, runRowView } from './runs.ts'
import { isOpen, type SinceChoice, sinceChoices } from './since.ts'
import { stateSentence } from './state-sentence.ts'

/** Everything the overview shows. */
export interface OverviewView {
  readonly sentence: string
  /** `nothing`: no run yet. `first`: one run, which has nothing to be compared with. */
  readonly stage: 'nothing' | 'first' | 'history'
  readonly latestRun: RunRowView | null
  /** `120 runs on 2 environments` */
  readonly extent: string
  readonly rollUp: RollUpView
  readonly changes: readonly ChangeView[]
  readonly olderChanges: readonly ChangeView[]
  /** How many more there are: they are on the page of changes. */
  readonly otherChanges: number
  /** What the list of changes can be narrowed to. */
  readonly since: readonly SinceChoice[]
  readonly budgets: readonly BudgetView[]
  readonly suites: readonly (SuiteTableView & { readonly isFar: boolean })[]
  /** What the list of cases can be narrowed to. */
  readonly choices: ReturnType<typeof caseChoices>
  readonly caseCount: number
  readonly environmentNote: string
}

const CHANGES_AT_ONCE = 6
/** Older ones that can be unfolded. The overview is loaded often, on phones too; the page of changes has them all. */
const OLDER_CHANGES = 18

export function overviewView(
  index: ReportIndex,
  runs: readonly RunSummary[] = [],
  allChanges: readonly ChangeSummary[] = index.changes,
): OverviewView {
  const environmentName = environmentNames(index.environments)
  const changes = changeLines(index, index.changes)
  const shown = newestLines(changes, CHANGES_AT_ONCE)
  const cases = index.suites.flatMap((suite) => suite.cases)
  const latestRun = index.latestRun
  return {
    sentence: sentenceOf(index, cases.length),
    stage: index.totalRuns === 0 ? 'nothing' : index.totalRuns === 1 ? 'first' : 'history',
    latestRun: latestRun && runRowView(latestRun, index.project, environmentName),
    extent: fill(
      words.overviewExtent,
      plural(index.totalRuns, 'run'),
      plural(index.environments.length, 'environment'),
    ),
    rollUp: rollUpView(index.counts, cases, { named: true }),
    changes: changes.slice(0, shown),
    olderChanges: changes.slice(shown, shown + OLDER_CHANGES),
    otherChanges: Math.max(0, changes.length - shown - OLDER_CHANGES),
    since: sinceChoices(index, runs, allChanges, changes),
    budgets: nearestBudgets(index),
    suites: suitesFromTheTop(index, environmentName),
    choices: caseChoices(cases),
    caseCount: cases.length,
    environmentNote: environmentNote(index, environmentName),
  }
}

/** Rows that are laid out at once; those of suites further down when they come near. */
const NEAR_ROWS = 60

function suitesFromTheTop(index: ReportIndex, environmentName: EnvironmentNames): OverviewView['suites'] {
  let rowsAbove = 0
  return index.suites.map((suite) => {
    const isFar = rowsAbove > NEAR_ROWS
    rowsAbove += suite.cases.length
    const { project } = index
    const options = { series: 'first', project, environmentName, severalEnvironments: false } as const
    return { ...suiteTableView(suite, options), isFar }
  })
}

/** An imported past has cases and no verdicts: that is not nothing. */
function sentenceOf({ counts, changes, suites }: ReportIndex, cases: number): string {
  if (totalOf(counts) > 0 || cases === 0) return stateSentence(counts)
  const current = new Set(
    suites.flatMap((suite) => suite.cases.flatMap((one) => (one.retired ? [] : one.slug))),
  )
  const open = changes.filter((one) => !one.better && isOpen(one) && current.has(one.caseSlug))
  const worse = new Set(open.map(({ caseSlug }) => caseSlug)).size
  const told = plural(cases, 'case')
  return worse === 0
    ? fill(words.overviewNoneJudged, told)
    : counted(words, 'overviewNoneJudgedWorse', worse, told)
}

/** With several environments the table shows one of them; it says which. */
function environmentNote(index: ReportIndex, environmentName: EnvironmentNames): string {
  if (index.environments.length < 2 || index.latestRun === null) return ''
  return fill(words.overviewNewestEnvironment, environmentName(index.latestRun.environment).full)
}
