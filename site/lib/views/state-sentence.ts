import type { VerdictCounts } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { capitalised, counted, plural } from '../format.ts'
import { totalOf } from '../verdicts.ts'

/** The state in one sentence, worst first: `2 regressions, 1 improvement; 30 of 33 cases are stable.` */
export function stateSentence(counts: VerdictCounts): string {
  const total = totalOf(counts)
  if (total === 0) return words.stateNothing
  if (counts.inconclusive === total) return counted(words, 'stateOpen', total)
  const news = newsOf(counts)
  if (total === 1 && news.length > 0) return fill(words.stateSentence, capitalised(news.join()))
  const stable = stableText(counts.ok, total, counts.inconclusive)
  if (news.length > 0) return fill(words.stateNewsAndStable, capitalised(news.join(', ')), stable)
  return counts.ok === total
    ? counted(words, 'stateAllStable', total)
    : fill(words.stateSentence, capitalised(stable))
}

function newsOf(counts: VerdictCounts): string[] {
  return [
    counts.failed > 0 && counted(words, 'stateFailed', counts.failed),
    counts.missing > 0 && counted(words, 'stateMissing', counts.missing),
    counts['over-budget'] > 0 && counted(words, 'stateOverBudget', counts['over-budget']),
    counts.regressed > 0 && plural(counts.regressed, 'regression'),
    counts.improved > 0 && plural(counts.improved, 'improvement'),
  ].filter((text) => text !== false)
}

/** `30 of 33 cases are stable, 1 undecided` */
export function stableText(stable: number, total: number, undecided: number): string {
  const open = undecided > 0 ? fill(words.stateUndecided, undecided) : ''
  return `${counted(words, 'stateStable', stable, plural(total, 'case'))}${open}`
}
