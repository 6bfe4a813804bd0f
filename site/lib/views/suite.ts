import type { ReportIndex, SuiteSummary } from '../../../runner/report/model.ts'
import { environmentNames } from '../environments.ts'
import { plural } from '../format.ts'
import { urls } from '../urls.ts'
import { countStates } from '../verdicts.ts'
import { caseChoices, currentStates, type SuiteTableView, suiteTableView } from './cases.ts'
import { changeLines } from './change-groups.ts'
import type { ChangeView } from './changes.ts'
import { type RollUpView, rollUpView } from './roll-up.ts'

/** A suite with every series of its cases. */
export interface SuiteView {
  readonly name: string
  readonly extent: string
  readonly rollUp: RollUpView
  readonly table: SuiteTableView
  /** What the list of cases can be narrowed to. */
  readonly choices: ReturnType<typeof caseChoices>
  readonly changes: readonly ChangeView[]
  readonly severalEnvironments: boolean
}

export function suiteView(index: ReportIndex, suite: SuiteSummary): SuiteView {
  const environmentName = environmentNames(index.environments)
  const severalEnvironments = index.environments.length > 1
  return {
    name: suite.name,
    extent: plural(suite.cases.length, 'case'),
    rollUp: rollUpView(countStates(currentStates(suite.cases)), suite.cases, {
      named: false,
      filterHref: (state) => `${urls.suite(suite.slug, { verdict: state })}#cases`,
    }),
    table: suiteTableView(suite, {
      series: 'all',
      project: index.project,
      environmentName,
      severalEnvironments,
    }),
    choices: caseChoices(suite.cases),
    changes: changeLines(
      index,
      index.changes.filter((change) => change.suite === suite.name),
    ).map((line) => ({ ...line, ofSuite: '' })),
    severalEnvironments,
  }
}
