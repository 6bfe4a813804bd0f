import { isEmpty, matches } from '../lib/filter.ts'
import { startFilterBar } from './filter-bar.ts'

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
    for (const group of groups) group.hidden = !group.querySelector('[data-row]:not([hidden])')
    const left = rows.filter((row) => !row.hidden).length
    if (nothing) nothing.hidden = left > 0
    bar.tell(isEmpty(filter) ? '' : `${left} of ${rows.length}`)
  }
  apply()
}

function itemOf(row: HTMLElement) {
  const { haystack = '', verdict = '', kind = '', state = '', metric = '', environment = '' } = row.dataset
  const tags = row.dataset.tags ? (JSON.parse(row.dataset.tags) as string[]) : []
  return { haystack, verdict, kind, state, metric, environment, tags }
}

for (const section of document.querySelectorAll<HTMLElement>('[data-filtered]')) start(section)
