import type { ExprNode, SelectStatement, Statement } from 'squirreling'
import { exploring, fill } from '../../../words.ts'
import { tableNamed, tables } from '../tables.ts'
import { Trouble } from '../trouble.ts'
import { KEY_OF, LIKE } from './functions.ts'
import { negated } from './negate.ts'
import { call, isSelect, literal, mapped, type Node, partsOf, placeOf } from './nodes.ts'

const allColumns = tables.flatMap(({ columns }) => columns)
const columnNames = new Set(allColumns.map(({ name }) => name))
const timeColumns = new Set(allColumns.filter(({ kind }) => kind === 'time').map(({ name }) => name))

/**
 * The same question in the words that the engine takes as DuckDB does: names whatever their capital letters, NULLs last, `LIKE` by
 * letter, grouping that keeps apart what differs, times compared as times, and no true condition on NULL.
 * Throws a {@link Trouble} where the question is of something else than the ledger.
 */
export function plainStatement(statement: Statement): Statement {
  const names = namesIn(statement)
  return mapped<Statement>(statement, (node) => {
    const named = withNames(node, names)
    return isSelect(named) ? plainSelect(named) : plainPart(named)
  })
}

interface Names {
  /** Other names of tables and columns, as they are written: by themselves in small letters. */
  readonly aliases: ReadonlyMap<string, string>
  readonly withTables: ReadonlySet<string>
}

function namesIn(statement: Statement): Names {
  const withTables = new Set<string>()
  const aliases = new Map<string, string>()
  for (const part of partsOf(statement)) {
    const { alias, ctes } = part as { alias?: string; ctes?: { name: string }[] }
    if (alias !== undefined) aliases.set(alias.toLowerCase(), alias)
    for (const { name } of ctes ?? []) {
      withTables.add(name.toLowerCase())
      aliases.set(name.toLowerCase(), name)
    }
  }
  return { aliases, withTables }
}

function withNames(node: Node, { aliases, withTables }: Names): Node {
  if (node.type === 'table') {
    return { ...node, table: tableName((node as Node & { table: string }).table, withTables, node) } as Node
  }
  if ('joinType' in node && !('fromFunction' in node && node.fromFunction)) {
    return {
      ...node,
      table: tableName((node as unknown as { table: string }).table, withTables, node),
    } as Node
  }
  if (node.type !== 'identifier') return node
  const { name, prefix } = node as Extract<ExprNode, { type: 'identifier' }>
  const small = name.toLowerCase()
  const plain = columnNames.has(small) && !aliases.has(small) ? small : (exact(aliases, name) ?? name)
  return {
    ...node,
    name: plain,
    ...(prefix === undefined ? {} : { prefix: exact(aliases, prefix) ?? tableNamed(prefix)?.name ?? prefix }),
  } as Node
}

function exact(aliases: Names['aliases'], name: string): string | undefined {
  return [...aliases.values()].includes(name) ? name : aliases.get(name.toLowerCase())
}

function tableName(name: string, withTables: ReadonlySet<string>, node: Node): string {
  if (withTables.has(name.toLowerCase())) return name
  const known = tableNamed(name)?.name
  if (known !== undefined) return known
  throw new Trouble(fill(exploring.exploreNoTable, name), {
    start: node.positionStart,
    end: node.positionEnd,
  })
}

function plainPart(node: Node): Node {
  if ('direction' in node && 'expr' in node) return { nulls: 'LAST', ...dropUndefined(node) } as Node
  if (node.type === 'unary') {
    const unary = node as Extract<ExprNode, { type: 'unary' }>
    return unary.op === 'NOT' ? negated(unary.argument) : unary
  }
  if (node.type !== 'binary') return node
  const binary = node as Extract<ExprNode, { type: 'binary' }>
  if (binary.op === 'LIKE') return call(LIKE, [binary.left, binary.right], binary)
  return withTimes(binary)
}

function dropUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T
}

function withTimes(binary: Extract<ExprNode, { type: 'binary' }>): ExprNode {
  const { left, right } = binary
  if (isTime(left)) return { ...binary, right: asTime(right) }
  if (isTime(right)) return { ...binary, left: asTime(left) }
  return binary
}

function isTime(node: ExprNode): boolean {
  return node.type === 'identifier' && timeColumns.has(node.name)
}

/** `2026-11-20`, `2026-11-20 05:12:30` and ISO 8601, in UTC unless they say otherwise. */
function asTime(node: ExprNode): ExprNode {
  if (node.type !== 'literal' || typeof node.value !== 'string') return node
  const [, day, rest = 'T00:00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:?\d{2})?$/.exec(
      node.value,
    ) ?? []
  const time = new Date(`${day}${rest.startsWith('T') ? rest : `T${rest}`}${zone}`)
  if (day !== undefined && !Number.isNaN(time.getTime())) return literal(time.toISOString(), node)
  throw new Trouble(fill(exploring.exploreNotATime, node.value), {
    start: node.positionStart,
    end: node.positionEnd,
  })
}

function plainSelect(select: SelectStatement): SelectStatement {
  const grouped = distinctAsGroups(select)
  const groupBy =
    grouped.groupBy.length === 0 ? [] : [call(KEY_OF, grouped.groupBy, grouped.groupBy[0] as ExprNode)]
  // Without a condition, the engine would count rows by reading every column.
  const isWhole = grouped.where === undefined && grouped.from.type === 'table' && grouped.joins.length === 0
  return { ...grouped, groupBy, ...(isWhole ? { where: literal(true, placeOf(select)) } : {}) }
}

/** The engine's own DISTINCT takes ('a|b', 'c') and ('a', 'b|c') for the same. */
function distinctAsGroups(select: SelectStatement): SelectStatement {
  if (!select.distinct || select.groupBy.length > 0) return select
  const columns = select.columns.flatMap((column) => {
    if (column.type === 'derived') return [column]
    if (select.from.type !== 'table' || select.joins.length > 0) return []
    return (tableNamed(select.from.table)?.columns ?? []).map(({ name }) => ({
      type: 'derived' as const,
      expr: { type: 'identifier' as const, name, ...placeOf(column) },
      ...placeOf(column),
    }))
  })
  const stars = select.columns.some(({ type }) => type === 'star')
  if (stars && columns.length < select.columns.length) return select
  if (columns.some(({ expr }) => isAggregated(expr))) return select
  return { ...select, distinct: false, columns, groupBy: columns.map(({ expr }) => expr) }
}

const AGGREGATES =
  /^(COUNT|SUM|AVG|MIN|MAX|ARRAY_AGG|JSON_ARRAYAGG|STDDEV_SAMP|STDDEV_POP|MEDIAN|PERCENTILE_CONT|APPROX_QUANTILE|STRING_AGG)$/i

function isAggregated(expr: ExprNode): boolean {
  return [...partsOf(expr)].some(
    (part) =>
      part.type === 'window' ||
      (part.type === 'function' &&
        AGGREGATES.test((part as Extract<ExprNode, { type: 'function' }>).funcName)),
  )
}
