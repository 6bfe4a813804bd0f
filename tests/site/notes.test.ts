import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, onTestFinished, test } from 'vitest'
import { notesFolderOf } from '../../runner/commands/notes-folder.ts'
import type { CaseSummary, ReportIndex } from '../../runner/report/model.ts'
import type { ChartDocument } from '../../site/lib/chart-data.ts'
import { notesFeed } from '../../site/lib/notes/feed.ts'
import { readNotes, slugOf } from '../../site/lib/notes/folder.ts'
import { readFrontmatter } from '../../site/lib/notes/frontmatter.ts'
import { notesAbout } from '../../site/lib/notes/marks.ts'
import type { Note } from '../../site/lib/notes/note.ts'
import { noteMarks } from '../../site/lib/notes/note-marks.ts'
import { caseNamed, casesNamed, pointSince, seriesNamed } from '../../site/lib/notes/references.ts'
import { searchDocument } from '../../site/lib/search.ts'

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-notes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const noteText = (...lines: string[]) => ['---', ...lines, '---', '', 'Words.', ''].join('\n')

const note: Note = {
  slug: 'one',
  file: '/notes/one.mdx',
  path: 'one.mdx',
  title: 'One',
  date: null,
  commit: null,
  tags: [],
  benchmarks: [],
  summary: '',
  text: `${noteText('title: One')}\n<Trend benchmark="gzp" />\n`,
}

const caseOf = (suite: string, benchmark: string, params: Record<string, number> = {}) =>
  ({
    slug: `${suite}-${benchmark}${Object.values(params).join('')}`,
    suite,
    benchmark,
    params,
    title: 'level' in params ? `${benchmark} (level=${params.level})` : benchmark,
    series: [],
  }) as unknown as CaseSummary

const index = {
  generatedAt: '2026-11-20T00:00:00.000Z',
  project: { name: 'P & <Q>' },
  environments: [{ fingerprint: 'e1', description: 'AMD EPYC · 2 cores' }],
  suites: [
    {
      slug: 'c',
      name: 'compression',
      cases: [
        caseOf('compression', 'gzip', { level: 1 }),
        caseOf('compression', 'gzip', { level: 9 }),
        caseOf('compression', 'brotli'),
      ],
    },
    { slug: 'f', name: 'files', cases: [caseOf('files', 'sort')] },
  ],
} as unknown as ReportIndex

const document = {
  commits: [
    { sha: 'aaaa11111111', tag: 'v1.0' },
    { sha: 'bbbb22222222', tag: '' },
    { sha: 'cccc33333333', tag: 'v1.1' },
  ],
  runs: {
    id: ['r1', 'r2', 'r3'],
    commit: [0, 1, 2],
    startedAt: ['2026-09-01T10:00:00.000Z', '2026-09-10T10:00:00.000Z', '2026-09-20T10:00:00.000Z'],
  },
  series: [{ metric: 'wall-time', unit: 'ns', environment: 'e1', run: [0, 1, 2] }],
} as unknown as ChartDocument
const series = document.series[0]!
const marked = { title: 'One', href: '/notes/one/', date: null, commit: null }

