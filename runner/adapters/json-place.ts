import { OutputError } from './adapter.ts'

/**
 * A value inside a JSON document that knows where it stands, so that every complaint names the place:
 * `results[2].times[0]: expected a number, found "fast"`.
 */
export class JsonPlace {
  readonly value: unknown
  readonly path: string

  constructor(value: unknown, path: string) {
    this.value = value
    this.path = path
  }

  get isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)
  }

  get isList(): boolean {
    return Array.isArray(this.value)
  }

  /** True where the key exists with anything but null. */
  has(key: string): boolean {
    return this.isObject && (this.value as Record<string, unknown>)[key] != null
  }

  /** The value under a key; an undefined value where the key is absent. */
  at(key: string): JsonPlace {
    const fields = this.isObject ? (this.value as Record<string, unknown>) : {}
    const path = this.path === '' ? key : `${this.path}.${key}`
    return new JsonPlace(Object.hasOwn(fields, key) ? fields[key] : undefined, path)
  }

  entries(): [string, JsonPlace][] {
    if (!this.isObject) throw this.expected('an object')
    return Object.keys(this.value as object).map((key) => [key, this.at(key)])
  }

  list(): JsonPlace[] {
    if (!Array.isArray(this.value)) throw this.expected('a list')
    return this.value.map((value, index) => new JsonPlace(value, `${this.path}[${index}]`))
  }

  number(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) throw this.expected('a number')
    return this.value
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.expected('a text')
    return this.value
  }

  /** The numbers of a list that may be absent: undefined then, and where it is empty. */
  optionalNumbers(): number[] | undefined {
    if (this.value === undefined || this.value === null) return undefined
    const numbers = this.list().map((place) => place.number())
    return numbers.length > 0 ? numbers : undefined
  }

  optionalNumber(): number | undefined {
    return this.value === undefined || this.value === null ? undefined : this.number()
  }

  expected(what: string): OutputError {
    const found = this.value === undefined ? 'nothing' : JSON.stringify(this.value).slice(0, 60)
    return new OutputError(`${this.path || 'the top level'}: expected ${what}, found ${found}`)
  }
}

/**
 * Reads JSON, also where a package manager printed its own lines around it.
 * @throws OutputError with line and column where the text is cut off or malformed.
 */
export function readJson(text: string): JsonPlace {
  const inner = jsonPart(text)
  try {
    return new JsonPlace(JSON.parse(inner), '')
  } catch (error) {
    const above = text.slice(0, text.indexOf(inner)).split('\n').length - 1
    throw new OutputError(`not valid JSON: ${placed((error as Error).message, inner.trimEnd(), above)}`)
  }
}

/** The message with line and column in the whole output; where it has none, the document ended too early. */
function placed(message: string, document: string, linesAbove: number): string {
  const known = / in JSON at position \d+ \(line (\d+) column (\d+)\)/.exec(message)
  const lines = document.split('\n')
  const [line, column] = known ? [Number(known[1]), known[2]] : [lines.length, lines.at(-1)!.length + 1]
  return `${message.replace(known?.[0] ?? '', '')} (line ${linesAbove + line} column ${column})`
}

/** The text that was tried last, and what it held: detection asks every adapter about the same text. */
let tried: { readonly text: string; readonly document: JsonPlace | undefined } | undefined

/** What `readJson` would give, or undefined where that would throw: for detection. */
export function tryJson(text: string): JsonPlace | undefined {
  if (tried?.text !== text) tried = { text, document: parsedOrNothing(text) }
  return tried.document
}

function parsedOrNothing(text: string): JsonPlace | undefined {
  try {
    return readJson(text)
  } catch {
    return undefined
  }
}

/** From the first line that opens an object or a list on: what npm and yarn print before it is not JSON. */
function jsonPart(text: string): string {
  const start = /^[ \t]*[[{]/m.exec(text)
  if (!start) throw new OutputError('no JSON in the output')
  const tail = text.slice(start.index)
  const end = Math.max(tail.lastIndexOf('}'), tail.lastIndexOf(']'))
  return end < 0 || /\S/.test(tail.slice(end + 1)) === false ? tail : closed(tail, end)
}

/** Cuts lines that follow a complete document; a document that is itself cut off stays whole and fails to parse. */
function closed(tail: string, end: number): string {
  const candidate = tail.slice(0, end + 1)
  try {
    JSON.parse(candidate)
    return candidate
  } catch {
    return tail
  }
}
