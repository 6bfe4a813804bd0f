import type { RunDocument } from '../../runner/report/model.ts'
import { plural, tableScales } from '../lib/format.ts'
import { samplesOf } from '../lib/run-samples.ts'
import { outsideUrl, urls } from '../lib/urls.ts'
import { fill, shared } from '../words.ts'
import type { SeriesReader } from './charts/series.ts'
import { element, link, verdictElement } from './elements.ts'
import { loadJson } from './load-json.ts'
import { sampleParts, stripPicture } from './sample-parts.ts'

/** One run of the chart over time: what it was, its samples and what it used. Kept in the address as `run`. */
export interface ChosenRun {
  /** Another series is shown, or the same one otherwise. */
  readonly show: (reader: SeriesReader | undefined) => void
  /** `run` is an index into the runs of the case. */
  readonly choose: (run: number) => void
}

interface Where {
  /** Of the case. */
  readonly slug: string
  /** Of two commits on the project's host. */
  readonly compareUrl: string | null
}

/** Runs the panel under a chart. `mark` is told the chosen place in the series' columns, -1 for none. */
export function startChosenRun(
  panel: HTMLElement,
  { slug, compareUrl }: Where,
  mark: (place: number) => void,
): ChosenRun {
  const place = panel.querySelector<HTMLElement>('[data-chosen]')!
  const button = (name: string) => panel.querySelector<HTMLButtonElement>(`[data-choose="${name}"]`)!
  let reader: SeriesReader | undefined
  let id = new URLSearchParams(location.search).get('run') ?? ''
  let turn = 0

  const placeIn = ({ series, document }: SeriesReader) =>
    id === '' ? -1 : series.run.findIndex((run) => document.runs.id[run] === id)

  function write(): void {
    const at = reader ? placeIn(reader) : -1
    const last = (reader?.series.run.length ?? 0) - 1
    button('earlier').disabled = last < 0 || at === 0
    button('later').disabled = last < 0 || at === last || at < 0
    button('none').hidden = at < 0
    panel.querySelector<HTMLElement>('[data-chosen-hint]')!.hidden = at >= 0
    mark(at)
    void fillIn(at)
  }

  async function fillIn(at: number): Promise<void> {
    const mine = ++turn
    if (!reader || at < 0) return place.replaceChildren()
    const told = describe(reader, at, { slug, compareUrl })
    place.replaceChildren(...told)
    try {
      const document = await loadJson<RunDocument>(urls.runData(id))
      if (mine === turn) place.replaceChildren(...told, ...details(document, slug, reader.series.metric))
    } catch (error) {
      if (mine === turn) place.append(element('p', 'quiet', (error as Error).message))
    }
  }

  function take(next: string): void {
    id = next
    const query = new URLSearchParams(location.search)
    if (id === '') query.delete('run')
    else query.set('run', id)
    history.replaceState(null, '', `${location.pathname}${query.size > 0 ? `?${query}` : ''}${location.hash}`)
    write()
  }

  const step = (by: number) => {
    if (!reader) return
    const { series, document } = reader
    const at = placeIn(reader)
    const next = at < 0 ? series.run.length - 1 : at + by
    const run = series.run[next]
    if (run !== undefined) take(document.runs.id[run] ?? '')
  }
  button('earlier').addEventListener('click', () => step(-1))
  button('later').addEventListener('click', () => step(1))
  button('none').addEventListener('click', () => {
    take('')
    button('earlier').focus()
  })
  addEventListener('popstate', () => {
    id = new URLSearchParams(location.search).get('run') ?? ''
    write()
  })
  return {
    show(next) {
      reader = next
      write()
    },
    choose(run) {
      take(reader?.document.runs.id[run] ?? '')
    },
  }
}

/** The run in words, with its links. */
function describe(reader: SeriesReader, at: number, { slug, compareUrl }: Where): Node[] {
  const { series, document } = reader
  const run = series.run[at]!
  const commit = reader.commit(run)
  const scale = tableScales([{ value: series.median[at]!, unit: series.unit }])(
    series.median[at]!,
    series.unit,
  )
  const line = element('p', 'chosen-line', '')
  line.append(
    verdictElement(series.verdict[at] ?? null),
    ' ',
    element('b', '', reader.value(at, scale)),
    ' ',
    element(
      'span',
      'quiet',
      `${reader.interval(at, scale)}, ${plural(series.count[at] ?? 0, 'sample')}, ${reader.day(run)}`,
    ),
  )
  const about = element('p', '', '')
  if (commit) {
    about.append(commit.href ? link(commit.href, commit.short, 'noopener') : commit.short)
    about.append(` ${[commit.subject, commit.branch, commit.tag].filter(Boolean).join(' · ')}`)
  } else about.textContent = shared.commitNone
  const links = element('p', 'actions', '')
  links.append(link(`${urls.run(document.runs.id[run]!)}#${slug}`, shared.chosenWholeRun))
  const before = series.run[at - 1]
  if (before !== undefined) {
    const pair = { base: document.runs.id[before]!, head: document.runs.id[run]! }
    links.append(' ', link(urls.compare(pair), shared.chosenCompare))
    const earlier = reader.commit(before)
    const between = commit && earlier && commit.sha !== earlier.sha
    const href = between && outsideUrl(compareUrl, { base: earlier.sha, head: commit.sha })
    if (href) links.append(' ', link(href, shared.chosenCommits, 'noopener'))
  }
  const excluded = series.excluded.find(({ index }) => index === at)
  return [
    line,
    about,
    ...(excluded ? [element('p', '', fill(shared.chartExcludedBecause, excluded.reason))] : []),
    links,
  ]
}

/** Its samples and, where it was looked at while it ran, its resources. */
function details(document: RunDocument, slug: string, metric: string): Node[] {
  const one = samplesOf(document)(document.cases.findIndex((each) => each.slug === slug))
  const samples = one?.metrics.find(({ name }) => name === metric)
  if (!one || !samples) return [element('p', 'quiet', shared.runNoSamples)]
  return [...(samples.strip ? [stripPicture(samples)] : []), ...sampleParts(one, samples, true)]
}
