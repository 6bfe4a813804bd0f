import { type Token, tokenizeSql } from 'squirreling'

/** A question in other words, and where its parts stood before. */
export interface Reworded {
  readonly sql: string
  /** A place in the new text, in characters from 0, as the place in the old one. */
  readonly placeBefore: (place: number) => number
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The engine knows no `JOIN b USING (x)`: it becomes `JOIN b ON a.x = b.x`, with the first table of the question for `a`. */
export function withoutUsing(sql: string): Reworded {
  const tokens = tokenizeSql(sql)
  const edits = tokens.flatMap((token, place) => (isUsing(token) ? (editAt(tokens, place) ?? []) : []))
  let reworded = ''
  let from = 0
  for (const { start, end, text } of edits) {
    reworded += sql.slice(from, start) + text
    from = end
  }
  return { sql: reworded + sql.slice(from), placeBefore: (place) => before(place, edits) }
}

function before(place: number, edits: readonly Edit[]): number {
  let moved = 0
  for (const { start, end, text } of edits) {
    const begins = start + moved
    if (place < begins) break
    if (place < begins + text.length) return start
    moved += text.length - (end - start)
  }
  return place - moved
}

const isUsing = ({ type, value }: Token) => type === 'identifier' && value.toUpperCase() === 'USING'
const isWord = (token: Token | undefined, word: string) => token?.type === 'keyword' && token.value === word
const isParen = (token: Token | undefined, paren: string) => token?.type === 'paren' && token.value === paren

/** Undefined where it is something else that is called so. */
function editAt(tokens: readonly Token[], place: number): Edit | undefined {
  const [using, joined] = [tokens[place] as Token, tokens[place - 1]]
  const columns: Token[] = []
  let index = place + 1
  if (joined?.type !== 'identifier' || !isParen(tokens[index], '(')) return undefined
  do {
    index += 1
    const column = tokens[index]
    if (column?.type !== 'identifier') return undefined
    columns.push(column)
    index += 1
  } while (tokens[index]?.type === 'comma')
  const end = tokens[index]
  const first = firstTable(tokens, place)
  if (!isParen(end, ')') || first === undefined) return undefined
  const equal = columns.map(
    ({ value }) => `${quoted(first)}.${quoted(value)} = ${quoted(joined.value)}.${quoted(value)}`,
  )
  return { start: using.positionStart, end: (end as Token).positionEnd, text: `ON ${equal.join(' AND ')}` }
}

/** What the first table of the same `FROM` is called. */
function firstTable(tokens: readonly Token[], place: number): string | undefined {
  let depth = 0
  for (let index = place - 1; index >= 0; index--) {
    const token = tokens[index] as Token
    if (isParen(token, ')')) depth += 1
    if (isParen(token, '(')) depth -= 1
    if (depth < 0) return undefined
    if (depth === 0 && isWord(token, 'FROM')) return nameAfter(tokens, index + 1)
  }
  return undefined
}

function nameAfter(tokens: readonly Token[], place: number): string | undefined {
  const end = isParen(tokens[place], '(') ? closing(tokens, place) : place
  const next = isWord(tokens[end + 1], 'AS') ? tokens[end + 2] : tokens[end + 1]
  if (next?.type === 'identifier' && !isUsing(next)) return next.value
  return tokens[end]?.type === 'identifier' ? tokens[end].value : undefined
}

function closing(tokens: readonly Token[], place: number): number {
  let depth = 0
  for (let index = place; index < tokens.length; index++) {
    if (isParen(tokens[index], '(')) depth += 1
    if (isParen(tokens[index], ')')) depth -= 1
    if (depth === 0) return index
  }
  return place
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
