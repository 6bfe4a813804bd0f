import type { RunDocument } from '../../runner/report/model.ts'
import { type Comparison, type ComparisonRow, compareRuns } from '../lib/compare.ts'
import { comparisonMarkdown } from '../lib/markdown.ts'
import { isRunId, type PicksDocument, pickRun, suggestions } from '../lib/pick-run.ts'
import { urls } from '../lib/urls.ts'
import { commitView, compareHref, type ProjectLinks } from '../lib/views/commit.ts'
import { fill, shared } from '../words.ts'
import { brokenName } from './broken-name.ts'
import { copyOnClick } from './copy.ts'
import { element } from './elements.ts'
import { loadJson } from './load-json.ts'
import { showMomentsInReadersZone } from './moments.ts'

type Side = 'base' | 'head'

/** The compare page: two runs by their names in the address, read from their two small files. */
function start(root: HTMLElement): void {
  const form = root.querySelector<HTMLFormElement>('[data-pick]')!
  const fields = {
    base: form.elements.namedItem('base') as HTMLInputElement,
    head: form.elements.namedItem('head') as HTMLInputElement,
  }
  const status = root.querySelector('[data-status]')!
  const result = root.querySelector<HTMLElement>('[data-result]')!
  let picks: Promise<PicksDocument> | undefined
  let markdown = ''
  let asked = 0

  const loadPicks = () => {
    picks ??= loadJson<PicksDocument>(root.dataset.picks!).then((known) => {
      const list = root.querySelector('datalist')!
      list.replaceChildren(
        ...suggestions(known).map(({ value, label }) => {
          const option = new Option('', value)
          option.label = `${value}: ${label}`
          return option
        }),
      )
      return known
    })
    return picks
  }

  async function idsOf(base: string, head: string): Promise<Record<Side, string>> {
    if (isRunId(base) && isRunId(head)) return { base, head }
    const known = await loadPicks()
    const after = pickRun(head, known)
    const before = pickRun(base, known, after?.environment)
    const lost = after ? (before ? '' : base) : head
    if (!before || !after) {
      throw new Error(fill(shared.compareUnknownRun, lost))
    }
    return { base: before.id, head: after.id }
  }

  async function compare(): Promise<void> {
    const turn = ++asked
    const [base, head] = [fields.base.value.trim(), fields.head.value.trim()]
    if (base === '' || head === '') return say(shared.compareChooseTwo)
    say(shared.compareReading)
    try {
      const ids = await idsOf(base, head)
      const [before, after] = await Promise.all(
        [ids.base, ids.head].map((id) => loadJson<RunDocument>(urls.runData(id))),
      )
      if (turn !== asked) return
      say('')
      show(before!, after!)
    } catch (error) {
      if (turn !== asked) return
      result.hidden = true
      say((error as Error).message)
    }
  }

  function say(text: string): void {
    status.textContent = text
  }

  function show(base: RunDocument, head: RunDocument): void {
    const comparison = compareRuns(base, head)
    root.querySelector('[data-sentence]')!.textContent = comparison.sentence
    showSide(root, 'base', base)
    showSide(root, 'head', head)
    showRows(root, comparison)
    const permalink = urls.compare({ base: base.id, head: head.id })
    root.querySelector<HTMLAnchorElement>('[data-permalink]')!.href = permalink
    const diff = compareHref(base.commit, head.commit, linksOf(root))
    const link = root.querySelector<HTMLAnchorElement>('[data-diff]')!
    link.hidden = diff === null
    if (diff !== null) link.href = diff
    markdown = comparisonMarkdown(comparison, base, head, new URL(permalink, location.href).href)
    result.hidden = false
  }

  function ask(base: string, head: string): void {
    fields.base.value = base
    fields.head.value = head
    void compare()
  }

  async function fromAddress(): Promise<void> {
    const parameters = new URLSearchParams(location.search)
    const base = parameters.get('base') ?? ''
    const head = parameters.get('head') ?? ''
    if (base !== '' && head !== '') return ask(base, head)
    try {
      const { base: first, head: second } = defaults(await loadPicks())
      ask(base || first, head || second)
    } catch (error) {
      say((error as Error).message)
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    history.pushState(
      null,
      '',
      urls.compare({ base: fields.base.value.trim(), head: fields.head.value.trim() }),
    )
    void compare()
  })
  form.addEventListener('focusin', () => void loadPicks().catch(() => undefined))
  root.querySelector('[data-swap]')!.addEventListener('click', () => {
    const [base, head] = [fields.head.value, fields.base.value]
    history.pushState(null, '', urls.compare({ base, head }))
    ask(base, head)
  })
  copyOnClick(root.querySelector<HTMLButtonElement>('[data-copy]')!, () => markdown)
  addEventListener('popstate', () => void fromAddress())
  void fromAddress()
}

