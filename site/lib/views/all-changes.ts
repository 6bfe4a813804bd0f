import type { ChangeState, ChangeSummary, ReportIndex } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { environmentNames } from '../environments.ts'
import { counted, plural } from '../format.ts'
import { changeStateText, kindText } from '../terms.ts'
import { type ChangeView, changeView } from './changes.ts'
import type { Choice } from './history.ts'
import { suiteTeller } from './suite-teller.ts'

/** Every change of level that was ever found, each in a line of its own. */
export interface AllChangesView {
  readonly sentence: string
  readonly lines: readonly ChangeView[]
  /** Older ones, which are only in the data. */
  readonly omitted: number
  readonly directions: readonly Choice[]
  readonly kinds: readonly Choice[]
  readonly states: readonly Choice[]
  readonly metrics: readonly Choice[]
  readonly environments: readonly Choice[]
}

/** A page of 500 lines is as much as a phone takes well. */
const MOST_LINES = 500
/** In the order in which a change goes through them. */
const STATES: readonly ChangeState[] = ['suspected', 'confirmed', 'accepted', 'fixed']

export function allChangesView(index: ReportIndex, changes: readonly ChangeSummary[]): AllChangesView {
  const environmentName = environmentNames(index.environments)
  const suiteToTell = suiteTeller(index.suites.flatMap((suite) => suite.cases))
  const several = index.environments.length > 1
  const lines = changes.slice(0, MOST_LINES).map((change) => {
    const view = changeView(change, index.project, environmentName)
    const ofSuite = suiteToTell(view.suite, view.caseTitle)
    return { ...view, ofSuite, also: several ? fill(words.changesOnEnvironment, view.environment) : '' }
  })
  return {
    sentence: sentence(changes),
    lines,
    omitted: Math.max(0, changes.length - MOST_LINES),
    directions: [
      { value: 'regressed', text: words.changesWorse },
      { value: 'improved', text: words.changesBetter },
    ],
    kinds: choices(lines.map(({ kind }) => kind)).map(({ value }) => ({
      value,
      text: kindText(value as ChangeSummary['kind']),
    })),
    states: STATES.map((state) => ({ value: state, text: changeStateText(state) })),
    metrics: choices(lines.map(({ metric }) => metric)),
    environments: index.environments.map(({ fingerprint }) => ({
      value: fingerprint,
      text: environmentName(fingerprint).full,
    })),
  }
}

function choices(values: readonly string[]): Choice[] {
  return [...new Set(values)].sort().map((value) => ({ value, text: value }))
}

function sentence(changes: readonly ChangeSummary[]): string {
  if (changes.length === 0) return words.changesNone
  const worse = changes.filter(({ better }) => !better)
  if (worse.length === 0) return counted(words, 'changesOnlyBetter', changes.length)
  const count = (state: ChangeState) => worse.filter((change) => change.state === state).length
  const open = worse.filter(
    ({ state, kind }) => state !== 'fixed' && state !== 'accepted' && kind !== 'spike',
  )
  const parts = [
    open.length === 0 ? words.changesNoneOpen : counted(words, 'changesOpen', open.length),
    count('fixed') > 0 && fill(words.changesFixed, count('fixed')),
    count('accepted') > 0 && fill(words.changesAccepted, count('accepted')),
  ]
  return fill(
    words.changesSentence,
    plural(changes.length, 'change'),
    worse.length,
    parts.filter(Boolean).join(', '),
    changes.length - worse.length,
  )
}
