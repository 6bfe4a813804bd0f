import type { RunDocument } from '../../runner/report/model.ts'
import { fill, shared } from '../words.ts'
import type { Comparison } from './compare.ts'

/** Text inside a Markdown table: nothing in it can end the cell, start a link, an image, a mention or HTML. */
export function markdownCell(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>~&]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/@/g, '@\u200b')
    .replace(/:\/\//g, ':\u200b//')
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(head.map(markdownCell)),
    line(head.map(() => '---')),
    ...rows.map((row) => line(row.map(markdownCell))),
  ].join('\n')
}

const MOST_ROWS = 30

/** A comparison for a pull request: the sentence, what is clear, and a link to all of it. */
export function comparisonMarkdown(
  { sentence, rows }: Comparison,
  base: RunDocument,
  head: RunDocument,
  address: string,
): string {
  const clear = rows.filter(({ certainty }) => certainty === 'clear' || certainty === 'absent')
  const name = (run: RunDocument) => run.commit?.tag || run.commit?.sha.slice(0, 7) || run.id
  const table = markdownTable(
    [
      shared.markdownCase,
      shared.markdownMetric,
      shared.markdownBefore,
      shared.markdownAfter,
      shared.markdownChange,
      '',
    ],
    clear
      .slice(0, MOST_ROWS)
      .map((row) => [
        `${row.suite} / ${row.title}`,
        row.metric,
        row.base ? `${row.base.value} ${row.base.unit}` : shared.compareNone,
        row.head ? `${row.head.value} ${row.head.unit}` : shared.compareNone,
        row.change ? `${row.change.value} ${row.change.interval}` : '',
        row.word,
      ]),
  )
  const rest = clear.length > MOST_ROWS ? `\n\n${fill(shared.markdownMore, clear.length - MOST_ROWS)}` : ''
  const between = `${markdownCell(name(base))} → ${markdownCell(name(head))}`
  return `**${sentence}** (${between})\n\n${clear.length > 0 ? `${table}${rest}\n\n` : ''}[${shared.markdownAllValues}](${address})\n`
}
