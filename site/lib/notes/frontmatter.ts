import { parseDocument } from 'yaml'
import { nearest } from '../nearest.ts'
import { type Note, NoteError, placeOf } from './note.ts'

/** What stands between the two lines `---` at the head of a note. */
export type Frontmatter = Pick<Note, 'title' | 'date' | 'commit' | 'tags' | 'benchmarks' | 'summary'>

const FIELDS = ['title', 'date', 'commit', 'tags', 'benchmarks', 'summary'] as const

const BLOCK = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n?^---[ \t]*(?:\r?\n|$)/m

/**
 * Reads and checks the head of a note; what is wrong is told with its line.
 * @throws NoteError
 */
export function readFrontmatter(path: string, text: string): Frontmatter {
  const block = BLOCK.exec(text)
  if (block?.index !== 0) {
    throw new NoteError(`${path} has no title. Begin it with the lines\n---\ntitle: What this is about\n---`)
  }
  const said = fieldsOf(path, text, block[1]!)
  const fail = (field: string, wanted: string): never => {
    throw new NoteError(`${placeOf({ path, text }, `${field}:`)}: \`${field}\` must be ${wanted}.`)
  }
  return {
    title: textOf(said.title) ?? fail('title', 'a text'),
    summary: optional(said.summary, textOf, () => fail('summary', 'a text')) ?? '',
    date: optional(said.date, dateOf, () =>
      fail('date', 'a day such as 2026-11-20, or a moment such as 2026-11-20T14:30Z'),
    ),
    commit: optional(said.commit, commitOf, () => fail('commit', 'a tag, or a commit of 7 to 40 hex digits')),
    tags: optional(said.tags, textsOf, () => fail('tags', 'a text, or a list of them')) ?? [],
    benchmarks:
      optional(said.benchmarks, textsOf, () => fail('benchmarks', 'a benchmark, or a list of them')) ?? [],
  }
}

function fieldsOf(path: string, text: string, block: string): Record<string, unknown> {
  const document = parseDocument(block, { schema: 'failsafe', prettyErrors: false })
  const [error] = document.errors
  if (error) {
    // The block begins on the second line.
    const line = block.slice(0, error.pos[0]).split('\n').length + 1
    throw new NoteError(`${path}:${line}: ${error.message}`)
  }
  const said: unknown = document.toJS()
  if (said === null) return {}
  if (typeof said !== 'object' || Array.isArray(said)) {
    throw new NoteError(`${path}: between the lines --- stand fields such as \`title: …\`.`)
  }
  const unknown = Object.keys(said).find((name) => !(FIELDS as readonly string[]).includes(name))
  if (unknown === undefined) return said as Record<string, unknown>
  const meant = nearest(unknown, FIELDS)
  const advice = meant ? `Did you mean \`${meant}\`?` : `A note has ${FIELDS.join(', ')}.`
  throw new NoteError(`${placeOf({ path, text }, unknown)}: a note has no field \`${unknown}\`. ${advice}`)
}

function optional<T>(value: unknown, read: (value: unknown) => T | null, fail: () => never): T | null {
  return value === undefined || value === '' ? null : (read(value) ?? fail())
}

/** On one line, as titles are shown. */
function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : ''
  return text === '' ? null : text
}

function textsOf(value: unknown): readonly string[] | null {
  const list = Array.isArray(value) ? value.map(textOf) : [textOf(value)]
  return list.every((text) => text !== null) ? list : null
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/** A day stays a day; a moment without a zone is in UTC. */
function dateOf(value: unknown): string | null {
  if (typeof value !== 'string' || !DATE.test(value)) return null
  const moment = value.replace(' ', 'T')
  const isDay = moment.length === 10
  const zoned = isDay || /(?:Z|[+-]\d{2}:?\d{2})$/.test(moment) ? moment : `${moment}Z`
  const date = new Date(zoned)
  if (Number.isNaN(date.getTime())) return null
  // 2026-02-31 would become the 3rd of March.
  if (isDay) return date.toISOString().startsWith(moment) ? moment : null
  return date.toISOString()
}

/** A hash may be all digits, a tag is anything without a space. */
function commitOf(value: unknown): string | null {
  return typeof value === 'string' && /^\S{1,100}$/.test(value) ? value : null
}
