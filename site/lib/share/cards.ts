import type { ReportIndex, RunPage, RunPageCase, VerdictCounts } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { changeText, momentText, plural } from '../format.ts'
import { countsText, STATES, wordOf } from '../verdicts.ts'
import { stateSentence } from '../views/state-sentence.ts'
import type { Card } from './card.ts'

/** What is worth naming on a card. */
const NEWS = new Set(['failed', 'missing', 'over-budget', 'regressed', 'improved'])

/** `kind` is what the page is: `Run of 3f2a1bc`. */
export function runCard(index: ReportIndex, { run, cases }: RunPage, kind: string): Card {
  const { commit, startedAt } = run
  return {
    project: titleOf(index),
    kind,
    sentence: run.counts ? runSentence(run.counts) : words.runNeverJudged,
    detail: [momentText(startedAt).day, commit?.branch, commit?.sha.slice(0, 7), commit?.subject]
      .filter(Boolean)
      .join(' · '),
    counts: countLines(run.counts),
    lines: cases
      .filter(({ verdict }) => verdict && NEWS.has(verdict.state))
      .sort((a, b) => STATES.indexOf(a.verdict!.state) - STATES.indexOf(b.verdict!.state))
      .map(caseLine),
    generated: index.project.generated,
  }
}

export function projectCard(index: ReportIndex): Card {
  const { latestRun, counts, totalRuns, environments } = index
  return {
    project: titleOf(index),
    kind: words.cardPerformance,
    sentence: stateSentence(counts),
    detail: [
      latestRun && momentText(latestRun.startedAt).day,
      fill(words.overviewExtent, plural(totalRuns, 'run'), plural(environments.length, 'environment')),
    ]
      .filter(Boolean)
      .join(' · '),
    counts: countLines(counts),
    lines: [],
    generated: index.project.generated,
  }
}

function titleOf({ project }: ReportIndex): string {
  return project.site?.title ?? project.name
}

function runSentence(counts: VerdictCounts): string {
  const text = countsText(counts)
  if (text === '') return words.cardNothingMeasured
  if (STATES.some((state) => NEWS.has(state) && counts[state] > 0)) return text
  return counts.ok > 0 ? words.cardNothingChanged : words.cardNoVerdict
}

function countLines(counts: VerdictCounts | null): Card['counts'] {
  if (counts === null) return []
  return STATES.filter((state) => counts[state] > 0).map((state) => ({
    state,
    text: `${counts[state]} ${wordOf(state)}`,
  }))
}

/** The metric that gave the case its verdict, with its change; a case that failed has none. */
function caseLine({ title, verdict, metrics }: RunPageCase): Card['lines'][number] {
  const state = verdict!.state
  const told = metrics.find((metric) => metric.verdict?.state === state)
  const change = told?.change ? changeText(told.change).value : wordOf(state)
  return {
    state,
    title,
    metric: told?.metric.name ?? '',
    change: state === 'over-budget' ? wordOf(state) : change,
  }
}
