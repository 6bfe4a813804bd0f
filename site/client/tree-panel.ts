import { type Filter, filterFrom, isEmpty, matches, NO_FILTER, withFilter } from '../lib/filter.ts'
import type { TreeBenchmark, TreeCase, TreeDocument, TreeMark, TreeSuite } from '../lib/tree.ts'
import { fill, shared } from '../words.ts'
import { brokenName } from './broken-name.ts'
import { loadJson } from './load-json.ts'
import { listenForTreeKeys, treeItems } from './tree-keys.ts'

let known: Promise<TreeDocument> | undefined
let isReady = false

/** Opens the tree; what it is narrowed to stands in the address, after `#tree`. */
export async function openTree(source: string): Promise<void> {
  const dialog = document.querySelector<HTMLDialogElement>('#tree') ?? makeDialog()
  if (dialog.open) return
  dialog.showModal()
  try {
    known ??= loadJson<TreeDocument>(source)
    const tree = await known
    if (!isReady) prepare(dialog, tree)
    isReady = true
    read(dialog)
    show(dialog, tree)
  } catch (error) {
    known = undefined
    say(dialog, (error as Error).message)
  }
}

/** The page carries the panel as a template: until it is asked for, nobody meets its fields. */
function makeDialog(): HTMLDialogElement {
  const template = document.querySelector<HTMLTemplateElement>('[data-tree-template]')!
  document.body.append(template.content.cloneNode(true))
  return document.querySelector<HTMLDialogElement>('#tree')!
}

function prepare(dialog: HTMLDialogElement, tree: TreeDocument): void {
  const form = formOf(dialog)
  offer(form, 'metric', tree.metrics)
  offer(form, 'tag', tree.tags)
  form.addEventListener('input', () => {
    keep(filterOf(form))
    show(dialog, tree)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    treeItems(listOf(dialog))
      .find((item) => !item.hasAttribute('aria-expanded'))
      ?.querySelector('a')
      ?.click()
  })
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    treeItems(listOf(dialog))[0]?.focus()
  })
  dialog.querySelector('[data-tree-close]')!.addEventListener('click', () => dialog.close())
  // A click beside the panel falls on the dialog's own backdrop.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })
  dialog.addEventListener('close', () => history.replaceState(null, '', location.pathname + location.search))
  listenForTreeKeys(listOf(dialog))
}

const formOf = (dialog: HTMLElement) => dialog.querySelector<HTMLFormElement>('[data-tree-filter]')!
const listOf = (dialog: HTMLElement) => dialog.querySelector<HTMLElement>('[data-tree-list]')!
const fieldOf = (form: HTMLFormElement, name: string) =>
  form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement

function offer(form: HTMLFormElement, name: 'metric' | 'tag', values: readonly string[]): void {
  const select = fieldOf(form, name) as HTMLSelectElement
  for (const value of values) select.add(new Option(value, value))
  select.closest('label')!.hidden = values.length < (name === 'tag' ? 1 : 2)
}

function filterOf(form: HTMLFormElement): Filter {
  const value = (name: string) => fieldOf(form, name).value
  return {
    ...NO_FILTER,
    text: value('text').trim(),
    verdict: value('verdict'),
    metric: value('metric'),
    tag: value('tag'),
  }
}

