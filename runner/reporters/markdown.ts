import type { RunCase, RunMetric, RunReport } from '../report/model.ts'
import { noCounts } from '../report/run-summary.ts'
import { sentenceOf } from '../report/sentence.ts'
import { formatChange, formatEstimate } from '../units.ts'
import { escapedMarkdown as escaped } from './escape-markdown.ts'
import { isNews, marks, verdictWords } from './words.ts'

export interface MarkdownOptions {
  /** Address of the published dashboard, to link the run's page; undefined: no link. */
  readonly siteUrl?: string | undefined
  readonly projectName: string
}

/** Rows beyond this are counted and linked, so that a summary never grows past what a host accepts. */
const MOST_ROWS = 100

/** The report of a run for a job summary or a pull request: news first, the rest folded. */
export function markdownReport(report: RunReport, options: MarkdownOptions): string {
  const rows = report.cases.flatMap(rowsOf)
  const news = rows.filter((row) => row.news)
  return [
    `### ${report.run.state ? marks[report.run.state] : '·'} ${escaped(options.projectName)}: ${escaped(sentenceOf(report.run.counts ?? noCounts()))}`,
    news.length > 0 ? table(news, true) : '',
    folded(
      rows.length === 1 ? 'The measurement' : `All ${rows.length} measurements`,
      rows.length > 0 ? table(rows, false) : '',
    ),
    folded(
      report.warnings.length === 1 ? '1 warning' : `${report.warnings.length} warnings`,
      warningList(report),
    ),
    provenance(report, options.siteUrl),
    '',
  ]
    .filter((part, index, parts) => part !== '' || index === parts.length - 1)
    .join('\n\n')
}

interface Row {
  readonly cells: readonly string[]
  readonly reasons: string
  readonly news: boolean
}

function rowsOf(measured: RunCase): Row[] {
  const title = `${measured.suite} / ${measured.title}`
  if (measured.metrics.length === 0 || measured.status === 'failed') {
    const reasons = measured.verdict?.reasons ?? (measured.failure ? [measured.failure.message] : [])
    return [row([title, '–', '–', '–', verdictText(measured.verdict)], reasons, isNews(measured.verdict))]
  }
  return measured.metrics.map((metric) => metricRow(title, metric))
}

function metricRow(title: string, { metric, estimate, change, verdict }: RunMetric): Row {
  const cells = [
    title,
    metric.name,
    estimate ? formatEstimate(estimate, metric.unit) : '–',
    change ? formatChange(change) : '–',
    verdictText(verdict),
  ]
  return row(cells, verdict?.reasons ?? [], isNews(verdict))
}

function row(cells: readonly string[], reasons: readonly string[], news: boolean): Row {
  return { cells: cells.map(escaped), reasons: escaped(reasons.join('; ')), news }
}

function verdictText(verdict: RunCase['verdict']): string {
  return verdict ? `${marks[verdict.state]} ${verdictWords(verdict)}` : 'not judged'
}

function table(rows: readonly Row[], withReasons: boolean): string {
  const shown = rows.slice(0, MOST_ROWS)
  const head = ['case', 'metric', 'estimate', 'change', 'verdict', ...(withReasons ? ['why'] : [])]
  const lines = shown.map(({ cells, reasons }) => [...cells, ...(withReasons ? [reasons] : [])])
  const rest = rows.length - shown.length
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .concat(rest > 0 ? ['', `… and ${rest} more rows on the run's page.`] : [])
    .join('\n')
}

function folded(summary: string, body: string): string {
  return body === '' ? '' : `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`
}

function warningList(report: RunReport): string {
  return report.warnings
    .map(
      ({ caseTitle, message, advice }) =>
        `- ${escaped([caseTitle, message, advice].filter(Boolean).join(': '))}`,
    )
    .join('\n')
}

function provenance(report: RunReport, siteUrl: string | undefined): string {
  const { commit, id } = report.run
  const parts = [
    commit
      ? `commit ${commit.sha.slice(0, 10)}${commit.dirty ? ' with uncommitted changes' : ''}`
      : 'no commit',
    report.environment.description,
    `perfledger ${report.run.toolVersion}`,
  ]
  const link = siteUrl
    ? `[The run's page](${siteUrl.replace(/\/+$/, '')}/runs/${encodeURIComponent(id)}/) · `
    : ''
  return `${link}<sub>${parts.map(escaped).join(' · ')}</sub>`
}
