import type { ExprNode, SelectStatement, Statement } from 'squirreling'
import { exploring, fill } from '../../../words.ts'
import type { Predicate } from '../predicate.ts'
import { type TableFacts, tableNamed } from '../tables.ts'
import { Trouble } from '../trouble.ts'
import {
  both,
  conjuncts,
  type IdentifierNode,
  isNode,
  isSelect,
  isStatement,
  mapped,
  type Node,
  partsOf,
} from './nodes.ts'
import { askedOf } from './where.ts'

/** A table of which only some rows are asked for: the engine itself asks joined tables for all. */
export interface NarrowedTable {
  /** Under this name the question has it now. */
  readonly name: string
  readonly table: TableFacts
  readonly predicate: Predicate
}

/**
 * The same question with every column of a join told by its table, so that the engine reads no other, and with the conditions on
 * single tables taken out to where rows are read.
 */
export function narrowedJoins(statement: Statement): { statement: Statement; tables: NarrowedTable[] } {
  const tables: NarrowedTable[] = []
  const withNames = withTablesOf(statement)
  const changed = mapped<Statement>(statement, (node) => {
    if (!isSelect(node) || node.joins.length === 0) return node
    const sources = sourcesOf(node, withNames)
    return sources === undefined ? node : narrowed(qualified(node, sources), sources, tables)
  })
  return { statement: changed, tables }
}

interface Source {
  readonly alias: string
  readonly table: TableFacts
  /** Whether a condition on it may be asked before joining: not where the join adds rows that lack it. */
  readonly isAskedFirst: boolean
}

function withTablesOf(statement: Statement): ReadonlySet<string> {
  const names = [...partsOf(statement)].flatMap((part) =>
    ((part as { ctes?: { name: string }[] }).ctes ?? []).map(({ name }) => name.toLowerCase()),
  )
  return new Set(names)
}

/** Undefined where something else than tables of the ledger is joined. */
function sourcesOf({ from, joins }: SelectStatement, withTables: ReadonlySet<string>): Source[] | undefined {
  if (from.type !== 'table') return undefined
  const isOuter = joins.some(
    ({ joinType }) => joinType === 'RIGHT' || joinType === 'FULL' || joinType === 'POSITIONAL',
  )
  const places = [
    { table: from.table, alias: from.alias, isAskedFirst: !isOuter },
    ...joins.map(({ table, alias, joinType, fromFunction }) => ({
      table: fromFunction ? '' : table,
      alias,
      isAskedFirst: !isOuter && joinType !== 'LEFT',
    })),
  ]
  const sources = places.flatMap(({ table, alias, isAskedFirst }) => {
    const known = withTables.has(table.toLowerCase()) ? undefined : tableNamed(table)
    return known ? [{ alias: alias ?? table, table: known, isAskedFirst }] : []
  })
  return sources.length === places.length ? sources : undefined
}

function qualified(select: SelectStatement, sources: readonly Source[]): SelectStatement {
  const aliases = new Set(
    select.columns.flatMap((column) => (column.type === 'derived' ? (column.alias ?? []) : [])),
  )
  const equal = new Set(select.joins.flatMap(({ on }) => conjuncts(on).flatMap(sameNamed)))
  const told = (node: Node, named: boolean): Node => {
    const { type, name, prefix } = node as IdentifierNode
    if (type !== 'identifier' || prefix !== undefined || (named && aliases.has(name))) return node
    const owners = sources.filter(({ table }) => table.columns.some((column) => column.name === name))
    if (owners.length > 1 && !equal.has(name)) {
      const choices = owners.map(({ alias }) => `${alias}.${name}`).join(exploring.exploreOr)
      throw new Trouble(fill(exploring.exploreAmbiguous, name, choices), {
        start: node.positionStart,
        end: node.positionEnd,
      })
    }
    const [owner] = owners
    return owner ? ({ ...node, prefix: owner.alias } as Node) : node
  }
  const inside = (node: Node) => !isStatement(node)
  const all = <T>(part: T, named = false): T => mapped(part, (node) => told(node, named), inside)
  return {
    ...select,
    columns: all(select.columns),
    joins: all(select.joins),
    ...(select.where ? { where: all(select.where) } : {}),
    groupBy: all(select.groupBy, true),
    orderBy: all(select.orderBy, true),
    ...(select.having ? { having: all(select.having, true) } : {}),
  }
}

/** `a.run_id = b.run_id`: whichever of the two is meant by `run_id`, it is the same. */
function sameNamed(condition: ExprNode): string[] {
  if (condition.type !== 'binary' || condition.op !== '=') return []
  const { left, right } = condition
  return left.type === 'identifier' && right.type === 'identifier' && left.name === right.name
    ? [left.name]
    : []
}

function narrowed(
  select: SelectStatement,
  sources: readonly Source[],
  tables: NarrowedTable[],
): SelectStatement {
  let conditions = conjuncts(select.where)
  const names = new Map<string, string>()
  for (const { alias, table, isAskedFirst } of sources) {
    const asked = isAskedFirst ? conditions.flatMap((condition) => ownCondition(condition, alias, table)) : []
    if (asked.length === 0) continue
    const name = `§${table.name} ${tables.length}`
    tables.push({ name, table, predicate: { all: asked.map(({ predicate }) => predicate) } })
    names.set(alias, name)
    const done = new Set(asked.map(({ condition }) => condition))
    conditions = conditions.filter((condition) => !done.has(condition))
  }
  const renamed = <T extends { table: string; alias?: string }>(place: T): T => {
    const name = names.get(place.alias ?? place.table)
    return name === undefined ? place : { ...place, table: name, alias: place.alias ?? place.table }
  }
  const { where: _, ...rest } = select
  const where = conditions.reduce<ExprNode | undefined>(
    (left, right) => (left ? both(left, right, 'AND', right) : right),
    undefined,
  )
  return {
    ...rest,
    ...(where ? { where } : {}),
    from: select.from.type === 'table' ? renamed(select.from) : select.from,
    joins: select.joins.map(renamed),
  }
}

function ownCondition(condition: ExprNode, alias: string, table: TableFacts) {
  const isOwn = [...partsOf(condition)].every(
    (part) => isNode(part) && (part.type !== 'identifier' || (part as IdentifierNode).prefix === alias),
  )
  const asked = askedOf(condition, (name, prefix) =>
    prefix === alias ? table.columns.find((column) => column.name === name)?.kind : undefined,
  )
  return isOwn && asked?.isExact ? [{ condition, predicate: asked.predicate }] : []
}
