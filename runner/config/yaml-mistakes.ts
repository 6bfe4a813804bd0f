import { type Document, type ErrorCode, type Scalar, visit, type YAMLError } from 'yaml'
import type { Problem } from './problem.ts'

type Said = Pick<Problem, 'title' | 'expected'>

/** What the parser's codes mean for a person who writes a config. */
const SAID: Partial<Record<ErrorCode, Said>> = {
  TAB_AS_INDENT: { title: 'a tab indents this line', expected: 'spaces; YAML does not allow tabs here' },
  BAD_INDENT: {
    title: 'this line is not indented as the lines around it',
    expected: 'the same number of spaces for all keys of one map, more for what is inside',
  },
  MULTILINE_IMPLICIT_KEY: {
    title: 'a `:` is missing, or this line is not indented as the lines around it',
    expected: '`name: value`, or a name and a colon with an indented block below',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    title: 'a second `: ` stands in this line',
    expected: 'quotes around a text that holds `: `',
  },
  MULTIPLE_DOCS: { title: 'a second document starts here (`---`)', expected: 'one document in the file' },
  BAD_ALIAS: { title: 'this alias is not written correctly', expected: '`*name`, with `&name` before it' },
  BAD_SCALAR_START: {
    title: 'a text cannot start with this character',
    expected: 'quotes around the text',
  },
  BAD_DQ_ESCAPE: {
    title: 'unknown escape in double quotes',
    expected: 'single quotes, or `\\\\` for a backslash',
  },
  TAG_RESOLVE_FAILED: { title: 'unknown tag', expected: 'plain values without `!tags`' },
  RESOURCE_EXHAUSTION: { title: 'the config is nested too deep to be read' },
  KEY_OVER_1024_CHARS: { title: 'this key is longer than YAML allows', expected: 'at most 1024 characters' },
}

const OPEN_BRACKET: Said = {
  title: 'a `{` or `[` before this line is never closed',
  expected: '`}` or `]` on the same line, or on a line that is indented further',
}

/** A mistake that the YAML parser found, in words. */
export function syntaxProblem(error: YAMLError, text: string, document: Document): Problem {
  const said = /^Flow (?:map|sequence) in block/.test(error.message) ? OPEN_BRACKET : SAID[error.code]
  const open = error.code === 'MISSING_CHAR' ? openQuoteBefore(error.pos[0], document) : undefined
  if (open !== undefined) {
    const quote = text.charAt(open)
    const title = `this quote (\`${quote}\`) is never closed`
    return { path: [], at: 'value', span: { from: open, to: open + 1 }, title }
  }
  // How deep is too deep depends on the stack; the line does not.
  const from = error.code === 'RESOURCE_EXHAUSTION' ? lineStart(text, error.pos[0]) : error.pos[0]
  const span = onOneLine(text, from, error.pos[1])
  return { path: [], at: 'value', span, ...(said ?? { title: parserWords(error.message) }) }
}

/** Where the quoted text starts that ends at this place: the parser names only the end of the file. */
function openQuoteBefore(end: number, document: Document): number | undefined {
  let open: number | undefined
  visit(document, {
    Scalar: (_key, { type, range }: Scalar) => {
      if (type?.startsWith('QUOTE') && range && range[1] >= end - 1) open = range[0]
    },
  })
  return open
}

/** The parser's own sentence, as a title here. */
function parserWords(message: string): string {
  const sentence = message.split('\n')[0]!.trim()
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

/** From the first character that is not blank to the end of the line at most. */
function onOneLine(text: string, from: number, to: number): { from: number; to: number } {
  const blanks = /^ */.exec(text.slice(from))![0].length
  const start = from + blanks < text.length ? from + blanks : from
  const end = text.indexOf('\n', start)
  return { from: start, to: Math.max(start, Math.min(to, end < 0 ? text.length : end)) }
}
