import { styleText } from 'node:util'
import type {
  CaseComparison,
  ComparedVersion,
  ControlSummary,
  MetricComparison,
  Range,
  VersionComparison,
} from '../compare/comparison.ts'
import { caseTitle } from '../plan/identity.ts'
import { formatQuantity, formatRatio } from '../units.ts'
import { escapedMarkdown } from './escape-markdown.ts'
import { plainText } from './plain-text.ts'
import { type Cell, tableLines } from './table.ts'

type State = MetricComparison['state']

/** A shape for each word, so that nobody has to see colours. */
const marks: Record<State, string> = { regressed: '▼', improved: '▲', equivalent: '✓', inconclusive: '○' }

const styles: Record<State, Parameters<typeof styleText>[0]> = {
  regressed: ['bold', 'red'],
  improved: ['bold', 'green'],
  equivalent: 'green',
  inconclusive: 'yellow',
}

const HEADINGS = ['case', 'metric', 'base', 'head', 'change', 'pairs', 'verdict'] as const

/** The comparison as a document for programs. */
export function comparisonJson(comparison: VersionComparison): string {
  return `${JSON.stringify(comparison, null, 2)}\n`
}

/** A table for a terminal or a log, with the reason of everything that is not equivalent below its row. */
export function comparisonTerminal(
  comparison: VersionComparison,
  { colour }: { readonly colour: boolean },
): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text
  const rows = comparison.cases.flatMap(rowsOf)
  const heading: Cell[] = HEADINGS.map((text) => ({ text, paint: (padded) => paint('dim', padded) }))
  const lines = tableLines([heading, ...rows.map(({ cells, state }) => cellsOf(cells, state, paint))])
  const table = lines.flatMap((line, index) => {
    const row = rows[index - 1]
    return row?.why ? [line, paint('dim', `    ${row.why}`)] : [line]
  })
  return `\n${[paint('bold', titleOf(comparison)), '', ...table, '', ...closingLines(comparison)].join('\n')}\n`
}

function cellsOf(
  texts: readonly string[],
  state: State | undefined,
  paint: (style: Parameters<typeof styleText>[0], text: string) => string,
): Cell[] {
  return texts.map((text, column) =>
    column === texts.length - 1 && state
      ? { text, paint: (padded) => paint(styles[state], padded) }
      : { text },
  )
}

/** For a pull request or the summary of a job. Names are escaped: none of them can format, link or mention. */
export function comparisonMarkdown(comparison: VersionComparison): string {
  const rows = comparison.cases.flatMap(rowsOf)
  const lines = [
    [...HEADINGS, 'why'],
    [...HEADINGS, 'why'].map(() => '---'),
    ...rows.map(({ cells, why }) => [...cells, why].map(escapedMarkdown)),
  ].map((cells) => `| ${cells.join(' | ')} |`)
  const closing = closingLines(comparison).map((line) => `<sub>${escapedMarkdown(line)}</sub>`)
  return `### ${escapedMarkdown(titleOf(comparison))}\n\n${lines.join('\n')}\n\n${closing.join('\n\n')}\n`
}

interface Row {
  readonly cells: readonly string[]
  readonly state: State | undefined
  /** Empty where there is nothing to explain. */
  readonly why: string
}

function rowsOf(compared: CaseComparison): Row[] {
  const title = plainText(`${compared.case.suite} / ${caseTitle(compared.case)}`)
  const why = plainText(compared.failure ?? '')
  const rows = compared.metrics.map((metric, index) => metricRow(index === 0 ? title : '', metric))
  const words =
    compared.end === 'absent' ? '○ only in head' : compared.end === 'failed' ? '✗ failed' : '○ interrupted'
  return compared.failure === null
    ? rows
    : [...rows, { cells: [rows.length === 0 ? title : '', '', '', '', '', '', words], state: undefined, why }]
}

function metricRow(title: string, compared: MetricComparison): Row {
  const { metric, base, head, change, pairs, state, reason } = compared
  const value = (range: Range | null) => (range ? formatQuantity(range.value, plainText(metric.unit)) : '–')
  return {
    cells: [
      title,
      plainText(metric.name),
      value(base),
      value(head),
      change ? changeText(change) : '–',
      String(pairs),
      `${marks[state]} ${state}`,
    ],
    state,
    why: state === 'equivalent' ? '' : plainText(reason),
  }
}

function changeText({ value, low, high }: Range): string {
  if (low === null || high === null) return formatRatio(value)
  return `${formatRatio(value)} [${formatRatio(low, value)}, ${formatRatio(high, value)}]`
}

function titleOf({ base, head, cases }: VersionComparison): string {
  const states = cases.flatMap(({ metrics }) => metrics.map(({ state }) => state))
  const count = (state: State) => states.filter((each) => each === state).length
  if (states.length === 0) return `${versionText(head)} against ${versionText(base)}: nothing was compared`
  const parts = [
    ...(count('regressed') > 0 ? [`${count('regressed')} regressed`] : []),
    ...(count('improved') > 0 ? [`${count('improved')} improved`] : []),
    `${count('equivalent')} equivalent`,
    ...(count('inconclusive') > 0 ? [`${count('inconclusive')} inconclusive`] : []),
  ]
  return `${versionText(head)} against ${versionText(base)}: ${parts.join(', ')}`
}

function versionText({ name, sha, dirty }: ComparedVersion): string {
  const short = sha?.slice(0, 10)
  const at =
    short === undefined || name.startsWith(short.slice(0, 7))
      ? ''
      : ` (${short}${dirty ? ' and changes' : ''})`
  return plainText(`${name}${at}`)
}

function closingLines(comparison: VersionComparison): string[] {
  const { thresholdRatio, confidence, method, notes, interrupted, seed } = comparison
  const sure = `${Number((confidence * 100).toPrecision(4))} %`
  const asked = `A change matters from ${formatRatio(thresholdRatio).slice(1)} on; intervals hold together with ${sure}`
  return [
    method === 'paired' ? `${asked}, however early measuring stopped; seed ${seed}.` : `${asked}.`,
    ...(comparison.control ? [controlLine(comparison.control)] : []),
    ...notes.map((note) => plainText(note)),
    ...(interrupted ? ['Interrupted: what is missing was not measured.'] : []),
  ]
}

function controlLine({ comparisons, falseAlarms, noiseFloorRatio }: ControlSummary): string {
  const floor =
    noiseFloorRatio === null
      ? ''
      : ` Noise floor: changes below ${formatRatio(noiseFloorRatio).slice(1)} would not show.`
  return `Base against itself: ${falseAlarms} of ${comparisons} called a change.${floor}`
}
