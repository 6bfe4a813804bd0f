import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite } from '../../runner/commands/astro-site.ts'
import type { PublishedLedger } from '../../runner/report/model.ts'
import { plural } from '../../site/lib/format.ts'
import { methodSection } from '../../site/lib/method-section.ts'
import { checkWords, fill, sentenceParts, translated } from '../../site/lib/translate.ts'
import { exploreView } from '../../site/lib/views/explore.ts'
import { allWords } from '../../site/words.ts'
import { writeTestReport } from './site-under-test.ts'

describe('words', () => {
  test('are filled in by place, in the order of the language', () => {
    expect(fill('{0} of {1}', 2, 3)).toBe('2 of 3')
    expect(fill('{1}: {0}', 'a', 'b')).toBe('b: a')
    expect(fill('{0}{2}', 'a')).toBe('a')
  })

  test('are English where a config gives no other', () => {
    const english = { overview: 'Overview', changes: 'Changes' }
    expect(translated(english, { overview: 'Übersicht' })).toEqual({
      overview: 'Übersicht',
      changes: 'Changes',
    })
    expect(plural(1, 'run')).toBe('1 run')
    expect(plural(2, 'series')).toBe('2 series')
  })

  test('of a config must be words of the dashboard; the nearest is told', () => {
    expect(() => checkWords(allWords(), { pageOvervew: 'x' })).toThrow(
      'has `pageOvervew`, which is no word of the dashboard. Did you mean `pageOverview`?',
    )
    expect(() => checkWords(allWords(), { language: 'pl', countRunFew: '{0} przebiegi' })).not.toThrow()
  })

  test('of a config fill in nothing that the English ones do not have', () => {
    expect(() => checkWords({ runs: '{0} runs' }, { runs: '{1} Läufe' })).toThrow(
      'The word `runs` fills in {1}, which the English one does not have: "{0} runs".',
    )
  })

  test('are the parts of a sentence around its links, wherever the language has them', () => {
    expect(sentenceParts('On {0}, at {1}.', [0, 1])).toEqual(['On ', 0, ', at ', 1, '.'])
    expect(sentenceParts('{1}, {0}', [0, 1])).toEqual(['', 1, ', ', 0, ''])
    expect(sentenceParts('{0}', [])).toEqual(['', 0, ''])
  })

  test('of a config cannot lose a link of the page', () => {
    expect(() => sentenceParts('Siehe {0}', [0, 1])).toThrow(
      'The words "Siehe {0}" must have {1} somewhere: a link or a value of the page stands there.',
    )
  })

  test('tell what every table and column holds that can be asked for', () => {
    const published = { version: 1, files: [], ranks: [] } as unknown as PublishedLedger
    const told = exploreView(published, undefined).tables
    expect(
      told.flatMap(({ about, columns }) => [about, ...columns.map((column) => column.about)]),
    ).not.toContain('')
  })

  test('stand once: no two names of one page have the same text', () => {
    const texts = Object.entries(allWords())
      // Forms of one word, and columns of several tables, may be alike.
      .filter(([name]) => !/(?:One|Other)$|^exploreColumn/.test(name))
      .map(([name, text]) => `${/^[a-z]+/.exec(name)}: ${text}`)
    expect(texts.filter((text, place) => texts.indexOf(text) !== place)).toEqual([])
  })
})

describe('a section of the page about the method', () => {
  const page = (...slugs: string[]) => [
    { depth: 1, slug: 'title' },
    ...slugs.flatMap((slug) => [
      { depth: 2, slug },
      { depth: 3, slug: `${slug}-more` },
    ]),
  ]
  const english = page('significant', 'verdicts', 'words')

  test('is that of the same place in a translation', () => {
    expect(methodSection('verdicts', english, english)).toBe('verdicts')
    expect(methodSection('verdicts', english, page('bedeutsam', 'urteile', 'wörter'))).toBe('urteile')
  })

  test('is the one that says so in a page with other sections', () => {
    expect(methodSection('verdicts', english, page('a', 'b', 'c', 'verdicts'))).toBe('verdicts')
    expect(methodSection('verdicts', english, page('verdicts', 'b', 'c'))).toBe('verdicts')
    expect(methodSection('verdicts', english, page('urteile'))).toBe('verdicts')
  })
})

describe('a dashboard with the words of a config', () => {
  let folder: string
  let report: string

  const target = () => ({
    reportFolder: report,
    wordsFile: join(folder, 'words.yaml'),
    outFolder: join(report, '../../dist-words'),
    cacheFolder: join(folder, 'cache'),
    base: '/',
    siteUrl: undefined,
  })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'perfledger-words-'))
    report = await writeTestReport('words')
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('tells it in its language, numbers of things and dates too', async () => {
    writeFileSync(
      join(folder, 'words.yaml'),
      [
        'language: de',
        'changesLately: Was sich <zuletzt> geändert hat',
        'verdictRegressed: verschlechtert',
        "countRunOther: '{0} Läufe'",
        "overviewLatestRunOnBranch: 'Von {1} auf {2}: der neueste Lauf, {0}'",
      ].join('\n'),
    )
    await buildSite(target())
    const page = await readFile(join(target().outFolder, 'index.html'), 'utf8')
    expect(page).toContain('<html lang="de">')
    expect(page).toContain('Was sich &lt;zuletzt&gt; geändert hat')
    expect(page).toContain('verschlechtert')
    expect(page).toMatch(/\d+ Läufe/)
    expect(page).toContain('26. Sept. 2026')
    expect(page).toMatch(
      /Von <span class="commit">.*<\/span> auf <b>main<\/b>: der neueste Lauf, <a href="[^"]*"><time /,
    )
  }, 60_000)

  test('takes the page about the method from a file beside the words, with the shapes of its verdicts', async () => {
    writeFileSync(join(folder, 'words.yaml'), 'language: de\nmethodPage: method.de.mdx')
    const sections = Array.from({ length: 8 }, (_, place) => `## Teil ${place + 1}`)
    writeFileSync(
      join(folder, 'method.de.mdx'),
      ['# Die Methode', 'Was neu ist, ist <Word state="ok" />.', ...sections].join('\n\n'),
    )
    await buildSite(target())
    const page = await readFile(join(target().outFolder, 'method/index.html'), 'utf8')
    expect(page).toContain('<h1 id="die-methode">Die Methode</h1>')
    expect(page).toMatch(/Was neu ist, ist <span class="verdict" data-state="ok"/)
    expect(page).not.toContain('How verdicts are made</h1>')
    const linking = await readFile(join(target().outFolder, 'compare/index.html'), 'utf8')
    expect(linking).toContain('<a href="/method/#teil-4">')
  }, 60_000)

  test('is not built with a page about the method that is not there', async () => {
    writeFileSync(join(folder, 'words.yaml'), 'methodPage: methode.mdx')
    await expect(buildSite(target())).rejects.toThrow(
      /`methodPage` names .*methode\.mdx, which is no \.mdx or \.md/,
    )
  }, 60_000)

  test('is not built with a sentence that has lost its link', async () => {
    writeFileSync(join(folder, 'words.yaml'), 'frameFoot: Gemacht mit perfledger {0}.')
    await expect(buildSite(target())).rejects.toThrow(
      'The words "Gemacht mit perfledger {0}." must have {1} somewhere',
    )
  }, 60_000)

  test('is not built with a word that does not exist', async () => {
    writeFileSync(join(folder, 'words.yaml'), 'pageOverviw: Übersicht')
    await expect(buildSite(target())).rejects.toThrow(
      /no word of the dashboard\. Did you mean `pageOverview`\?/,
    )
  }, 60_000)
})
