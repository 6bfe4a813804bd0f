import stringWidth from 'string-width'
import { loadConfig } from '../config/load.ts'
import { ExitCode, UsageError } from '../errors.ts'
import { csvLine } from '../exporters/csv-text.ts'
import { type Answer, openQuery } from '../ledger/query.ts'
import { commitOrderIn } from './publish-report.ts'

export interface QueryOptions {
  readonly config: string
  readonly sql: string
  readonly format: string
}

export interface QueryEffects {
  readonly env: NodeJS.ProcessEnv
  readonly print: (text: string) => void
}

const realEffects: QueryEffects = { env: process.env, print: (text) => process.stdout.write(text) }

const formats: Readonly<Record<string, (answer: Answer) => string>> = {
  table: tableText,
  csv: ({ columns, rows }) => csvLine(columns) + rows.map((row) => csvLine(row.map(cellText))).join(''),
  json: ({ columns, rows }) =>
    `${JSON.stringify(
      rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]]))),
      null,
      2,
    )}\n`,
}

/** `perfledger query "select …"`: any question about the ledger, in SQL over its views. */
export async function query(options: QueryOptions, effects: QueryEffects = realEffects): Promise<ExitCode> {
  const format = formats[options.format]
  if (!format) {
    throw new UsageError(`There is no format '${options.format}'.`, {
      hint: `Choose one of ${Object.keys(formats).join(', ')}.`,
    })
  }
  const config = await loadConfig(options.config, effects.env)
  const opened = await openQuery(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    effects.print(format(await opened.ask(options.sql)))
    return ExitCode.ok
  } finally {
    opened.close()
  }
}

/** A value in a cell: empty for null, JSON for lists and objects. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Columns under their names; numbers to the right. */
function tableText({ columns, rows }: Answer): string {
  const cells = rows.map((row) => row.map((value) => printable(cellText(value))))
  const widths = columns.map((column, index) =>
    cells.reduce((width, row) => Math.max(width, stringWidth(row[index] ?? '')), stringWidth(column)),
  )
  const isNumber = columns.map((_, index) =>
    rows.every((row) => row[index] === null || typeof row[index] === 'number'),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const blanks = ' '.repeat((widths[index] ?? 0) - stringWidth(cell))
        return isNumber[index] ? blanks + cell : cell + blanks
      })
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`
  return [line(columns), rule, ...cells.map(line), count, ''].join('\n')
}

/** A name in the ledger must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ')
}
