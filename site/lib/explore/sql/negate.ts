import type { ExprNode } from 'squirreling'
import { LIKE, NOT_LIKE } from './functions.ts'
import { both, call, literal, placeOf } from './nodes.ts'

const opposites = {
  '=': '!=',
  '==': '!=',
  '!=': '=',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
} as const

/**
 * A condition that is true where the given one is false. Where the given one is neither, because something in it is NULL, this one is
 * not true either: to the engine, a comparison with NULL is false, and so its opposite would be true.
 */
export function negated(condition: ExprNode): ExprNode {
  const place = placeOf(condition)
  if (condition.type === 'binary') {
    const { left, right, op } = condition
    if (op === 'AND' || op === 'OR') {
      return both(negated(left), negated(right), op === 'AND' ? 'OR' : 'AND', place)
    }
    if (op in opposites) return { ...condition, op: opposites[op as keyof typeof opposites] }
  }
  if (condition.type === 'unary') {
    if (condition.op === 'IS NULL') return { ...condition, op: 'IS NOT NULL' }
    if (condition.op === 'IS NOT NULL') return { ...condition, op: 'IS NULL' }
  }
  if (condition.type === 'exists') return { ...condition, type: 'not exists' }
  if (condition.type === 'not exists') return { ...condition, type: 'exists' }
  if (condition.type === 'function' && condition.funcName === LIKE) {
    return call(NOT_LIKE, condition.args, place)
  }
  if (condition.type === 'in valuelist') return notAmong(condition)
  return { type: 'binary', op: '=', left: condition, right: literal(false, place), ...place }
}

/** NULL among the values: nothing is known not to be among them. */
function notAmong(condition: Extract<ExprNode, { type: 'in valuelist' }>): ExprNode {
  const place = placeOf(condition)
  if (condition.values.some((value) => value.type === 'literal' && value.value === null)) {
    return literal(false, place)
  }
  const known: ExprNode = { type: 'unary', op: 'IS NOT NULL', argument: condition.expr, ...place }
  return both(known, { type: 'unary', op: 'NOT', argument: condition, ...place }, 'AND', place)
}
