import type { Config } from '../config/config.ts'
import { nearest } from '../config/nearest.ts'
import { UsageError } from '../errors.ts'
import { expandBenchmark } from './expand.ts'
import { fullCaseTitle } from './identity.ts'
import type { Plan, PlannedCase, PlannedSuite } from './plan.ts'

/** Which of the declared cases to measure, and in which order. Nothing said means all. */
export interface Selection {
  /** Names of suites; each must exist. */
  readonly suites?: readonly string[] | undefined
  /**
   * A case is taken when any of these is found in its title `suite/benchmark (param=value, …)`, whatever the case of
   * the letters; `*` stands for any text.
   */
  readonly filters?: readonly string[] | undefined
  /** Instead of the config's seed. */
  readonly seed?: number | undefined
}

/**
 * What a run is going to do. Reads and measures nothing.
 * @throws UsageError where a suite does not exist or the selection leaves no case.
 */
export function makePlan(config: Config, selection: Selection = {}): Plan {
  const declared = config.suites.map(
    (suite): PlannedSuite => ({
      name: suite.name,
      order: suite.order,
      cases: suite.benchmarks.flatMap((benchmark) => expandBenchmark(benchmark, suite.name, config.root)),
    }),
  )
  refuseUnknownSuites(selection.suites ?? [], config)
  const suites = select(declared, selection)
  if (suites.length === 0) throw nothingLeft(selection, declared)
  return {
    root: config.root,
    seed: selection.seed ?? config.seed,
    suites,
    declaredMetrics: config.metrics,
    partial: caseCount(suites) < caseCount(declared),
  }
}

export function caseCount(suites: readonly PlannedSuite[]): number {
  return suites.reduce((count, suite) => count + suite.cases.length, 0)
}

function select(suites: readonly PlannedSuite[], selection: Selection): PlannedSuite[] {
  const wanted = selection.suites ?? []
  const filters = (selection.filters ?? []).map(toPattern)
  const matches = ({ key }: PlannedCase): boolean =>
    filters.length === 0 || filters.some((filter) => filter.test(fullCaseTitle(key)))
  return suites
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .map((suite) => ({ ...suite, cases: suite.cases.filter(matches) }))
    .filter(({ cases }) => cases.length > 0)
}

/** `g*p` finds `gzip`; everything but `*` means itself. */
function toPattern(filter: string): RegExp {
  const parts = filter.split(/\*+/).map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(parts.join('.*'), 'iu')
}

function refuseUnknownSuites(wanted: readonly string[], config: Config): void {
  const names = config.suites.map(({ name }) => name)
  const unknown = wanted.filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  const near = nearest(unknown[0]!, names)
  throw new UsageError(`There is no suite ${quoted(unknown).join(' and no ')}.`, {
    hint: near ? `Did you mean ${JSON.stringify(near)}?` : `The config declares ${listed(names)}.`,
  })
}

function nothingLeft(
  { filters = [], suites = [] }: Selection,
  declared: readonly PlannedSuite[],
): UsageError {
  const titles = declared
    .filter(({ name }) => suites.length === 0 || suites.includes(name))
    .flatMap(({ cases }) => cases.map(({ key }) => fullCaseTitle(key)))
  const place = suites.length === 0 ? '' : ` in suite ${quoted(suites).join(' or ')}`
  return new UsageError(`No case matches ${quoted(filters).join(' or ')}${place}.`, {
    hint: `There are ${listed(titles)}.`,
  })
}

const quoted = (texts: readonly string[]): string[] => texts.map((text) => JSON.stringify(text))

/** Some names in a sentence. */
function listed(names: readonly string[]): string {
  const shown = quoted(names.slice(0, 8))
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : ''
  return shown.join(', ') + more
}
