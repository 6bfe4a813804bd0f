import type { ErrorCode, YAMLError } from 'yaml'
import type { Problem } from './problem.ts'

/** What the parser's codes mean for a person who writes a config. */
const SAID: Partial<Record<ErrorCode, { readonly title: string; readonly expected?: string }>> = {
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

/** A mistake that the YAML parser found, in words. */
export function syntaxProblem(error: YAMLError, text: string): Problem {
  const [from, to] = error.pos
  const said = SAID[error.code] ?? { title: parserWords(error.message) }
  return { path: [], at: 'value', span: { from, to: oneLine(text, from, to) }, ...said }
}

/** The parser's own sentence, as a title here. */
function parserWords(message: string): string {
  const sentence = message
    .split('\n')[0]!
    .trim()
    .replace(/"quote$/, '`"`')
    .replace(/'quote$/, "`'`")
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

function oneLine(text: string, from: number, to: number): number {
  const end = text.indexOf('\n', from)
  return Math.max(from, Math.min(to, end < 0 ? text.length : end))
}
