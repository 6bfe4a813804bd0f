import type { ExprNode, Statement } from 'squirreling'
import type { Value } from '../values.ts'
import { isNode, isStatement, literal, type Node, partsOf, placeOf } from './nodes.ts'

type Inner = Extract<ExprNode, { subquery: Statement }>
type WithTables = Extract<Statement, { type: 'with' }>['ctes']

/** Rows of a statement, each as its values. */
export type Answers = (statement: Statement, most: number) => Promise<readonly (readonly Value[])[]>

/**
 * The same question with the questions inside its conditions answered, each once: the engine would ask them again for every row. Those
 * that depend on the row stay.
 */
export async function withInnerAnswers(statement: Statement, answers: Answers): Promise<Statement> {
  return (await changed(statement, [], answers)) as Statement
}

async function changed(value: unknown, withTables: WithTables, answers: Answers): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => changed(item, withTables, answers)))
  if (!isNode(value)) return value
  const known = isStatement(value) && value.type === 'with' ? [...withTables, ...value.ctes] : withTables
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, inner]) => [key, await changed(inner, known, answers)] as const),
  )
  const node = Object.fromEntries(entries) as unknown as Node
  return isInner(node) && !dependsOnRow(node.subquery) ? answered(node, withTables, answers) : node
}

function isInner(node: Node): node is Inner {
  return 'subquery' in node
}

/** A name before a column that the inner question does not have itself. */
function dependsOnRow(statement: Statement): boolean {
  const parts = [...partsOf(statement)]
  const own = new Set(
    parts.flatMap((part) => {
      const { table, alias } = part as { table?: string; alias?: string }
      return [table, alias].filter((name) => name !== undefined)
    }),
  )
  return parts.some((part) => {
    const { type, prefix } = part as Extract<ExprNode, { type: 'identifier' }>
    return type === 'identifier' && prefix !== undefined && !own.has(prefix)
  })
}

async function answered(node: Inner, withTables: WithTables, answers: Answers): Promise<Node> {
  const place = placeOf(node)
  const statement: Statement =
    withTables.length === 0
      ? node.subquery
      : { type: 'with', ctes: withTables, query: node.subquery, ...place }
  if (node.type === 'in') {
    const rows = await answers(statement, Number.POSITIVE_INFINITY)
    const values = new Set(rows.map(([first = null]) => first))
    return {
      type: 'in valuelist',
      expr: node.expr,
      values: [...values].map((value) => valueNode(value, node)),
      ...place,
    } as Node
  }
  const [first] = await answers(statement, 1)
  if (node.type === 'subquery') return valueNode(first?.[0] ?? null, node)
  return literal((first !== undefined) === (node.type === 'exists'), place)
}

function valueNode(value: Value, node: Node): ExprNode {
  return { type: 'literal', value: value as string, ...placeOf(node) }
}
