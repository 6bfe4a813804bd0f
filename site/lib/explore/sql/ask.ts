import {
  type AsyncDataSource,
  type AsyncRow,
  executePlan,
  parseSql,
  planSql,
  type QueryResults,
  type Statement,
} from 'squirreling'
import { exploring, fill } from '../../../words.ts'
import { nearest } from '../../nearest.ts'
import type { LedgerFiles } from '../ledger.ts'
import { columnsOf, type Predicate } from '../predicate.ts'
import { type TableFacts, tables } from '../tables.ts'
import { Trouble } from '../trouble.ts'
import { plainValue, type Value } from '../values.ts'
import { views } from '../views/index.ts'
import { functions } from './functions.ts'
import { type NarrowedTable, narrowedJoins } from './joins.ts'
import { plainStatement } from './meaning.ts'
import { type IdentifierNode, partsOf } from './nodes.ts'
import { withInnerAnswers } from './subqueries.ts'
import { withoutUsing } from './using.ts'
import { askedOf } from './where.ts'

/** What a question was answered. */
export interface Answer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
  /** There are more rows than were asked for. */
  readonly isCut: boolean
}

/**
 * Answers a question in SQL from the published files, with at most so many rows.
 * Rejects with a {@link Trouble}: with its place where the question is wrong.
 */
export async function ask(ledger: LedgerFiles, sql: string, mostRows: number): Promise<Answer> {
  let parsed: Statement | undefined
  let placeBefore = (place: number) => place
  try {
    const reworded = withoutUsing(withoutEnd(sql))
    placeBefore = reworded.placeBefore
    parsed = plainStatement(parseSql({ query: reworded.sql }))
    const statement = await withInnerAnswers(parsed, async (inner, most) => {
      const { rows } = await collected(run(ledger, inner), most)
      return rows
    })
    return await collected(run(ledger, statement), mostRows)
  } catch (error) {
    const { message, range } = asTrouble(error, parsed)
    throw new Trouble(message, range && { start: placeBefore(range.start), end: placeBefore(range.end) })
  }
}

function withoutEnd(sql: string): string {
  const question = sql.replace(/[;\s]+$/, '')
  if (question.trim() === '') throw new Trouble(exploring.exploreNoQuestion)
  return question
}

function run(ledger: LedgerFiles, asked: Statement): QueryResults {
  const { statement, tables: narrowed } = narrowedJoins(asked)
  const sources: Record<string, AsyncDataSource> = Object.create(null)
  for (const table of tables) sources[table.name] = sourceOf(ledger, table)
  for (const { name, table, predicate } of narrowed) sources[name] = sourceOf(ledger, table, predicate)
  const [ctePlans, cteColumns] = [new Map(), new Map()]
  const scope = scopeOf(statement, narrowed)
  const plan = planSql({ query: statement, tables: sources, ctePlans, cteColumns })
  return executePlan({
    plan,
    context: { tables: sources, functions: { ...functions }, ctePlans, cteColumns, ...scope },
  })
}

/** The names of tables that inner questions may refer to. */
function scopeOf(statement: Statement, narrowed: readonly NarrowedTable[]): { scope?: string[] } {
  if (statement.type === 'with') return scopeOf(statement.query, narrowed)
  if (statement.type === 'compound') return {}
  const { from, joins } = statement
  const first = from.alias ?? (from.type === 'table' ? from.table : 'table')
  return { scope: [first, ...joins.map(({ alias, table }) => alias ?? table)] }
}

function sourceOf(ledger: LedgerFiles, table: TableFacts, always?: Predicate): AsyncDataSource {
  const kinds = new Map(table.columns.map(({ name, kind }) => [name, kind]))
  const all = [...kinds.keys()]
  return {
    columns: all,
    scan({ columns = all, where }) {
      const asked = where && askedOf(where, (name) => kinds.get(name))
      const predicate = conjunction([always, asked?.predicate])
      const wanted = new Set([...columns, ...columnsOf(predicate)])
      return {
        appliedWhere: where === undefined || asked?.isExact === true,
        appliedLimitOffset: false,
        async *rows() {
          for await (const batch of views[table.name](ledger, { columns: wanted, predicate })) {
            const cells = columns.map((name) => [name, batch.column(name)] as const)
            for (let place = 0; place < batch.rows; place++) yield rowOf(columns, cells, place)
          }
        },
      }
    },
  }
}

function conjunction(parts: readonly (Predicate | undefined)[]): Predicate | undefined {
  const all = parts.filter((part) => part !== undefined)
  return all.length === 0 ? undefined : { all }
}

function rowOf(
  columns: string[],
  values: readonly (readonly [string, ArrayLike<Value>])[],
  place: number,
): AsyncRow {
  const cells: AsyncRow['cells'] = Object.create(null)
  const resolved: Record<string, Value> = Object.create(null)
  for (const [name, column] of values) {
    const value = column[place] as Value
    // The engine awaits what a cell gives, whatever it is: a promise for each would cost more than all the rest.
    cells[name] = (() => value) as unknown as () => Promise<never>
    resolved[name] = value
  }
  return { columns, cells, resolved: resolved as AsyncRow['resolved'] & object }
}

async function collected(results: QueryResults, most: number): Promise<Answer> {
  const rows: (readonly Value[])[] = []
  let isCut = false
  let columns: readonly string[] | undefined
  for await (const row of results.rows()) {
    if (rows.length >= most) {
      isCut = true
      break
    }
    columns ??= row.columns
    rows.push(await valuesOf(row))
  }
  return { columns: (columns ?? results.columns).map(shortName), rows, isCut }
}

async function valuesOf({ columns, cells }: AsyncRow): Promise<readonly Value[]> {
  const values = await Promise.all(columns.map((name) => cells[name]?.()))
  return values.map(plainValue)
}

/** After a join, the engine names columns with their tables. */
function shortName(name: string, _place: number, all: readonly string[]): string {
  const short = name.slice(name.indexOf('.') + 1)
  return all.filter((other) => other.slice(other.indexOf('.') + 1) === short).length > 1 ? name : short
}

function asTrouble(error: unknown, parsed: Statement | undefined): Trouble {
  if (error instanceof Trouble) return error
  const { message, positionStart, positionEnd } = error as Error & {
    positionStart?: number
    positionEnd?: number
  }
  const unknown = /^Column "(.*)" not found\. Available columns: (.*?)(?: \(row \d+\))?$/s.exec(message)
  if (unknown) return unknownColumn(unknown[1] as string, (unknown[2] as string).split(', '), parsed)
  if (/^Unexpected character "\|"/.test(message) && positionStart !== undefined) {
    return new Trouble(exploring.exploreNoPipes, {
      start: positionStart,
      end: positionStart + 2,
    })
  }
  const sentence = message.replace(/ at position \d+/g, '').replace(/\.?$/, '.')
  return positionStart === undefined
    ? new Trouble(sentence)
    : new Trouble(sentence, { start: positionStart, end: positionEnd ?? positionStart + 1 })
}

/** The engine tells where the table stands; the reader wants to know where the column does. */
function unknownColumn(name: string, known: readonly string[], parsed: Statement | undefined): Trouble {
  const meant = nearest(name, known)
  const place = [...partsOf(parsed)].find(
    (part) => part.type === 'identifier' && (part as IdentifierNode).name === name,
  )
  return new Trouble(
    meant === undefined
      ? fill(exploring.exploreNoColumn, name, known.join(', '))
      : fill(exploring.exploreNoColumnMeant, name, meant),
    place && { start: place.positionStart, end: place.positionEnd },
  )
}
