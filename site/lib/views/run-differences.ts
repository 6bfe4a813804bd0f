import type { RunPage } from '../../../runner/report/model.ts'
import { formatQuantity } from '../../../runner/units.ts'
import { fill, shared, words } from '../../words.ts'
import { unbroken } from '../environments.ts'
import { percentText } from '../format.ts'
import { urls } from '../urls.ts'

/** What was different when the newest run of the baseline was measured, apart from the program itself. */
export interface RunDifferences {
  readonly baselineName: string
  readonly baselineHref: string
  readonly rows: readonly RunDifference[]
  /** `environment, config and perfledger` */
  readonly same: string
}

export interface RunDifference {
  readonly what: string
  readonly before: string
  readonly now: string
}

/** The newest run that any verdict of this run rests on; null where there is none. */
export function baselineRunId({ baselines }: RunPage): string | null {
  const ids = baselines.flat()
  return ids.length === 0 ? null : ids.reduce((newest, id) => (id > newest ? id : newest))
}

export function runDifferences(now: RunPage, before: RunPage): RunDifferences {
  const facts = [...namedFacts(now, before), ...measuredFacts(now, before)]
  return {
    baselineName: before.run.commit?.sha.slice(0, 7) ?? before.run.id,
    baselineHref: urls.run(before.run.id),
    rows: facts.filter((fact) => fact.before !== fact.now),
    same: listed(facts.filter((fact) => fact.before === fact.now).map(({ what }) => what)),
  }
}

function namedFacts(now: RunPage, before: RunPage): RunDifference[] {
  const fact = (what: string, read: (report: RunPage) => string): RunDifference => ({
    what,
    before: read(before),
    now: read(now),
  })
  return [
    fact(words.runDifferencesEnvironment, ({ environment }) => unbroken(environment.description)),
    fact(words.runDifferencesConfig, ({ configHash }) => configHash),
    fact('perfledger', ({ run }) => run.toolVersion),
    fact(words.runDifferencesCases, ({ run }) => String(run.cases)),
    fact(words.runDifferencesBranch, ({ run }) => run.commit?.branch ?? words.runDifferencesNoBranch),
    fact(shared.commitUncommitted, ({ run }) =>
      run.commit?.dirty ? words.runDifferencesYes : words.runDifferencesNo,
    ),
  ]
}

/** Two measurements of the same machine are never equal; from here on they are told apart. */
const UNLIKE_FACTOR = 1.5

/** What was measured of the machine itself; left out where one of the runs does not know. */
function measuredFacts(now: RunPage, before: RunPage): RunDifference[] {
  const fact = (
    what: string,
    values: readonly [before: number | null, now: number | null],
    text: (value: number) => string,
  ): RunDifference[] => {
    const [was, is] = values
    if (!was || !is) return []
    const isAlike = Math.max(was, is) / Math.min(was, is) < UNLIKE_FACTOR
    return [{ what, before: text(isAlike ? is : was), now: text(is) }]
  }
  return [
    ...fact(words.runDifferencesNoiseFloor, [before.noiseFloorRatio, now.noiseFloorRatio], percentText),
    ...fact(words.runProgramStart, [before.executorStartNs, now.executorStartNs], (ns) =>
      formatQuantity(ns, 'ns'),
    ),
  ]
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : fill(words.runListEnd, names.slice(0, -1).join(', '), last)
}
