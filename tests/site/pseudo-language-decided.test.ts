import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RunPage } from '../../runner/report/model.ts'
import { openReport } from '../../site/lib/report.ts'
import type { Card } from '../../site/lib/share/card.ts'
import { builtPages } from './built-pages.ts'
import { decidedHistory, decisionsOn, REASON } from './decided-history.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from './site-under-test.ts'
import { machineTexts, markedWords, recordedTexts, shownTexts, unmarked, xmlTexts } from './unmarked-words.ts'

let folder: string
let site: SiteUnderTest
let report: string
let recorded: readonly string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-pseudo-decided-'))
  writeFileSync(join(folder, 'method.md'), '# ⟦The method⟧\n')
  const words = { ...markedWords(), methodPage: 'method.md' }
  writeFileSync(join(folder, 'words.yaml'), JSON.stringify(words))
  const runs = decidedHistory()
  report = await writeTestReport('pseudo-decided', runs, decisionsOn(runs))
  recorded = recordedTexts(report)
  site = await siteUnderTest('pseudo-decided', report, '/', { wordsFile: join(folder, 'words.yaml') })
}, 120_000)

afterAll(async () => {
  await site?.stop()
  rmSync(folder, { recursive: true, force: true })
  vi.unstubAllGlobals()
})

const unexplained = (texts: readonly string[]) => [
  ...new Set(texts.flatMap((text) => unmarked(text, recorded) || [])),
]

describe('in a language in which every word is marked, what people decided', () => {
  test('is told on every page in words that somebody can translate', async () => {
    const pages = await builtPages(site.outFolder)
    const found = pages.map(({ path, html }) => ({ path, unmarked: unexplained(shownTexts(html)) }))
    expect(found.filter((page) => page.unmarked.length > 0)).toEqual([])
  })

  test('is so in the feed and in the pictures of charts', () => {
    const told = machineTexts(site.outFolder)
    const feed = told.find(({ file }) => file === 'changes.xml')!.texts.join('\n')
    expect(feed).toContain(REASON)
    expect(feed).toMatch(/⟦taken back by ⟧/)
    const found = told.map(({ file, texts }) => ({ file, unmarked: unexplained(texts) }))
    expect(found.filter((one) => one.unmarked.length > 0)).toEqual([])
  })
})

/** The font of the pictures has no ⟦ and no ⟧. */
const drawable = (text: string) => text.replaceAll('⟦', '«').replaceAll('⟧', '»')
const undrawn = (text: string) => text.replaceAll('«', '⟦').replaceAll('»', '⟧')

describe('in that language, the picture of a shared link', () => {
  /** The code of the pictures with other words, as a build has them. */
  async function withMarkedWords() {
    const entries = Object.entries(markedWords()).map(([name, text]) => [name, drawable(text)])
    vi.stubGlobal('__SITE_WORDS__', Object.fromEntries(entries))
    vi.resetModules()
    const { projectCard, runCard } = await import('../../site/lib/share/cards.ts')
    const { cardSvg, printable } = await import('../../site/lib/share/card.ts')
    /** A sentence goes on in the next line: they are read as one. */
    const left = (card: Card) => unmarked(undrawn(xmlTexts(cardSvg(card)).join(' ')), recorded)
    return { projectCard, runCard, printable, left }
  }

  /** A run of each outcome that a picture tells in its own words. */
  function outcomes(): RunPage[] {
    const door = openReport(report)
    const pages = door.runs().runs.map(({ id }) => door.run(id))
    const one = pages.find(({ run }) => run.counts !== null)!
    const none = Object.fromEntries(Object.keys(one.run.counts!).map((state) => [state, 0]))
    const states = Object.keys(none)
    const counted = states.map((state) => ({ ...none, [state]: 3 }))
    const told = [null, none, ...counted] as RunPage['run']['counts'][]
    return [
      ...pages,
      ...told.map((counts) => ({ ...one, run: { ...one.run, counts } })),
      ...told.map((counts) => ({ ...one, cases: [], run: { ...one.run, counts } })),
    ]
  }

  test('tells nothing in words that nobody can translate', async () => {
    const { projectCard, runCard, left } = await withMarkedWords()
    const index = openReport(report).index()
    const generated = { ...index, project: { ...index.project, generated: true } }
    expect(left(projectCard(generated))).toBe('')
    expect(outcomes().map((page) => left(runCard(generated, page, '')))).toEqual(outcomes().map(() => ''))
  })

  test('says what an arrow says', async () => {
    const { printable } = await withMarkedWords()
    expect(printable('a → b')).toBe('a «to» b')
  })
})
