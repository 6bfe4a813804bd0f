import type { ExprNode, SelectStatement, Statement } from 'squirreling'

export type FunctionNode = Extract<ExprNode, { type: 'function' }>
export type IdentifierNode = Extract<ExprNode, { type: 'identifier' }>

/** Any part of a parsed question: it knows where it stands in the text, in characters from 0. */
export interface Node {
  readonly positionStart: number
  readonly positionEnd: number
  readonly type?: string
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'positionStart' in value
}

/** A copy in which each part is what `change` makes of it, the innermost first. Statements inside are left alone where `enters` says so. */
export function mapped<T>(
  value: T,
  change: (node: Node) => Node,
  enters: (node: Node) => boolean = () => true,
): T {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change, enters)) as T
  if (!isNode(value)) return value
  if (!enters(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, mapped(inner, change, enters)])
  return change(Object.fromEntries(entries)) as T
}

/** Every part, outermost first. */
export function* partsOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* partsOf(item)
  } else if (isNode(value)) {
    yield value
    for (const inner of Object.values(value)) yield* partsOf(inner)
  }
}

export function isStatement(node: Node): node is Statement {
  return node.type === 'select' || node.type === 'compound' || node.type === 'with'
}

export function isSelect(node: Node): node is SelectStatement {
  return node.type === 'select'
}

/** The parts of a condition that must all be true. */
export function conjuncts(condition: ExprNode | undefined): ExprNode[] {
  if (condition === undefined) return []
  if (condition.type === 'binary' && condition.op === 'AND') {
    return [...conjuncts(condition.left), ...conjuncts(condition.right)]
  }
  return [condition]
}

type Place = Pick<Node, 'positionStart' | 'positionEnd'>

export const placeOf = ({ positionStart, positionEnd }: Place) => ({ positionStart, positionEnd })

export function call(funcName: string, args: ExprNode[], place: Place): FunctionNode {
  return { type: 'function', funcName, args, ...placeOf(place) }
}

export function literal(value: string | number | boolean | null, place: Place): ExprNode {
  return { type: 'literal', value, ...placeOf(place) }
}

export function both(left: ExprNode, right: ExprNode, op: 'AND' | 'OR', place: Place): ExprNode {
  return { type: 'binary', op, left, right, ...placeOf(place) }
}
