import type { CaseSummary, ReportIndex, SuiteSummary } from '../../runner/report/model.ts'
import { urls } from './urls.ts'
import { STATES, type VerdictMark, verdictMark } from './verdicts.ts'

/** Every case under its benchmark and suite: `data/tree.json`, loaded when the tree is first opened. */
export interface TreeDocument {
  readonly version: 1
  readonly suites: readonly TreeSuite[]
  readonly metrics: readonly string[]
  readonly tags: readonly string[]
}

export interface TreeSuite {
  readonly name: string
  readonly href: string
  readonly mark: TreeMark
  readonly benchmarks: readonly TreeBenchmark[]
}

/** A benchmark with one case is told as that case. */
export interface TreeBenchmark {
  readonly name: string
  readonly mark: TreeMark
  readonly cases: readonly TreeCase[]
}

export interface TreeCase {
  /** `level=9`; the benchmark's name where it has no params. */
  readonly name: string
  readonly href: string
  readonly mark: TreeMark
  readonly metrics: readonly string[]
  readonly tags: readonly string[]
  readonly retired: boolean
  /** Everything that the text is searched in, lower-case. */
  readonly haystack: string
}

export type TreeMark = Pick<VerdictMark, 'state' | 'shape' | 'word'>

export function treeDocument(index: ReportIndex): TreeDocument {
  const cases = index.suites.flatMap((suite) => suite.cases)
  return {
    version: 1,
    suites: index.suites.map(treeSuite),
    metrics: [...new Set(cases.flatMap((one) => one.series.map(({ metric }) => metric.name)))],
    tags: [...new Set(cases.flatMap((one) => one.tags ?? []))].sort(),
  }
}

function treeSuite({ name, slug, cases }: SuiteSummary): TreeSuite {
  const benchmarks = Map.groupBy(cases, ({ benchmark }) => benchmark)
  return {
    name,
    href: urls.suite(slug),
    mark: worstMark(cases),
    benchmarks: [...benchmarks].map(([benchmark, own]) => ({
      name: benchmark,
      mark: worstMark(own),
      cases: own.map(treeCase),
    })),
  }
}

function treeCase(one: CaseSummary): TreeCase {
  const params = Object.entries(one.params).map(([name, value]) => `${name}=${value}`)
  const tags = one.tags ?? []
  return {
    name: params.join(', ') || one.benchmark,
    href: urls.benchmark(one.slug),
    mark: brief(verdictMark(one.verdict)),
    metrics: [...new Set(one.series.map(({ metric }) => metric.name))],
    tags,
    retired: one.retired,
    haystack: [one.suite, one.title, ...tags].join(' ').toLowerCase(),
  }
}

/** The worst verdict of the cases that are still measured. */
function worstMark(cases: readonly CaseSummary[]): TreeMark {
  const states = new Set(cases.filter(({ retired }) => !retired).map(({ verdict }) => verdict?.state))
  const state = STATES.find((one) => states.has(one)) ?? null
  const severity =
    state === 'regressed' &&
    cases.every(({ verdict }) => verdict?.state !== 'regressed' || verdict.severity === 'minor')
      ? ('minor' as const)
      : null
  return brief(verdictMark({ state, severity }))
}

function brief({ state, shape, word }: VerdictMark): TreeMark {
  return { state, shape, word }
}
