import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { readFrontmatter } from './frontmatter.ts'
import { type Note, NoteError } from './note.ts'

/**
 * The notes of a folder, newest first, those without a date last. What begins with an underscore or a dot is no note: it may be
 * imported by notes.
 * @throws NoteError where a note is not as it should be, or two have the same address.
 */
export function readNotes(folder: string): readonly Note[] {
  const notes = noteFiles(folder).map((file) => readNote(folder, file))
  const bySlug = Map.groupBy(notes, ({ slug }) => slug)
  for (const [slug, same] of bySlug) {
    if (same.length < 2) continue
    const paths = same.map(({ path }) => path).join(' and ')
    throw new NoteError(`${paths} would have the same address, notes/${slug}/. Rename one of them.`)
  }
  return notes.sort((a, b) => compare(b.date ?? '', a.date ?? '') || compare(a.slug, b.slug))
}

/** Absolute paths in alphabetical order. */
export function noteFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.mdx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !pathIn(folder, file).split('/').some(isHidden))
    .sort()
}

function isHidden(name: string): boolean {
  return /^[_.]/.test(name) || name === 'node_modules'
}

function readNote(folder: string, file: string): Note {
  const path = pathIn(folder, file)
  const text = readFileSync(file, 'utf8')
  return { slug: slugOf(path), file, path, text, ...readFrontmatter(path, text) }
}

function pathIn(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/')
}

/** The name as an address, as GitHub makes addresses of headings. A name of nothing but signs is told by a hash. */
export function slugOf(path: string): string {
  const words = path
    .replace(/\.mdx?$/, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return words || `note-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
