import { fill, shared } from '../words.ts'
import { MOST_OVERLAYS } from './charts/overlays.ts'
import type { SeriesReader } from './charts/series.ts'
import { panned, type TrendView, type Window, windowOf, zoomed } from './charts/view.ts'

/** What a reader has chosen about the chart over time; kept in the address. */
export interface ChartChoice {
  readonly log: boolean
  readonly relative: boolean
  readonly byTime: boolean
  /** The first and last run shown; empty for all. */
  readonly from: string
  readonly to: string
  /** Other series: `environment:…`, `metric:…` or `case:…`. */
  readonly overlays: readonly string[]
}

export interface ChartTools {
  readonly choice: () => ChartChoice
  /** The window of a series: runs that it lacks are replaced by their neighbours. */
  readonly windowOf: (reader: SeriesReader) => Window
  /** Shows the window between two points. */
  readonly choose: (reader: SeriesReader, from: number, to: number) => void
}

const PARAMETERS = {
  log: ['scale', 'log'],
  relative: ['values', 'relative'],
  byTime: ['by', 'time'],
} as const
const SWITCHES = ['log', 'relative', 'byTime'] as const

/** Binds the tools above the chart to the address. `current` is the series that is shown. */
export function startChartTools(
  form: HTMLFormElement,
  current: () => SeriesReader | undefined,
  onChange: () => void,
): ChartTools {
  let choice = fromAddress()
  const added = form.querySelector<HTMLElement>('[data-overlays]')!
  const add = form.querySelector<HTMLSelectElement>('[data-overlay-add]')

  function update(next: Partial<ChartChoice>): void {
    choice = { ...choice, ...next }
    toAddress(choice)
    write()
    onChange()
  }

  function write(): void {
    for (const name of SWITCHES) input(form, name).checked = choice[name]
    added.replaceChildren(...choice.overlays.map((token) => chip(token, labelOf(token), remove)))
  }

  function remove(token: string): void {
    update({ overlays: choice.overlays.filter((other) => other !== token) })
    add?.focus()
  }

  function labelOf(token: string): string {
    return [...(add?.options ?? [])].find(({ value }) => value === token)?.text ?? token
  }

  function move(change: (window: Window, count: number) => Window): void {
    const reader = current()
    if (!reader) return
    show(reader, change(windowFor(reader, choice), reader.series.run.length))
  }

  function show(reader: SeriesReader, { first, last }: Window): void {
    const { run } = reader.series
    const whole = first === 0 && last === run.length - 1
    const id = (index: number) => reader.document.runs.id[run[index] ?? -1] ?? ''
    update(whole ? { from: '', to: '' } : { from: id(first), to: id(last) })
  }

  const moves: Record<string, () => void> = {
    in: () => move((window, count) => zoomed(window, count, 0.5)),
    out: () => move((window, count) => zoomed(window, count, 2)),
    earlier: () => move((window, count) => panned(window, count, -0.25)),
    later: () => move((window, count) => panned(window, count, 0.25)),
    all: () => update({ from: '', to: '' }),
  }
  const keys: Record<string, string> = {
    '+': 'in',
    '=': 'in',
    '-': 'out',
    ArrowLeft: 'earlier',
    ArrowRight: 'later',
    0: 'all',
    Home: 'all',
  }
  for (const button of form.querySelectorAll<HTMLButtonElement>('[data-zoom]')) {
    button.addEventListener('click', () => moves[button.dataset.zoom!]?.())
    button.addEventListener('keydown', (event) => {
      const name = keys[event.key]
      if (!name || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      moves[name]!()
    })
  }
  for (const name of SWITCHES) {
    input(form, name).addEventListener('change', (event) =>
      update({ [name]: (event.target as HTMLInputElement).checked }),
    )
  }
  add?.addEventListener('change', () => {
    const token = add.value
    add.value = ''
    if (token === '' || choice.overlays.includes(token)) return
    update({
      overlays: [...choice.overlays, token].slice(-MOST_OVERLAYS),
      ...(token.startsWith('metric:') ? { relative: true } : {}),
    })
  })
  addEventListener('popstate', () => {
    choice = fromAddress()
    write()
    onChange()
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  write()
  return {
    choice: () => choice,
    windowOf: (reader) => windowFor(reader, choice),
    choose: (reader, from, to) => show(reader, windowOf(from, to, reader.series.run.length)),
  }
}

/** The view of a reader's choice. */
export function viewOf(
  { log, relative, byTime }: ChartChoice,
  { first, last }: Window,
  overlays: TrendView['overlays'],
): TrendView {
  return { log, relative, byTime, first, last, overlays }
}

function windowFor(reader: SeriesReader, { from, to }: ChartChoice): Window {
  const ids = reader.series.run.map((run) => reader.document.runs.id[run] ?? '')
  const count = ids.length
  const place = (id: string, otherwise: number) => {
    const exact = id === '' ? -1 : ids.indexOf(id)
    if (id === '' || exact >= 0) return id === '' ? otherwise : exact
    const next = ids.findIndex((other) => other >= id)
    return next < 0 ? otherwise : next
  }
  return windowOf(place(from, 0), place(to, count - 1), count)
}

function fromAddress(): ChartChoice {
  const asked = new URLSearchParams(location.search)
  const is = (name: (typeof SWITCHES)[number]) => asked.get(PARAMETERS[name][0]) === PARAMETERS[name][1]
  return {
    log: is('log'),
    relative: is('relative'),
    byTime: is('byTime'),
    from: asked.get('from') ?? '',
    to: asked.get('to') ?? '',
    overlays: asked.getAll('with').slice(0, MOST_OVERLAYS),
  }
}

function toAddress(choice: ChartChoice): void {
  const query = new URLSearchParams(location.search)
  const set = (name: string, value: string) => {
    if (value === '') query.delete(name)
    else query.set(name, value)
  }
  for (const name of SWITCHES) set(PARAMETERS[name][0], choice[name] ? PARAMETERS[name][1] : '')
  set('from', choice.from)
  set('to', choice.to)
  query.delete('with')
  for (const token of choice.overlays) query.append('with', token)
  history.replaceState(null, '', `${location.pathname}${query.size > 0 ? `?${query}` : ''}${location.hash}`)
}

function input(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement
}

function chip(token: string, label: string, remove: (token: string) => void): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = `${label} ×`
  button.setAttribute('aria-label', fill(shared.chartRemove, label))
  button.addEventListener('click', () => remove(token))
  return button
}
