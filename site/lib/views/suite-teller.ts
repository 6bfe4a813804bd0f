import type { CaseSummary } from '../../../runner/report/model.ts'

/** The name of a case's suite where the case's own name does not tell which one is meant; empty where it does. */
export type SuiteTeller = (suite: string, caseTitle: string) => string

/** Cases of different suites are often called alike: `No instrumentation` of every agent that is measured. */
export function suiteTeller(cases: readonly Pick<CaseSummary, 'suite' | 'title'>[]): SuiteTeller {
  const suitesOf = new Map<string, Set<string>>()
  for (const { suite, title } of cases) {
    const suites = suitesOf.get(title)
    if (suites) suites.add(suite)
    else suitesOf.set(title, new Set([suite]))
  }
  return (suite, caseTitle) => ((suitesOf.get(caseTitle)?.size ?? 0) > 1 ? suite : '')
}
