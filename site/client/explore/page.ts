import { formatDurationMs, formatQuantity } from '../../../runner/units.ts'
import { csvText } from '../../lib/csv.ts'
import type { Traffic } from '../../lib/explore/byte-source.ts'
import type { Answer } from '../../lib/explore/sql/ask.ts'
import { plural } from '../../lib/format.ts'
import { urls } from '../../lib/urls.ts'
import { exploring, fill } from '../../words.ts'
import { save } from '../save.ts'
import { answerTable, asObjects, cellText } from './answer.ts'
import { asking } from './asking.ts'
import type { Told } from './messages.ts'

/** What a table in a page can bear; a question may say less. */
const MOST_ROWS = 10_000

/** The page of questions: a question in its address is asked at once. */
function start(root: HTMLElement): void {
  const part = <T extends HTMLElement>(name: string) => root.querySelector<T>(`[data-${name}]`)!
  const form = part<HTMLFormElement>('question')
  const field = form.querySelector('textarea')!
  const [status, trouble, answerPart] = [part('status'), part('trouble'), part('answer')]
  const [cancel, more] = [part<HTMLButtonElement>('cancel'), part<HTMLButtonElement>('more')]
  let startedMs = 0
  let before: Traffic = { requests: 0, bytes: 0, sendsWholeFiles: false }
  let traffic = before
  let answer: Answer | undefined

  const asked = asking((told) => {
    if (told.kind === 'traffic') {
      traffic = told.traffic
      status.textContent = fill(exploring.exploreReading, trafficText(traffic, before))
    } else settle(told)
  })

  function ask(sql: string): void {
    field.value = sql
    startedMs = performance.now()
    before = traffic
    cancel.hidden = false
    trouble.hidden = true
    root.setAttribute('aria-busy', 'true')
    status.textContent = fill(exploring.exploreReading)
    asked.ask({ list: root.dataset.list!, folder: root.dataset.folder!, sql, mostRows: MOST_ROWS })
  }

  function settle(told: Exclude<Told, { kind: 'traffic' }>): void {
    rest()
    if (told.kind === 'answer') {
      traffic = told.traffic
      const took = formatDurationMs(performance.now() - startedMs)
      const more = traffic.sendsWholeFiles ? exploring.exploreWholeFiles : ''
      status.textContent = fill(exploring.exploreTook, took, trafficText(traffic, before), more)
      show(told.answer)
    } else {
      status.textContent = ''
      tellTrouble(told.message, told.range)
    }
  }

  function rest(): void {
    cancel.hidden = true
    root.removeAttribute('aria-busy')
  }

  function tellTrouble(message: string, range: { start: number; end: number } | undefined): void {
    trouble.textContent = range ? withPlace(message, field.value, range.start) : message
    trouble.hidden = false
    answerPart.hidden = true
    if (!range) return
    field.focus()
    field.setSelectionRange(range.start, Math.max(range.end, range.start + 1))
  }

  function show(found: Answer): void {
    answer = found
    const table = answerTable(found)
    part('frame').replaceChildren(table.element)
    part('count').textContent = countText(found)
    more.hidden = found.rows.length <= table.element.tBodies[0]!.rows.length
    more.onclick = () => {
      more.hidden = !table.more()
    }
    answerPart.hidden = false
  }

  function fromAddress(): void {
    const sql = new URLSearchParams(location.search).get('q')
    if (sql) ask(sql)
    else field.value = field.dataset.first!
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const address = urls.explore({ q: field.value })
    if (address !== location.pathname + location.search) history.pushState(null, '', address)
    ask(field.value)
  })
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    form.requestSubmit()
  })
  cancel.addEventListener('click', () => {
    asked.end()
    traffic = { requests: 0, bytes: 0, sendsWholeFiles: false }
    rest()
    status.textContent = exploring.exploreCancelled
    field.focus()
  })
  for (const link of root.querySelectorAll<HTMLAnchorElement>('[data-example]')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      history.pushState(null, '', link.href)
      fromAddress()
    })
  }
  part('save').parentElement!.addEventListener('click', ({ target }) => {
    const kind = (target as HTMLElement).dataset.save
    if (answer && kind === 'json')
      save(JSON.stringify(asObjects(answer), null, 1), 'application/json', 'answer.json')
    if (answer && kind === 'csv') {
      save(
        csvText([answer.columns, ...answer.rows.map((row) => row.map(cellText))]),
        'text/csv',
        'answer.csv',
      )
    }
  })
  addEventListener('popstate', fromAddress)
  fromAddress()
}

function trafficText(now: Traffic, before: Traffic): string {
  const requests = now.requests - before.requests
  if (requests <= 0) return exploring.exploreNothingToLoad
  return `${plural(requests, 'request')}, ${formatQuantity(now.bytes - before.bytes, 'B')}`
}

/** `Line 2, character 14: There is no …` */
function withPlace(message: string, text: string, place: number): string {
  const lines = text.slice(0, place).split('\n')
  return fill(exploring.explorePlace, lines.length, lines.at(-1)!.length + 1, message)
}

function countText({ rows, isCut }: Answer): string {
  if (rows.length === 0) return exploring.exploreNoRows
  const count = plural(rows.length, 'row')
  return isCut ? fill(exploring.exploreFirstRows, count) : count
}

/** The address of this very site in the example for DuckDB, which needs a whole one. */
function completeExample(): void {
  for (const code of document.querySelectorAll('[data-duckdb] code')) {
    code.textContent = (code.textContent ?? '').replaceAll(/'(\/[^']*data\/ledger)/g, `'${location.origin}$1`)
  }
}

for (const root of document.querySelectorAll<HTMLElement>('[data-explore]')) start(root)
completeExample()