/** From the address into the fields. */
function read(dialog: HTMLElement): void {
  const form = formOf(dialog)
  const filter = filterFrom(new URLSearchParams(location.hash.replace(/^#tree\??/, '')))
  for (const name of ['text', 'verdict', 'metric', 'tag'] as const)
    fieldOf(form, name).value = filter[name] ?? ''
  keep(filterOf(form))
}

function keep(filter: Filter): void {
  const query = withFilter(new URLSearchParams(), filter).toString()
  history.replaceState(
    null,
    '',
    `${location.pathname}${location.search}#tree${query === '' ? '' : `?${query}`}`,
  )
}

function show(dialog: HTMLElement, tree: TreeDocument): void {
  const filter = filterOf(formOf(dialog))
  const isWanted = (one: TreeCase) => matches({ ...one, verdict: one.mark.state }, filter)
  const all = tree.suites.flatMap(({ benchmarks }) => benchmarks.flatMap(({ cases }) => cases))
  const suites = tree.suites.flatMap((suite) => {
    const benchmarks = suite.benchmarks
      .map((one) => ({ ...one, cases: one.cases.filter(isWanted) }))
      .filter(({ cases }) => cases.length > 0)
    return benchmarks.length > 0 ? [{ ...suite, benchmarks }] : []
  })
  // A narrowed tree, and one that fits anyway, stands open; a large one shows its suites, and where this page is.
  const isOpen = !isEmpty(filter) || all.length <= 40
  listOf(dialog).replaceChildren(...suites.map((suite) => suiteItem(suite, isOpen)))
  treeItems(listOf(dialog))[0]?.setAttribute('tabindex', '0')
  const shown = suites.flatMap(({ benchmarks }) => benchmarks.flatMap(({ cases }) => cases)).length
  say(
    dialog,
    shown === all.length ? fill(shared.treeCases, all.length) : fill(shared.treeCasesOf, shown, all.length),
  )
}

function say(dialog: HTMLElement, text: string): void {
  dialog.querySelector('[data-tree-status]')!.textContent = text
}

function suiteItem(suite: TreeSuite, isOpen: boolean): HTMLElement {
  const isHere =
    isPage(suite.href) || suite.benchmarks.some(({ cases }) => cases.some(({ href }) => isPage(href)))
  return branch(suite.name, suite.href, suite.mark, isOpen || isHere, () =>
    suite.benchmarks.map((one) => benchmarkItem(one, isOpen)),
  )
}

function benchmarkItem(one: TreeBenchmark, isOpen: boolean): HTMLElement {
  const [only, ...others] = one.cases
  if (only && others.length === 0) {
    const name = only.name === one.name ? one.name : `${one.name} (${only.name})`
    return leaf({ ...only, name })
  }
  const isHere = one.cases.some(({ href }) => isPage(href))
  return branch(one.name, undefined, one.mark, isOpen || isHere, () => one.cases.map(leaf))
}

function branch(
  name: string,
  href: string | undefined,
  mark: TreeMark,
  isOpen: boolean,
  children: () => HTMLElement[],
): HTMLElement {
  const item = itemOf(name, href, mark)
  item.setAttribute('aria-expanded', String(isOpen))
  const group = document.createElement('ul')
  group.setAttribute('role', 'group')
  group.append(...children())
  item.append(group)
  return item
}

function leaf(one: TreeCase): HTMLElement {
  const item = itemOf(one.name, one.href, one.mark)
  if (one.retired) item.querySelector('.tree-row')!.append(labelled('span', 'tag', shared.casesRetired))
  if (isPage(one.href)) item.querySelector('a')!.setAttribute('aria-current', 'page')
  return item
}

function itemOf(name: string, href: string | undefined, mark: TreeMark): HTMLElement {
  const item = document.createElement('li')
  item.setAttribute('role', 'treeitem')
  item.tabIndex = -1
  const row = labelled('span', 'tree-row', '')
  const link = labelled(href === undefined ? 'span' : 'a', 'tree-name', '')
  link.append(...brokenName(name))
  if (link instanceof HTMLAnchorElement) {
    link.href = href!
    // The tree is one stop for the tab key; Enter on a line follows it.
    link.tabIndex = -1
  }
  row.append(shapeOf(mark), link)
  if (mark.state !== 'ok') row.append(labelled('span', 'tree-word', mark.word))
  row.dataset.state = mark.state
  item.setAttribute('aria-label', `${name}, ${mark.word}`)
  item.append(row)
  return item
}

function labelled(tag: string, className: string, text: string): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}

function shapeOf({ shape }: TreeMark): SVGElement {
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  picture.setAttribute('class', 'shape')
  picture.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `#${shape}`)
  picture.append(use)
  return picture
}

function isPage(href: string): boolean {
  return href === location.pathname
}
