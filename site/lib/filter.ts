/** What a list is narrowed to. Empty text means: no restriction. Its form in the address is the same in every list. */
export interface Filter {
  readonly text: string
  readonly verdict: string
  readonly branch: string
  readonly environment: string
  readonly kind?: string
  readonly state?: string
  readonly metric?: string
  readonly tag?: string
}

/** What a filter can look at in an item of a list. */
export interface Filterable {
  /** Everything that the text is searched in, lower-case. */
  readonly haystack: string
  readonly verdict: string
  readonly branch?: string
  readonly environment?: string
  readonly kind?: string
  readonly state?: string
  readonly metric?: string
  readonly metrics?: readonly string[]
  readonly tags?: readonly string[]
}

const NAMES = ['text', 'verdict', 'branch', 'environment', 'kind', 'state', 'metric', 'tag'] as const
type FilterName = (typeof NAMES)[number]

/** The address says `q` for the text, as everywhere on the web. */
const PARAMETERS: Record<FilterName, string> = {
  text: 'q',
  verdict: 'verdict',
  branch: 'branch',
  environment: 'environment',
  kind: 'kind',
  state: 'state',
  // `metric` chooses the series of a page.
  metric: 'of',
  tag: 'tag',
}

export const NO_FILTER: Filter = { text: '', verdict: '', branch: '', environment: '' }

/** Reads a filter from an address. */
export function filterFrom(parameters: URLSearchParams): Filter {
  const read = (name: FilterName) => parameters.get(PARAMETERS[name]) ?? ''
  return {
    text: read('text'),
    verdict: read('verdict'),
    branch: read('branch'),
    environment: read('environment'),
    ...given('kind', read('kind')),
    ...given('state', read('state')),
    ...given('metric', read('metric')),
    ...given('tag', read('tag')),
  }
}

function given(name: 'kind' | 'state' | 'metric' | 'tag', value: string): Partial<Filter> {
  return value === '' ? {} : { [name]: value }
}

/** Writes a filter into an address; other parameters stay. */
export function withFilter(parameters: URLSearchParams, filter: Filter): URLSearchParams {
  const result = new URLSearchParams(parameters)
  for (const name of NAMES) {
    const value = filter[name]
    if (value === undefined) continue
    if (value === '') result.delete(PARAMETERS[name])
    else result.set(PARAMETERS[name], value)
  }
  return result
}

export function isEmpty(filter: Filter): boolean {
  return NAMES.every((name) => (filter[name] ?? '') === '')
}

/** Every word of the text occurs somewhere, and each chosen value is the item's own. */
export function matches(item: Filterable, filter: Filter): boolean {
  return (
    same(filter.verdict, item.verdict) &&
    same(filter.branch, item.branch) &&
    same(filter.environment, item.environment) &&
    same(filter.kind ?? '', item.kind) &&
    same(filter.state ?? '', item.state) &&
    (same(filter.metric ?? '', item.metric) || item.metrics?.includes(filter.metric ?? '') === true) &&
    (!filter.tag || item.tags?.includes(filter.tag) === true) &&
    words(filter.text).every((word) => item.haystack.includes(word))
  )
}

function same(wanted: string, actual: string | undefined): boolean {
  return wanted === '' || wanted === actual
}

function words(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}
