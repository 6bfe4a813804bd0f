import type { ExprNode } from 'squirreling'
import type { Comparison, Predicate, Scalar } from '../predicate.ts'
import type { ColumnKind } from '../tables.ts'
import type { Value } from '../values.ts'

/** What of a condition can be asked of files. */
export interface Asked {
  /** True wherever the condition is. */
  readonly predicate: Predicate
  /** Whether it is true nowhere else. */
  readonly isExact: boolean
}

const comparisons: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
const turned: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}
const NEVER: Predicate = { any: [] }
const ALWAYS: Predicate = { all: [] }

/**
 * A condition as far as it compares columns of one table with values. Undefined where nothing of it does.
 *
 * @param kindOf of a column of the table; undefined for all others
 */
export function askedOf(
  condition: ExprNode,
  kindOf: (name: string, prefix: string | undefined) => ColumnKind | undefined,
): Asked | undefined {
  const inner = (node: ExprNode) => askedOf(node, kindOf)
  if (condition.type === 'literal' && typeof condition.value === 'boolean') {
    return exactly(condition.value ? ALWAYS : NEVER)
  }
  if (condition.type === 'identifier') {
    const column = columnOf(condition, kindOf)
    return column?.kind === 'boolean' ? exactly({ column: column.name, is: '=', value: true }) : undefined
  }
  if (condition.type === 'unary') {
    const column = columnOf(condition.argument, kindOf)
    if (column === undefined || !condition.op.startsWith('IS')) return undefined
    return exactly({ column: column.name, known: condition.op === 'IS NOT NULL' })
  }
  if (condition.type === 'in valuelist') return amongValues(condition, kindOf)
  if (condition.type !== 'binary') return undefined
  if (condition.op === 'AND') return allOf(inner(condition.left), inner(condition.right))
  if (condition.op === 'OR') return anyOf(inner(condition.left), inner(condition.right))
  return compared(condition, kindOf)
}

const exactly = (predicate: Predicate): Asked => ({ predicate, isExact: true })

function allOf(left: Asked | undefined, right: Asked | undefined): Asked | undefined {
  const known = [left, right].filter((part) => part !== undefined)
  if (known.length === 0) return undefined
  return {
    predicate: { all: known.map(({ predicate }) => predicate) },
    isExact: known.length === 2 && known.every(({ isExact }) => isExact),
  }
}

function anyOf(left: Asked | undefined, right: Asked | undefined): Asked | undefined {
  if (left === undefined || right === undefined) return undefined
  return {
    predicate: { any: [left.predicate, right.predicate] },
    isExact: left.isExact && right.isExact,
  }
}

interface KnownColumn {
  readonly name: string
  readonly kind: ColumnKind
}

function columnOf(node: ExprNode, kindOf: Parameters<typeof askedOf>[1]): KnownColumn | undefined {
  if (node.type !== 'identifier') return undefined
  const kind = kindOf(node.name, node.prefix)
  return kind === undefined ? undefined : { name: node.name, kind }
}

function compared(
  { op, left, right }: Extract<ExprNode, { type: 'binary' }>,
  kindOf: Parameters<typeof askedOf>[1],
): Asked | undefined {
  const is = comparisons[op]
  if (is === undefined) return undefined
  const column = columnOf(left, kindOf)
  if (column !== undefined) return withValue(column, is, right)
  const other = columnOf(right, kindOf)
  return other === undefined ? undefined : withValue(other, turned[is], left)
}

function withValue({ name, kind }: KnownColumn, is: Comparison, node: ExprNode): Asked | undefined {
  const value = plainLiteral(node)
  if (value === null) return exactly(NEVER)
  if (value === undefined || !isOfKind(value, kind)) return undefined
  return exactly({ column: name, is, value: value as Scalar })
}

function amongValues(
  { expr, values }: Extract<ExprNode, { type: 'in valuelist' }>,
  kindOf: Parameters<typeof askedOf>[1],
): Asked | undefined {
  const column = columnOf(expr, kindOf)
  const wanted = values.map(plainLiteral)
  if (column === undefined || !wanted.every((value) => value !== undefined)) return undefined
  const known = wanted.filter((value) => value !== null)
  if (!known.every((value) => isOfKind(value, column.kind))) return undefined
  return exactly({ column: column.name, in: new Set(known) })
}

/** Undefined where it is not a plain value. */
function plainLiteral(node: ExprNode): Value | undefined {
  if (node.type === 'unary' && node.op === '-') {
    const value = plainLiteral(node.argument)
    return typeof value === 'number' ? -value : undefined
  }
  if (node.type !== 'literal') return undefined
  const { value } = node
  if (typeof value === 'bigint') return Number(value)
  return value === null || typeof value !== 'object' ? value : undefined
}

function isOfKind(value: Value, kind: ColumnKind): boolean {
  return typeof value === (kind === 'text' || kind === 'time' ? 'string' : kind)
}
