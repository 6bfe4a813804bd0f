import type { CaseSummary, ReportEnvironment, ReportIndex } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { unbroken } from '../environments.ts'
import { detectableText, type MomentText, momentText, plural } from '../format.ts'
import { urls } from '../urls.ts'
import { type Fact, machineFacts } from './machine-facts.ts'

/** A machine with its system and runtime: what numbers share to be comparable. */
export interface EnvironmentView {
  readonly fingerprint: string
  readonly description: string
  readonly facts: readonly Fact[]
  readonly lastRun: MomentText
  /** `120 runs` */
  readonly runs: string
  readonly historyHref: string
  /** How small a change its series can tell from noise; empty where it is not known yet. */
  readonly sight: string
}

export function environmentViews(index: ReportIndex): EnvironmentView[] {
  const cases = index.suites.flatMap((suite) => suite.cases)
  return index.environments.map((one) => ({
    fingerprint: one.fingerprint,
    description: unbroken(one.description),
    facts: facts(one),
    lastRun: momentText(one.lastRunAt),
    runs: plural(one.runs, 'run'),
    historyHref: urls.history({ environment: one.fingerprint }),
    sight: sight(one, cases),
  }))
}

function facts(one: ReportEnvironment): Fact[] {
  return [
    ...machineFacts(one),
    ...Object.entries(one.labels).map(([name, value]) => ({ name, value })),
    { name: words.factFingerprint, value: one.fingerprint },
  ].filter(({ value }) => value !== '')
}

/** Of the newest verdicts: half of the series see a change of so much, nine in ten one of so much. */
function sight({ fingerprint }: ReportEnvironment, cases: readonly CaseSummary[]): string {
  const ratios = cases
    .flatMap((one) => (one.retired ? [] : one.series))
    .flatMap(({ environment, smallestDetectableRatio }) =>
      environment === fingerprint && smallestDetectableRatio !== null ? [smallestDetectableRatio] : [],
    )
    .sort((a, b) => a - b)
  if (ratios.length === 0) return ''
  const at = (share: number) => detectableText(ratios[Math.ceil(share * ratios.length) - 1]!)
  return fill(words.environmentsSight, plural(ratios.length, 'series'), at(0.5), at(0.9))
}
