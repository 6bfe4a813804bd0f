import { isEmpty, matches } from '../lib/filter.ts'
import { fill } from '../lib/translate.ts'
import { startFilterBar } from './filter-bar.ts'
import { said } from './said.ts'

/** Filters the rows that stand in the page: those of `[data-filtered]`; groups without a row left disappear. */
function start(section: HTMLElement): void {
  const rows = [...section.querySelectorAll<HTMLElement>('[data-row]')]
  const groups = [...section.querySelectorAll<HTMLElement>('[data-group]')]
  const nothing = section.querySelector<HTMLElement>('[data-nothing]')
  const bar = startFilterBar(section, apply)

  function apply(): void {
    if (!bar) return
    const filter = bar.filter()
    for (const row of rows) row.hidden = !matches(itemOf(row), filter)
    for (const row of rows) tellName(row)
    for (const group of groups) group.hidden = !group.querySelector('[data-row]:not([hidden])')
    const left = rows.filter((row) => !row.hidden).length
    if (nothing) nothing.hidden = left > 0
    bar.tell(isEmpty(filter) ? '' : fill(said('countOfTotal'), left, rows.length))
  }
  // Nothing to do for most: a page of hundreds of rows is ready at once.
  if (bar && !isEmpty(bar.filter())) apply()
}

function itemOf(row: HTMLElement) {
  const { haystack = '', verdict = '', kind = '', state = '', metric = '', environment = '' } = row.dataset
  return {
    haystack,
    verdict,
    kind,
    state,
    metric,
    environment,
    metrics: wordsOf(row.dataset.metrics),
    tags: wordsOf(row.dataset.tags),
  }
}

function wordsOf(list: string | undefined): string[] {
  return list ? (JSON.parse(list) as string[]) : []
}

/** A further line of a case tells its name where the line above it, which did, is not shown. */
function tellName(row: HTMLElement): void {
  const name = row.querySelector('[data-name]')
  const above = row.previousElementSibling
  const isLed = above instanceof HTMLElement && !above.hidden
  name?.classList.toggle('hidden-visually', isLed)
}

for (const section of document.querySelectorAll<HTMLElement>('[data-filtered]')) start(section)
