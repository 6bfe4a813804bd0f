import type { ReportIndex } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { xml } from '../feed.ts'
import { urls } from '../urls.ts'
import type { Note } from './note.ts'

const MOST_ENTRIES = 100

/** The Atom feed of notes (RFC 4287), of those that have a date: without one an entry cannot say when it was updated. */
export function notesFeed(index: ReportIndex, notes: readonly Note[], site: URL | undefined): string {
  const address = (path: string) => (site ? new URL(path, site).href : path)
  const { name } = index.project
  const dated = notes.filter((note): note is Note & { date: string } => note.date !== null)
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>urn:perfledger:${encodeURIComponent(name)}:notes</id>`,
    `  <title>${xml(fill(words.frameNotesFeed, name))}</title>`,
    `  <updated>${dated[0] ? momentOf(dated[0].date) : xml(index.generatedAt)}</updated>`,
    `  <author><name>${xml(name)}</name></author>`,
    `  <link rel="self" type="application/atom+xml" href="${xml(address(urls.notesFeed()))}"/>`,
    `  <link rel="alternate" type="text/html" href="${xml(address(urls.notes()))}"/>`,
    ...dated
      .slice(0, MOST_ENTRIES)
      .flatMap((note) => [
        '  <entry>',
        `    <id>urn:perfledger:${encodeURIComponent(name)}:note:${encodeURIComponent(note.slug)}</id>`,
        `    <title>${xml(note.title)}</title>`,
        `    <updated>${momentOf(note.date)}</updated>`,
        `    <link rel="alternate" type="text/html" href="${xml(address(urls.note(note.slug)))}"/>`,
        ...note.tags.map((tag) => `    <category term="${xml(tag)}"/>`),
        `    <summary>${xml(note.summary || note.title)}</summary>`,
        '  </entry>',
      ]),
    '</feed>',
    '',
  ].join('\n')
}

function momentOf(date: string): string {
  return new Date(date).toISOString()
}
