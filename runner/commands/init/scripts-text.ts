/**
 * package.json with more scripts, every other character of it as it was.
 * Scripts that exist keep their lines. Undefined where the text is not a JSON object.
 */
export function withScripts(text: string, scripts: Readonly<Record<string, string>>): string | undefined {
  const json = parseObject(text)
  if (!json) return undefined
  const present = json.scripts
  if (present !== undefined && !isRecord(present)) return undefined
  const missing = Object.entries(scripts).filter(([name]) => !Object.hasOwn(present ?? {}, name))
  if (missing.length === 0) return text
  const style = styleOf(text)
  const lines = missing.map(([name, line]) => `${JSON.stringify(name)}: ${JSON.stringify(line)}`)
  const place = present === undefined ? undefined : closingBraceOf(text, 'scripts')
  if (place !== undefined) return insert(text, place, lines, style, 2)
  const inner = lines.map((line) => style.indent.repeat(2) + line).join(`,${style.end}`)
  const block = `"scripts": {${style.end}${inner}${style.end}${style.indent}}`
  return insert(text, text.lastIndexOf('}'), [block], style, 1)
}

interface Style {
  readonly indent: string
  readonly end: string
}

function styleOf(text: string): Style {
  return { indent: /\n([ \t]+)"/.exec(text)?.[1] ?? '  ', end: text.includes('\r\n') ? '\r\n' : '\n' }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    return isRecord(json) ? json : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Puts entries before a closing brace, after a comma where the object is not empty. */
function insert(
  text: string,
  brace: number,
  entries: readonly string[],
  { indent, end }: Style,
  depth: number,
): string {
  const before = text.slice(0, brace).trimEnd()
  const comma = before.endsWith('{') ? '' : ','
  const lines = entries.map((entry) => indent.repeat(depth) + entry).join(`,${end}`)
  return `${before}${comma}${end}${lines}${end}${indent.repeat(depth - 1)}${text.slice(brace)}`
}

/** Where the object under a key of the outermost object ends: the offset of its `}`. */
function closingBraceOf(text: string, key: string): number | undefined {
  let depth = 0
  let inside = false
  let lastKey = ''
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const [symbol] = token
    if (symbol.startsWith('"') && depth === 1) lastKey = JSON.parse(symbol) as string
    if (symbol === '{' || symbol === '[') {
      if (depth === 1 && lastKey === key) inside = true
      depth += 1
    }
    if (symbol === '}' || symbol === ']') {
      depth -= 1
      if (depth === 1 && inside) return token.index
    }
  }
  return undefined
}
