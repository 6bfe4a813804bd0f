import { styleText } from 'node:util'
import { isQuietReason } from '../analyze/sentences.ts'
import type { ReportVerdict, RunCase, RunMetric, RunReport, VerdictState } from '../report/model.ts'
import { noCounts } from '../report/run-summary.ts'
import { sentenceOf } from '../report/sentence.ts'
import { formatChange, formatEstimate, formatQuantity } from '../units.ts'
import { plainLines, plainText } from './plain-text.ts'
import { type Cell, tableLines } from './table.ts'
import { marks, verdictWords } from './words.ts'

type Style = Parameters<typeof styleText>[0]
type Paint = (style: Style, text: string) => string

const styles: Record<VerdictState, Style> = {
  ok: 'green',
  improved: ['bold', 'green'],
  regressed: ['bold', 'red'],
  'over-budget': ['bold', 'red'],
  inconclusive: 'dim',
  missing: ['bold', 'yellow'],
  failed: ['bold', 'red'],
}

/** The closing report of a run for a terminal or a log: a table per suite, warnings, and the state in one sentence. */
export function terminalReport(report: RunReport, options: { readonly colour: boolean }): string {
  const paint: Paint = (style, text) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text
  const suites = Map.groupBy(report.cases, (measured) => measured.suite)
  const sections = [...suites].map(([suite, cases]) => suiteSection(suite, cases, paint))
  return `${[...sections, warningSection(report, paint), calibrationLine(report, paint), closing(report, paint)].filter(Boolean).join('\n\n')}\n`
}

function suiteSection(suite: string, cases: readonly RunCase[], paint: Paint): string {
  const heading = ['case', 'metric', 'estimate', 'change', 'verdict'].map((text) => dimmed(text, paint))
  const rows = cases.flatMap((measured) => caseRows(measured, undecidedReasons(cases), paint))
  const lines = tableLines([heading, ...rows.map((row) => row.cells)])
  const body = rows.flatMap((row, index) => [
    lines[index + 1] ?? '',
    ...row.notes.map((note) => `    ${note}`),
  ])
  const shared = sharedReasons(cases).map((reason) => paint('dim', `  ${reason}`))
  return [
    paint('bold', plainText(suite)),
    `  ${lines[0]}`,
    ...body.map((line) => `  ${line}`),
    ...shared,
  ].join('\n')
}

interface Row {
  readonly cells: readonly Cell[]
  readonly notes: readonly string[]
}

function caseRows(measured: RunCase, shared: ReadonlyMap<string, number>, paint: Paint): Row[] {
  if (measured.metrics.length === 0) return [bareRow(measured, paint)]
  const failed = measured.status === 'failed' ? [bareRow(measured, paint)] : []
  const rows = measured.metrics.map((metric, index) =>
    metricRow(index === 0 && failed.length === 0 ? plainText(measured.title) : '', metric, shared, paint),
  )
  return [...failed, ...rows]
}

function bareRow(measured: RunCase, paint: Paint): Row {
  const cells = [{ text: plainText(measured.title) }, { text: '–' }, { text: '' }, { text: '' }]
  const reasons = measured.verdict?.reasons ?? (measured.failure ? [measured.failure.message] : [])
  const tail = measured.failure?.outputTail?.trimEnd()
  const printed = tail
    ? plainLines(tail)
        .slice(-20)
        .map((line) => paint('dim', `│ ${line}`))
    : []
  return {
    cells: [...cells, verdictCell(measured.verdict, paint)],
    notes: [...reasons.map((text) => plainText(text)), ...printed],
  }
}

/** Stable rows need no words but of what else is to be known, such as a budget that comes near; what undecided rows share is told once below the table. */
function notesOf(verdict: ReportVerdict | null, shared: ReadonlyMap<string, number>): string[] {
  if (!verdict) return []
  if (verdict.state === 'ok') {
    return verdict.reasons
      .slice(1)
      .filter((reason) => !isQuietReason(reason))
      .map((text) => plainText(text))
  }
  if (verdict.state === 'inconclusive' && (shared.get(verdict.reasons.join('; ')) ?? 0) > 1) return []
  return verdict.reasons.map((text) => plainText(text))
}

function metricRow(title: string, metric: RunMetric, shared: ReadonlyMap<string, number>, paint: Paint): Row {
  const { estimate, change, verdict } = metric
  const unit = metric.metric.unit
  return {
    cells: [
      { text: title },
      { text: plainText(metric.metric.name) },
      { text: estimate ? formatEstimate(estimate, plainText(unit)) : '–' },
      { text: change ? formatChange(change) : '–' },
      verdictCell(verdict, paint),
    ],
    notes: notesOf(verdict, shared),
  }
}

function verdictCell(verdict: ReportVerdict | null, paint: Paint): Cell {
  const mark = verdict ? marks[verdict.state] : '·'
  const style = verdict ? styles[verdict.state] : 'dim'
  return { text: `${mark} ${verdictWords(verdict)}`, paint: (text) => paint(style, text) }
}

function dimmed(text: string, paint: Paint): Cell {
  return { text, paint: (padded) => paint('dim', padded) }
}

/** Reasons that several undecided rows share, each told once; a reason of one row stands under that row. */
function sharedReasons(cases: readonly RunCase[]): string[] {
  return [...undecidedReasons(cases)]
    .filter(([, count]) => count > 1)
    .map(([reason, count]) => `${marks.inconclusive} ${count} undecided: ${plainText(reason)}`)
}

function undecidedReasons(cases: readonly RunCase[]): Map<string, number> {
  const reasons = cases
    .flatMap((measured) => measured.metrics.map((metric) => metric.verdict))
    .filter((verdict) => verdict?.state === 'inconclusive')
    .map((verdict) => verdict!.reasons.join('; '))
  return new Map(
    [...Map.groupBy(reasons, (reason) => reason)].map(([reason, group]) => [reason, group.length]),
  )
}

function warningSection(report: RunReport, paint: Paint): string {
  const lines = report.warnings.flatMap(({ message, advice, caseTitle }) => [
    `${paint('yellow', '!')} ${caseTitle ? `${plainText(caseTitle)}: ` : ''}${plainText(message)}`,
    ...(advice === '' ? [] : [paint('dim', `  ${plainText(advice)}`)]),
  ])
  return lines.join('\n')
}

/** What could have shown, and what measuring itself took away. */
function calibrationLine({ noiseFloorRatio, shellStartNs }: RunReport, paint: Paint): string {
  const floor =
    noiseFloorRatio === null
      ? []
      : [
          `Changes below ${formatShare(noiseFloorRatio)} would not have shown on this machine when the run began.`,
        ]
  const shell =
    shellStartNs === null
      ? []
      : [`The start of the shell, ${formatQuantity(shellStartNs, 'ns')}, is subtracted where there is one.`]
  return [...floor, ...shell].map((text) => paint('dim', text)).join('\n')
}

const formatShare = (ratio: number): string => `${Number((ratio * 100).toPrecision(2))} %`

function closing(report: RunReport, paint: Paint): string {
  const state = report.run.state
  const sentence = sentenceOf(report.run.counts ?? noCounts())
  const cut = report.run.interrupted ? ' The run was interrupted; what was measured is kept.' : ''
  return `${paint(state ? styles[state] : 'dim', state ? marks[state] : '·')} ${paint('bold', sentence)}${cut}`
}
