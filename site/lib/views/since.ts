import type { ChangeSummary, ReportIndex, RunSummary } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { capitalised, counted, plural } from '../format.ts'
import type { ChangeView } from './changes.ts'
import { stableText } from './state-sentence.ts'

/** A beginning for what the overview tells: the moment from which it does. */
export interface SinceChoice {
  readonly value: string
  readonly text: string
  readonly from: string
  /** The state since then: `2 regressions since v1.4; 31 of 33 cases are stable.` */
  readonly sentence: string
  /** What the list of changes holds since then: `Changes in the last run: 2 for the worse.` */
  readonly told: string
}

const DAYS = [7, 30, 90]

/** The last run, the last release, and numbers of days before the newest run: a site that is built on Monday says the same on Friday. */
export function sinceChoices(
  index: ReportIndex,
  runs: readonly RunSummary[],
  changes: readonly ChangeSummary[],
  lines: readonly ChangeView[],
): SinceChoice[] {
  const { latestRun } = index
  if (!latestRun) return []
  const release = runs.find(({ commit, startedAt }) => commit?.tag && startedAt < latestRun.startedAt)
  const newestMs = Date.parse(latestRun.startedAt)
  const choice = (value: string, text: string, from: string, time: string, listed = time): SinceChoice => ({
    value,
    text,
    from,
    sentence: sinceSentence(index, changes, from, time),
    told: listSentence(
      lines.filter(({ moment }) => moment.datetime >= from),
      listed,
    ),
  })
  return [
    choice('run', words.sinceTheLastRun, latestRun.startedAt, words.sinceInLastRun),
    ...(release
      ? [
          choice(
            'release',
            release.commit!.tag!,
            release.startedAt,
            fill(words.sinceTime, release.commit!.tag),
          ),
        ]
      : []),
    ...DAYS.map((days) => {
      const from = new Date(newestMs - days * 86_400_000).toISOString()
      const text = fill(words.sinceDays, days)
      return choice(`${days}d`, text, from, fill(words.sinceInDays, days), fill(words.sinceInDaysUpTo, text))
    }),
  ]
}

const SETTLED = ['accepted', 'fixed']

/** The lines of a list in words: what is open by its direction, then what is settled. */
function listSentence(lines: readonly ChangeView[], time: string): string {
  if (lines.length === 0) return fill(words.sinceNoChange, time)
  const open = lines.filter(({ state }) => !SETTLED.includes(state))
  const worse = open.filter(({ better }) => !better).length
  const settled = lines.length - open.length
  const parts = [
    worse > 0 && fill(words.sinceForWorse, worse),
    open.length > worse && fill(words.sinceForBetter, open.length - worse),
    settled > 0 && fill(words.sinceAcceptedOrFixed, settled),
  ]
  return fill(words.sinceChanges, time, parts.filter(Boolean).join(', '))
}

const BROKEN = [
  ['failed', 'stateFailed'],
  ['missing', 'stateMissing'],
  ['over-budget', 'sinceOverBudget'],
] as const

/**
 * What changed its level since a moment, by cases: one that got worse and stayed so is a regression, whatever else happened to it. What is
 * broken now is told first, whenever it broke. A case without news is stable where it has a verdict that says so.
 */
export function sinceSentence(
  index: ReportIndex,
  changes: readonly ChangeSummary[],
  from: string,
  when: string,
): string {
  const cases = index.suites.flatMap((suite) => suite.cases).filter(({ retired }) => !retired)
  const open = changes.filter((one) => one.startedAt >= from && isOpen(one))
  const moved = (better: boolean) =>
    new Set(open.filter((one) => one.better === better).map(({ caseSlug }) => caseSlug))
  const [worse, better] = [moved(false), moved(true)]
  const told = new Map(cases.map(({ slug, verdict }) => [slug, toldState(slug, verdict?.state ?? null)]))
  const count = (state: string) => [...told.values()].filter((one) => one === state).length

  function toldState(slug: string, state: string | null): string {
    if (BROKEN.some(([broken]) => broken === state)) return state!
    if (worse.has(slug)) return 'worse'
    if (better.has(slug)) return 'better'
    return state === null || state === 'inconclusive' ? 'undecided' : 'stable'
  }

  const broken = BROKEN.flatMap(([state, name]) =>
    count(state) === 0 ? [] : [counted(words, name, count(state))],
  )
  const news = [
    count('worse') > 0 && plural(count('worse'), 'regression'),
    count('better') > 0 && plural(count('better'), 'improvement'),
  ].filter(Boolean)
  const change =
    news.length > 0
      ? fill(words.sinceNews, news.join(words.sinceAnd), when)
      : fill(words.sinceNoRegression, when)
  // Of an imported past nothing was judged: what changed is all there is to tell.
  if (broken.length === 0 && cases.every(({ verdict }) => verdict === null)) {
    return fill(words.stateSentence, capitalised(change))
  }
  const stable = stableText(count('stable'), cases.length, count('undecided'))
  return fill(words.stateNewsAndStable, capitalised([...broken, change].join(', ')), stable)
}

/** What was taken back or accepted is no news, and neither is a single run. */
export function isOpen({ kind, state }: ChangeSummary): boolean {
  return kind !== 'spike' && (state === 'suspected' || state === 'confirmed')
}
