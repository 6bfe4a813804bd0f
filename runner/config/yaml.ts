import { LineCounter, parseDocument, type YAMLError } from 'yaml'
import type { Path, Problem, Span } from './problem.ts'
import { syntaxProblem } from './yaml-mistakes.ts'
import { YamlWalk } from './yaml-walk.ts'

/** A YAML text as plain values, with the place of every key and value kept. */
export interface YamlText {
  readonly text: string
  /** Maps are plain objects, lists are arrays; undefined where the text is no YAML or cannot be read whole. */
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** Where the key or the value at a path stands; of the nearest parent where the path does not exist. */
  readonly spanOf: (path: Path, at: 'key' | 'value') => Span
  /** Line and column, both from 1. */
  readonly positionOf: (offset: number) => Position
  /** The keys of the map at a path in the order of the text (objects put number-like keys first). */
  readonly keysAt: (path: Path) => readonly string[]
  /** The value at a path as it is written: `3.10` where the number is 3.1. */
  readonly sourceAt: (path: Path) => string
}

interface Position {
  readonly line: number
  readonly column: number
}

/** Reads YAML 1.2 with its positions. Every mistake of syntax, every duplicate key and every unknown tag is a problem. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const errors = firstOfEachLine([...document.errors, ...document.warnings], positionOf)
  const walk = new YamlWalk(document, positionOf)
  const read = document.errors.length > 0 ? undefined : walk.plain(document.contents, [], undefined)
  const value = walk.isComplete ? read : undefined
  return {
    text,
    value,
    problems: [...errors.map((error) => syntaxProblem(error, text, document)), ...walk.problems],
    spanOf: (path, at) => walk.spanOf(path, at),
    positionOf,
    keysAt: (path) => walk.keysAt(path),
    sourceAt: (path) => {
      const { from, to } = walk.spanOf(path, 'value')
      return text.slice(from, to).trim()
    },
  }
}

/** One slip often breaks every following token; the first on a line says enough, and five lines do. */
function firstOfEachLine(errors: readonly YAMLError[], positionOf: YamlText['positionOf']): YAMLError[] {
  const seen = new Set<number>()
  return errors.filter((error) => {
    const { line } = positionOf(error.pos[0])
    return seen.size < 5 && !seen.has(line) && seen.add(line)
  })
}
