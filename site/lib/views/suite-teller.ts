import type { ReportIndex } from '../../../runner/report/model.ts'

/** The name of a case's suite where the case's own name does not tell which one is meant; empty where it does. */
export type SuiteTeller = (suite: string, caseTitle: string) => string

/** Cases of different suites are often called alike: `No instrumentation` of every agent that is measured. */
export function suiteTeller(suites: ReportIndex['suites']): SuiteTeller {
  const suitesOf = new Map<string, number>()
  for (const { cases } of suites) {
    for (const title of new Set(cases.map((one) => one.title))) {
      suitesOf.set(title, (suitesOf.get(title) ?? 0) + 1)
    }
  }
  return (suite, caseTitle) => ((suitesOf.get(caseTitle) ?? 0) > 1 ? suite : '')
}