describe('the head of a note', () => {
  test('tells its title, date, commit, tags, benchmarks and summary', () => {
    const text = noteText(
      'title: The  new\tallocator',
      'date: 2026-11-03',
      'commit: v1.2',
      'tags: [memory, post-mortem]',
      'benchmarks: gzip',
      'summary: Less of it.',
    )
    expect(readFrontmatter('a.mdx', text)).toEqual({
      title: 'The new allocator',
      date: '2026-11-03',
      commit: 'v1.2',
      tags: ['memory', 'post-mortem'],
      benchmarks: ['gzip'],
      summary: 'Less of it.',
    })
  })

  test('takes a moment as one in UTC where it names no zone, and a commit of nothing but digits', () => {
    const read = (line: string) => readFrontmatter('a.mdx', noteText('title: T', line))
    expect(read('date: 2026-11-03 14:30').date).toBe('2026-11-03T14:30:00.000Z')
    expect(read('date: 2026-11-03T14:30+02:00').date).toBe('2026-11-03T12:30:00.000Z')
    expect(read('commit: 1234567').commit).toBe('1234567')
  })

  test('is read with the line endings of Windows too', () => {
    expect(readFrontmatter('a.mdx', '---\r\ntitle: T\r\n---\r\nWords.').title).toBe('T')
  })

  test.each([
    ['Just words.', 'a.mdx has no title. Begin it with the lines\n---\ntitle: What this is about\n---'],
    ['Words\n---\ntitle: T\n---\n', 'a.mdx has no title.'],
    [noteText('date: 2026-11-03'), 'a.mdx: `title` must be a text.'],
    [noteText('title: T', 'tag: x'), 'a.mdx:3: a note has no field `tag`. Did you mean `tags`?'],
    [noteText('title: T', 'author: Ada'), 'a.mdx:3: a note has no field `author`. A note has title, date,'],
    [noteText('title: T', 'date: yesterday'), 'a.mdx:3: `date` must be a day such as 2026-11-20'],
    [noteText('title: T', 'date: 2026-02-31'), 'a.mdx:3: `date` must be a day'],
    [noteText('title: T', 'commit: [a]'), 'a.mdx:3: `commit` must be a tag, or a commit of'],
    [noteText('title: T', 'tags: [{ a: b }]'), 'a.mdx:3: `tags` must be a text, or a list of them.'],
    [noteText('title: T', 'tags: [open'), 'a.mdx:'],
  ])('that is wrong is told with its line: %j', (text, message) => {
    expect(() => readFrontmatter('a.mdx', text)).toThrow(message)
  })
})

describe('the folder of notes', () => {
  test('gives notes newest first and leaves out what others import', () => {
    const folder = folderOf({
      'old.md': noteText('title: Old', 'date: 2025-01-01'),
      'sub/New one.mdx': noteText('title: New', 'date: 2026-01-01'),
      'timeless.mdx': noteText('title: Timeless'),
      '_part.mdx': 'no head',
      '_parts/x.mdx': 'no head',
      'node_modules/x/readme.md': 'no head',
      'picture.png': '',
    })
    expect(readNotes(folder).map(({ slug }) => slug)).toEqual(['sub-new-one', 'old', 'timeless'])
  })

  test('refuses two notes of one address, and names both', () => {
    const folder = folderOf({ 'a b.mdx': noteText('title: A'), 'a-b.md': noteText('title: B') })
    expect(() => readNotes(folder)).toThrow(
      'a b.mdx and a-b.md would have the same address, notes/a-b/. Rename one of them.',
    )
  })

  test('makes addresses of any name', () => {
    expect(slugOf('2026/Über „alles“.mdx')).toBe('2026-u-ber-alles')
    expect(slugOf('../..%2f.mdx')).toBe('2f')
    expect(slugOf('日本.mdx')).toMatch(/^note-[0-9a-f]{8}$/)
  })

  test('is the config’s, or perf-notes beside the config where there is one', () => {
    const root = folderOf({ 'perf-notes/a.mdx': noteText('title: A'), 'ours/b.mdx': noteText('title: B') })
    const site = {
      title: undefined,
      logo: undefined,
      accent: undefined,
      links: {},
      footer: undefined,
      css: undefined,
    }
    expect(notesFolderOf({ root, site: undefined })).toBe(join(root, 'perf-notes'))
    expect(notesFolderOf({ root, site: { ...site, notes: join(root, 'ours') } })).toBe(join(root, 'ours'))
    expect(notesFolderOf({ root: join(root, 'ours'), site: undefined })).toBeUndefined()
    expect(() => notesFolderOf({ root, site: { ...site, notes: join(root, 'gone') } })).toThrow(
      /`site.notes` names .*gone, which is not a folder/,
    )
  })
})

