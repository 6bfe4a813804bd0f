import type { CaseSummary, VerdictCounts, VerdictState } from '../../../runner/report/model.ts'
import { fill, shared, words } from '../../words.ts'
import { plural } from '../format.ts'
import { urls } from '../urls.ts'
import { STATES, totalOf, type VerdictMark, verdictMark } from '../verdicts.ts'
import { suiteTeller } from './suite-teller.ts'

/** How many cases have which verdict, as the lines of a small account with its total. */
export interface RollUpView {
  readonly lines: readonly RollUpLine[]
  readonly total: number
  /** `2 over budget, 31 ok of 33 cases`, for readers who do not see the bars. */
  readonly summary: string
}

export interface RollUpLine {
  readonly mark: VerdictMark
  readonly count: number
  /** Of the total: 0 to 1. */
  readonly share: number
  /** The first cases by name, where their number invites to be told. */
  readonly named: readonly { readonly title: string; readonly href: string }[]
  readonly unnamed: number
  /** The list of cases narrowed to this verdict. */
  readonly href: string
}

const MOST_NAMED = 2
/** Of what is no bad news, names are told only while they are few. */
const FEW = 4

/** `named` false leaves the names of cases out, where the list of them stands right below. */
export function rollUpView(
  counts: VerdictCounts,
  cases: readonly CaseSummary[],
  options: { named: boolean; filterHref?: (state: VerdictState) => string },
): RollUpView {
  const total = totalOf(counts)
  const filterHref = options.filterHref ?? ((state) => `${urls.overview({ verdict: state })}#cases`)
  const lines = STATES.filter((state) => counts[state] > 0).map((state) => {
    const named = options.named && isWorthNaming(state, counts[state]) ? namedCases(cases, state) : []
    return {
      mark: verdictMark({ state, severity: null }),
      count: counts[state],
      share: counts[state] / total,
      named,
      unnamed: named.length === 0 ? 0 : Math.max(0, counts[state] - named.length),
      href: filterHref(state),
    }
  })
  const told = lines.map((line) => `${line.count} ${line.mark.word}`).join(', ')
  return {
    lines,
    total,
    summary: told === '' ? words.rollUpNoVerdict : fill(shared.countOfTotal, told, plural(total, 'case')),
  }
}

function isWorthNaming(state: VerdictState, count: number): boolean {
  if (state === 'ok') return false
  return count <= FEW || !(state === 'inconclusive' || state === 'improved')
}

function namedCases(cases: readonly CaseSummary[], state: VerdictState) {
  const suiteOf = suiteTeller(cases)
  return cases
    .filter((one) => !one.retired && one.verdict?.state === state)
    .slice(0, MOST_NAMED)
    .map((one) => ({
      title: [suiteOf(one.suite, one.title), one.title].filter(Boolean).join(' / '),
      href: urls.benchmark(one.slug),
    }))
}
