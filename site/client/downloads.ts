import { csvText } from '../lib/csv.ts'
import { markdownTable } from '../lib/markdown.ts'
import { shared } from '../words.ts'
import { excludedText } from './charts/excluded.ts'
import type { SeriesReader } from './charts/series.ts'
import { trendTable } from './charts/tables.ts'
import { copyOnClick } from './copy.ts'
import { save } from './save.ts'

/** The buttons that hand out what the chart over time shows: as CSV, as JSON, or as Markdown for a pull request. */
export function startDownloads(root: HTMLElement, current: () => SeriesReader | undefined): void {
  const button = (name: string) => root.querySelector<HTMLButtonElement>(`[data-download="${name}"]`)
  button('csv')?.addEventListener('click', () => {
    const reader = current()
    if (reader) save(csvOf(reader), 'text/csv', `${fileName(reader)}.csv`)
  })
  button('json')?.addEventListener('click', () => {
    const reader = current()
    if (reader) save(JSON.stringify(rowsOf(reader), null, 1), 'application/json', `${fileName(reader)}.json`)
  })
  const copy = button('markdown')
  if (copy) copyOnClick(copy, () => markdownOf(current()))
}

interface ShownRow {
  readonly run: string
  readonly startedAt: string
  readonly commit: string
  readonly median: number
  readonly low: number
  readonly high: number
  readonly samples: number
  readonly verdict: string
  /** Why people left the run out, or where they say that a new normal begins; empty otherwise. */
  readonly decided: string
}

function rowsOf({ document: { runs }, series, view, commit }: SeriesReader): ShownRow[] {
  return series.run.flatMap((run, index) =>
    index < view.first || index > view.last
      ? []
      : [
          {
            run: runs.id[run] ?? '',
            startedAt: runs.startedAt[run] ?? '',
            commit: commit(run)?.short ?? '',
            median: series.median[index]!,
            low: series.low[index]!,
            high: series.high[index]!,
            samples: series.count[index]!,
            verdict: series.verdict[index] ?? '',
            decided: [...excludedText(series, index), ...acceptedTextAt(series, index)].join('; '),
          },
        ],
  )
}

const COLUMNS = [
  'run',
  'startedAt',
  'commit',
  'median',
  'low',
  'high',
  'samples',
  'verdict',
  'decided',
] as const

function acceptedTextAt({ changes }: SeriesReader['series'], index: number): string[] {
  return changes.filter((change) => change.accepted && change.index === index).map(({ title }) => title)
}

function csvOf(reader: SeriesReader): string {
  const unit = reader.series.unit
  const head = COLUMNS.map((name) =>
    ['median', 'low', 'high'].includes(name) && unit ? `${name} (${unit})` : name,
  )
  const rows = rowsOf(reader).map((row) => COLUMNS.map((name) => String(row[name])))
  return csvText([head, ...rows])
}

const ROWS_IN_MARKDOWN = 20

function markdownOf(reader: SeriesReader | undefined): string {
  if (!reader) return ''
  const { rows } = trendTable(reader)
  const cells = rows
    .slice(0, ROWS_IN_MARKDOWN)
    .map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)))
  const title = document.querySelector('h1')?.textContent ?? ''
  const head = [...document.querySelectorAll('[data-chart="trend"] thead th')]
  const table = markdownTable(
    head.map((cell) => cell.textContent ?? ''),
    cells,
  )
  return `${markdownTable([title, reader.series.metric], []).split('\n')[0]!.replaceAll('|', '').trim()}\n\n${table}\n\n[${shared.markdownChart}](${location.href})\n`
}

function fileName({ series }: SeriesReader): string {
  const page = location.pathname.split('/').filter(Boolean).at(-1) ?? 'series'
  return `${page}-${series.metric.replace(/[^\w.-]+/g, '-')}`
}
