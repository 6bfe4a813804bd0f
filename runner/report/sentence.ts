import type { VerdictCounts, VerdictState } from './model.ts'

const words: readonly (readonly [VerdictState, string, string])[] = [
  ['failed', '1 case failed', '{n} cases failed'],
  ['missing', '1 case is missing', '{n} cases are missing'],
  ['over-budget', '1 over budget', '{n} over budget'],
  ['regressed', '1 regression', '{n} regressions'],
  ['improved', '1 improvement', '{n} improvements'],
]

/** The state in one sentence, worst first: `2 regressions, 1 improvement; 30 of 33 cases are stable.` */
export function sentenceOf(counts: VerdictCounts): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (total === 0) return 'Nothing has been judged yet.'
  if (counts.inconclusive === total) {
    return total === 1
      ? 'No verdict yet: the one case needs more history.'
      : `No verdict yet: all ${total} cases need more history.`
  }
  const news = words.flatMap(([state, one, many]) => {
    const count = counts[state]
    return count === 0 ? [] : [count === 1 ? one : many.replace('{n}', String(count))]
  })
  if (total === 1 && news.length > 0) return `${capitalised(news.join())}.`
  const open = counts.inconclusive > 0 ? `, ${counts.inconclusive} undecided` : ''
  const stable = `${counts.ok} of ${total} cases ${counts.ok === 1 ? 'is' : 'are'} stable${open}`
  if (news.length === 0) return counts.ok === total ? allStable(total) : `${capitalised(stable)}.`
  return `${capitalised(news.join(', '))}; ${stable}.`
}

function allStable(total: number): string {
  return total === 1 ? 'All is well: the one case is stable.' : `All is well: ${total} cases are stable.`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
