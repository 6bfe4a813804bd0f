import type { CaseKey, Params } from './plan.ts'

/**
 * Params as one text that is equal for equal params, whatever the order in which they were written: JSON with its keys
 * sorted by code unit, no spaces. `{ level: 9, file: 'a' }` → `{"file":"a","level":9}`.
 */
export function paramsText(params: Params): string {
  const entries = Object.keys(params)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(params[name])}`)
  return `{${entries.join(',')}}`
}

/** A history names the same case a million times. */
const knownIds = new WeakMap<CaseKey, string>()

/** One text for one case, for maps and sets: suite, benchmark and canonical params as JSON. */
export function caseId(key: CaseKey): string {
  const known = knownIds.get(key)
  if (known !== undefined) return known
  const id = JSON.stringify([key.suite, key.benchmark, paramsText(key.params)])
  knownIds.set(key, id)
  return id
}

/** How people call a case inside its suite: `gzip (level=9, file=a.txt)`, params in the order of the config. */
export function caseTitle(key: Pick<CaseKey, 'benchmark' | 'params'>): string {
  const params = Object.entries(key.params).map(([name, value]) => `${name}=${value}`)
  return params.length === 0 ? key.benchmark : `${key.benchmark} (${params.join(', ')})`
}

/** How people call a case anywhere, and what `--filter` looks at: `compression/gzip (level=9)`. */
export function fullCaseTitle(key: CaseKey): string {
  return `${key.suite}/${caseTitle(key)}`
}

/** True for a case and for the results that its command reported: `parser` declares `parser/BenchmarkFib` too. */
export function isResultOf(key: CaseKey, declared: CaseKey): boolean {
  const named = key.benchmark === declared.benchmark || key.benchmark.startsWith(`${declared.benchmark}/`)
  return named && caseId({ ...key, benchmark: declared.benchmark }) === caseId(declared)
}