/** Without a choice in the address: the newest run against the last release, else against the one before it. */
function defaults(picks: PicksDocument): Record<Side, string> {
  const head = pickRun('latest', picks)
  const release = picks.runs.find(({ tag, id }) => tag !== '' && id !== head?.id)
  const before = picks.runs.find(
    ({ id, environment }) => id !== head?.id && environment === head?.environment,
  )
  return { base: release?.tag || (before?.id ?? ''), head: head ? 'latest' : '' }
}

/** Where the project's host shows commits. */
function linksOf({ dataset }: HTMLElement): ProjectLinks {
  return {
    commitUrl: dataset.commitUrl ?? null,
    compareUrl: dataset.compareUrl ?? null,
    pullRequestUrl: null,
  }
}

function showSide(root: HTMLElement, side: Side, run: RunDocument): void {
  const place = root.querySelector<HTMLElement>(`[data-side="${side}"]`)!
  const field = (name: string) => place.querySelector<HTMLAnchorElement>(`[data-field="${name}"]`)!
  field('run').href = urls.run(run.id)
  place.querySelector('time')!.dateTime = run.startedAt
  const commit = commitView(run.commit, linksOf(root))
  const sha = field('sha')
  sha.textContent = commit?.short ?? ''
  if (commit?.href) sha.href = commit.href
  else sha.removeAttribute('href')
  field('tag').textContent = commit?.tag ?? ''
  field('tag').hidden = !commit?.tag
  field('subject').textContent = commit?.subject ?? shared.commitNone
  showMomentsInReadersZone(place)
}

function showRows(root: HTMLElement, comparison: Comparison): void {
  const template = root.querySelector<HTMLTemplateElement>('[data-row-template]')!
  const list = root.querySelector<HTMLElement>('[data-differences]')!
  list.replaceChildren(
    ...comparison.differences.map((text) => {
      const item = document.createElement('li')
      item.textContent = text
      return item
    }),
  )
  list.hidden = comparison.differences.length === 0
  const rows = comparison.rows.map((row) => createRow(template, row))
  root.querySelector('[data-rows]')!.replaceChildren(...rows)
}

function createRow(template: HTMLTemplateElement, view: ComparisonRow): HTMLElement {
  const row = template.content.querySelector('tr')!.cloneNode(true) as HTMLElement
  const field = (name: string) => row.querySelector<HTMLElement>(`[data-field="${name}"]`)!
  const title = field('title') as HTMLAnchorElement
  title.append(...brokenName(view.title))
  if (view.href) title.href = view.href
  field('metric').textContent = [view.suite, view.metric].filter(Boolean).join(' · ')
  const verdict = row.querySelector<HTMLElement>('.verdict')!
  verdict.dataset.state = view.state
  verdict.querySelector('use')!.setAttribute('href', `#shape-${view.state}`)
  verdict.querySelector('.verdict-word')!.textContent = view.word
  field('base').append(...numberParts(view.base?.value, view.base?.unit, view.base?.interval))
  field('head').append(...numberParts(view.head?.value, view.head?.unit, view.head?.interval))
  const change = field('change')
  change.append(...numberParts(view.change?.value, '', view.change?.interval))
  if (view.certainty === 'clear') change.dataset.state = view.state
  field('evidence').textContent = view.evidence
  drawStrips(row.querySelector('svg.strip-pair')!, view)
  return row
}

function numberParts(value: string | undefined, unit = '', interval = ''): Node[] {
  if (value === undefined) return [element('span', 'quiet', shared.compareNone)]
  const estimate = element('span', 'estimate', '')
  estimate.append(element('b', '', value))
  if (unit !== '') estimate.append(element('span', 'unit', ` ${unit}`))
  estimate.append(' ', element('span', 'interval', interval))
  return [estimate]
}

function drawStrips(svg: SVGElement, { strips, stripText }: ComparisonRow): void {
  if (!strips) {
    svg.remove()
    return
  }
  svg.setAttribute('viewBox', `0 0 ${strips.width} ${strips.height}`)
  svg.setAttribute('aria-label', stripText)
  const draw = (name: string, path: string) => svg.querySelector(`.${name}`)!.setAttribute('d', path)
  draw('base', strips.basePath)
  draw('base-median', strips.baseMedian)
  draw('head', strips.headPath)
  draw('head-median', strips.headMedian)
}

for (const root of document.querySelectorAll<HTMLElement>('[data-compare]')) start(root)