describe('what a note names', () => {
  test('is found by suite and case, by title, by benchmark, by suite, or by address', () => {
    const slugs = (name: string) => casesNamed(note, name, index).map(({ slug }) => slug)
    expect(slugs('compression / gzip (level=9)')).toEqual(['compression-gzip9'])
    expect(slugs('gzip (level=1)')).toEqual(['compression-gzip1'])
    expect(slugs('gzip')).toEqual(['compression-gzip1', 'compression-gzip9'])
    expect(slugs('compression')).toHaveLength(3)
    expect(slugs('files-sort')).toEqual(['files-sort'])
  })

  test('and does not exist is told with file, line and what was probably meant', () => {
    expect(() => casesNamed(note, 'gzp', index)).toThrow(
      'one.mdx:7: no benchmark of the ledger is called "gzp". Did you mean "gzip"?',
    )
  })

  test('must be one case where one is shown', () => {
    expect(() => caseNamed(note, 'gzip', index)).toThrow(
      '"gzip" has several cases, and one is shown. Name one of "compression / gzip (level=1)", "compression / gzip (level=9)".',
    )
  })

  test('may be a metric and an environment; wrong ones are told with the right ones', () => {
    expect(seriesNamed(note, 'brotli', document.series, 'wall-time', 'AMD', index)).toBe(series)
    expect(() => seriesNamed(note, 'brotli', document.series, 'walltime', undefined, index)).toThrow(
      'It has "wall-time".',
    )
    expect(() => seriesNamed(note, 'brotli', document.series, undefined, 'Apple', index)).toThrow(
      'It was in "AMD EPYC · 2 cores".',
    )
  })

  test.each([
    ['v1.1', 2],
    ['bbbb', 1],
    ['r2', 1],
    ['2026-09-05', 1],
    ['12 days', 1],
    ['30d', 0],
  ])('may be the time since %s', (since, place) => {
    expect(pointSince(note, 'brotli', document, series, since)).toBe(place)
  })

  test('may be a time since something that was never measured: then the tags are told', () => {
    expect(() => pointSince(note, 'brotli', document, series, 'v9')).toThrow(
      'brotli was not measured since "v9". Tags are "v1.0", "v1.1".',
    )
  })
})

describe('the mark of a note on a chart', () => {
  test('stands on the run of its commit, by hash or tag', () => {
    const place = { commit: 2, atMs: Date.parse('2026-09-20T10:00:00Z') }
    expect(noteMarks([{ ...marked, commit: 'v1.1' }], document)).toMatchObject([place])
    expect(noteMarks([{ ...marked, commit: 'cccc333' }], document)).toMatchObject([place])
    const whole = 'cccc333333330000000000000000000000000000'
    expect(noteMarks([{ ...marked, commit: whole }], document)).toMatchObject([place])
  })

  test('stands at its date where it has no commit, or one that was not measured', () => {
    const place = { commit: -1, atMs: Date.parse('2026-09-12') }
    expect(noteMarks([{ ...marked, date: '2026-09-12' }], document)).toMatchObject([place])
    expect(noteMarks([{ ...marked, date: '2026-09-12', commit: 'dddd4444' }], document)).toMatchObject([
      place,
    ])
  })

  test('is absent where neither is known', () => {
    expect(noteMarks([marked, { ...marked, commit: 'dddd4444' }], document)).toEqual([])
  })

  test('is on the charts that it names, and on all where it names none', () => {
    const about = (benchmarks: string[], slug: string) =>
      notesAbout([{ ...note, benchmarks }], { slug }, index).length
    expect(about([], 'files-sort')).toBe(1)
    expect(about(['gzip'], 'compression-gzip9')).toBe(1)
    expect(about(['gzip'], 'files-sort')).toBe(0)
  })
})

describe('what is told elsewhere of notes', () => {
  const hostile = { ...note, title: '</title><script>alert(1)</script>', date: '2026-11-03', tags: ['"><b>'] }

  test('is a feed of those with a date, whose words stay words', () => {
    const feed = notesFeed(index, [hostile, note], new URL('https://example.org'))
    expect(XMLValidator.validate(feed)).toBe(true)
    expect(feed).not.toContain('<script>')
    const { entry } = new XMLParser({ ignoreAttributes: false }).parse(feed).feed
    expect(entry).toMatchObject({ updated: '2026-11-03T00:00:00.000Z' })
    expect(entry.link['@_href']).toBe('https://example.org/notes/one/')
  })

  test('is found by the search', () => {
    const { entries } = searchDocument(index, [], [hostile])
    expect(entries.filter(({ kind }) => kind === 'note')).toEqual([
      { kind: 'note', title: hostile.title, detail: '2026-11-03, "><b>', href: '/notes/one/' },
    ])
  })
})
