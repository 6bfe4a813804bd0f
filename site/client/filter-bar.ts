import { type Filter, filterFrom, NO_FILTER, withFilter } from '../lib/filter.ts'

/** The filter of a page, bound to its address. */
export interface FilterBar {
  readonly filter: () => Filter
  /** Says how many items the filter leaves. */
  readonly tell: (text: string) => void
}

/** Shows the filter in `root`, fills it from the address, and calls back at each change. Undefined where there is none. */
export function startFilterBar(root: ParentNode, onChange: () => void): FilterBar | undefined {
  const form = root.querySelector<HTMLFormElement>('[data-filter]')
  if (!form) return undefined
  let filter = filterFrom(new URLSearchParams(location.search))
  write(form, filter)
  const update = (next: Filter) => {
    filter = next
    keepInAddress(filter)
    onChange()
  }
  form.addEventListener('input', () => update(read(form)))
  form.addEventListener('submit', (event) => event.preventDefault())
  root.querySelector('[data-clear]')?.addEventListener('click', () => {
    write(form, NO_FILTER)
    update(read(form))
    form.querySelector('input')?.focus()
  })
  addEventListener('popstate', () => {
    write(form, filterFrom(new URLSearchParams(location.search)))
    filter = read(form)
    onChange()
  })
  const output = form.querySelector('[data-filter-count]')
  return {
    filter: () => filter,
    tell: (text) => {
      if (output) output.textContent = text
    },
  }
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | HTMLSelectElement | undefined {
  const found = form.elements.namedItem(name)
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : undefined
}

function read(form: HTMLFormElement): Filter {
  const value = (name: string) => field(form, name)?.value ?? ''
  return {
    text: value('text').trim(),
    verdict: value('verdict'),
    branch: value('branch'),
    environment: value('environment'),
    ...(field(form, 'kind') ? { kind: value('kind') } : {}),
    ...(field(form, 'state') ? { state: value('state') } : {}),
    ...(field(form, 'metric') ? { metric: value('metric') } : {}),
    ...(field(form, 'tag') ? { tag: value('tag') } : {}),
  }
}

function write(form: HTMLFormElement, filter: Filter): void {
  for (const name of [
    'text',
    'verdict',
    'branch',
    'environment',
    'kind',
    'state',
    'metric',
    'tag',
  ] as const) {
    const value = filter[name] ?? ''
    const element = field(form, name)
    if (element instanceof HTMLSelectElement) offer(element, value)
    if (element) element.value = value
  }
}

/** An address may ask for a value that the list does not offer: it is shown all the same, not dropped in silence. */
function offer(select: HTMLSelectElement, value: string): void {
  if (value === '' || [...select.options].some((option) => option.value === value)) return
  select.add(new Option(value, value))
}

function keepInAddress(filter: Filter): void {
  const query = withFilter(new URLSearchParams(location.search), filter).toString()
  history.replaceState(null, '', `${location.pathname}${query === '' ? '' : `?${query}`}${location.hash}`)
}
