import type { Ask } from './duckdb.ts'

export interface ToldRows {
  /** What comes after FROM: a SELECT in brackets, or the name of a view. */
  readonly source: string
  /** What comes after WHERE. */
  readonly where: string
  /** Groups of columns of which each group has few different values in many rows. */
  readonly groups: readonly (readonly string[])[]
  /** The other columns of the answer. */
  readonly others: readonly string[]
}

let tables = 0

/**
 * Rows with the columns of all groups and the others, in no order. To make a text takes longer than to read many numbers, and most
 * texts of a ledger are on every hundredth row again: so what a group can be is read once, and a row comes with the number of what it is.
 * All rows of one kind have the same lists, as objects.
 */
export async function selectTold<Row extends object>(ask: Ask, wanted: ToldRows): Promise<Row[]> {
  const { source, where, others } = wanted
  const tellings: Telling[] = []
  try {
    for (const columns of wanted.groups) tellings.push(await tellingOf(ask, wanted, columns))
    const columns = [
      ...others.map((column) => `rows.${column}`),
      // A row has its place for what is filled in: to give it more afterwards takes longer than all else.
      ...wanted.groups.flat().map((column) => `NULL::INTEGER AS ${column}`),
      ...tellings.map(({ table }) => `${table}.place AS ${table}`),
    ]
    const rows = await ask<Record<string, unknown>>(
      `SELECT ${columns.join(', ')} FROM (FROM ${source} WHERE ${where}) rows ${tellings.map(({ join }) => join).join(' ')}`,
    )
    for (const row of rows) for (const telling of tellings) fill(row, telling)
    return rows as Row[]
  } finally {
    for (const { table } of tellings) await ask(`DROP TABLE ${table}`)
  }
}

/** What some columns of a view can be. */
export interface Telling {
  /** A table of it, with a number for each in `place`. Drop it when done. */
  readonly table: string
  /** Finds the number for each row of `rows`. */
  readonly join: string
  readonly columns: readonly string[]
  /** What there is, by place. */
  readonly told: readonly Record<string, unknown>[]
}

/** What the columns of these rows can be, in order. */
export async function tellingOf(
  ask: Ask,
  { source, where }: Pick<ToldRows, 'source' | 'where'>,
  columns: readonly string[],
): Promise<Telling> {
  const table = `told_${tables++}`
  const names = columns.join(', ')
  await ask(
    `CREATE TEMP TABLE ${table} AS SELECT (row_number() OVER (ORDER BY ${names}))::INTEGER - 1 AS place, *
     FROM (SELECT DISTINCT ${names} FROM ${source} WHERE ${where})`,
  )
  const told = await ask<Record<string, unknown>>(`SELECT ${names} FROM ${table} ORDER BY place`)
  const alike = columns.map((column) => `${table}.${column} IS NOT DISTINCT FROM rows.${column}`)
  return { table, columns, told, join: `JOIN ${table} ON ${alike.join(' AND ')}` }
}

function fill(row: Record<string, unknown>, { table, columns, told }: Telling): void {
  const found = told[row[table] as number]!
  for (const column of columns) row[column] = found[column]
}
