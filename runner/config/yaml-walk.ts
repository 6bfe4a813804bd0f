import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { Path, Problem, Span } from './problem.ts'

/** More than any config needs, and few enough that a bomb of aliases ends at once. */
const MAX_VALUES = 50_000
const MAX_DEPTH = 50

interface Place {
  readonly key: Span | undefined
  readonly value: Span
  readonly keys: string[]
}

const placeKey = (path: Path): string => JSON.stringify(path)

/** Turns the nodes of a document into plain values and remembers where each stood. */
export class YamlWalk {
  readonly problems: Problem[] = []
  /** False where an alias leads nowhere or to too much, so that the values lack a part. */
  isComplete = true
  readonly #places = new Map<string, Place>()
  readonly #document: Document
  readonly #positionOf: (offset: number) => { readonly line: number }
  #values = 0

  constructor(document: Document, positionOf: (offset: number) => { readonly line: number }) {
    this.#document = document
    this.#positionOf = positionOf
  }

  /** The value of a node. `key` is the span of the key before it. */
  plain(node: unknown, path: Path, key: Span | undefined): unknown {
    const place: Place = { key, value: spanOfNode(node) ?? key ?? { from: 0, to: 0 }, keys: [] }
    if (!this.#mayEnter(path)) return undefined
    this.#places.set(placeKey(path), place)
    const target = isAlias(node) ? this.#resolve(node, path, place.value) : node
    if (isMap(target)) return this.#map(target.items, path, place)
    if (isSeq(target)) return target.items.map((item, index) => this.plain(item, [...path, index], undefined))
    return isScalar(target) ? target.value : null
  }

  keysAt(path: Path): readonly string[] {
    return this.#places.get(placeKey(path))?.keys ?? []
  }

  spanOf(path: Path, at: 'key' | 'value'): Span {
    const place = this.#places.get(placeKey(path))
    if (place) return at === 'key' ? (place.key ?? place.value) : place.value
    return path.length === 0 ? { from: 0, to: 0 } : this.spanOf(path.slice(0, -1), 'key')
  }

  /** False once the document is too large or too deep; told once, at the place where it became so. */
  #mayEnter(path: Path): boolean {
    this.#values += 1
    if (this.#values <= MAX_VALUES && path.length <= MAX_DEPTH) return true
    if (this.#values !== Infinity) {
      const title = 'the config becomes too large when its aliases are expanded'
      const expected = `at most ${MAX_VALUES} values, nested at most ${MAX_DEPTH} deep`
      this.problems.push({ path: path.slice(0, 1), at: 'key', title, expected })
    }
    this.#values = Infinity
    this.isComplete = false
    return false
  }

  #resolve(alias: Alias, path: Path, span: Span): unknown {
    const target = alias.resolve(this.#document)
    if (!target) {
      const title = `no anchor \`&${alias.source}\` stands before this alias`
      this.problems.push({ path, at: 'value', span, title })
      this.isComplete = false
    }
    return target
  }

  #map(items: readonly Pair[], path: Path, place: Place): Record<string, unknown> {
    const result: Record<string, unknown> = {}
    for (const pair of items) {
      const span = spanOfNode(pair.key) ?? place.value
      const name = this.#keyName(pair.key, path, span)
      if (name === undefined || this.#isDuplicate(name, path, place, span)) continue
      place.keys.push(name)
      result[name] = this.plain(pair.value, [...path, name], span)
    }
    return result
  }

  #keyName(key: unknown, path: Path, span: Span): string | undefined {
    const name = nameOf(key)
    if (name !== undefined && name !== '__proto__' && name !== '<<') return name
    this.problems.push({ path, at: 'value', span, ...keyMistake(name) })
    return undefined
  }

  #isDuplicate(name: string, path: Path, place: Place, span: Span): boolean {
    if (!place.keys.includes(name)) return false
    const first = this.#positionOf(this.spanOf([...path, name], 'key').from).line
    const title = `duplicate key \`${name}\``
    const expected = `each name once; the first one stands on line ${first}`
    this.problems.push({ path: [...path, name], at: 'key', span, title, expected })
    return true
  }
}

/** Keys are names: the text as written, so that `1.0` stays `1.0`. Undefined for lists, maps and nothing as key. */
function nameOf(key: unknown): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function keyMistake(name: string | undefined): Pick<Problem, 'title' | 'expected'> {
  if (name === '<<') {
    const title = 'merge keys (`<<`) are not part of YAML 1.2'
    return { title, expected: 'shared settings under `defaults` or in the suite' }
  }
  const title = name === undefined ? 'this key is not a name' : `\`${name}\` cannot be a name`
  return { title, expected: 'a text as key' }
}

function spanOfNode(node: unknown): Span | undefined {
  const range = (node as Node | null | undefined)?.range
  return range ? { from: range[0], to: range[1] } : undefined
}
