import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunDocument } from '../../runner/report/model.ts'
import { type BuiltPage, builtPages } from './built-pages.ts'
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts'
import { measuredHistory } from './measured-history.ts'
import { shortTimeline } from './short-timeline.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from './site-under-test.ts'
import { machineTexts, markedWords, recordedTexts, shownTexts, unmarked } from './unmarked-words.ts'

let folder: string
let site: SiteUnderTest
let pages: BuiltPage[]
let recorded: readonly string[]
let browser: Browser

const NOTE =
  '<Verdict benchmark="brotli" />\n\n<Trend benchmark="brotli" />\n\n<Compare base="v1.0.0" head="latest" />\n\n<Budget />\n'
const METHOD = '# ⟦The method⟧\n\n⟦A case without a past is⟧ <Word state="inconclusive" />.\n'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-pseudo-'))
  mkdirSync(join(folder, 'notes'))
  writeFileSync(
    join(folder, 'notes', 'note.mdx'),
    `---\ntitle: ⟦A note⟧\ndate: 2026-09-20\nbenchmarks: [brotli]\n---\n\n${NOTE}`,
  )
  writeFileSync(join(folder, 'method.mdx'), METHOD)
  const words = { ...markedWords(), methodPage: 'method.mdx' }
  writeFileSync(join(folder, 'words.yaml'), JSON.stringify(words))
  const report = await writeTestReport('pseudo')
  // What the note and the questions below ask for stands in the pages as it was asked.
  recorded = [...recordedTexts(report), 'latest', 'nowhere', 'how_many', 'brnch', 'branch']
  site = await siteUnderTest('pseudo', report, '/', {
    notesFolder: join(folder, 'notes'),
    wordsFile: join(folder, 'words.yaml'),
    ledger: true,
    siteUrl: 'https://example.org',
  })
  pages = await builtPages(site.outFolder)
  browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await site?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const newestRun = measuredHistory().at(-1)!.header.id

const unexplained = (texts: readonly string[]) => [
  ...new Set(texts.flatMap((text) => unmarked(text, recorded) || [])),
]

/** Opens a page and keeps what is drawn on its canvases. */
async function open(path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'ja-JP' })
  await page.addInitScript(() => {
    const drawn: string[] = []
    Object.assign(window, { drawn })
    const { fillText } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      drawn.push(text)
      fillText.call(this, text, ...rest)
    }
  })
  await page.route('**/data/runs/*.json', async (route) => {
    if (path.endsWith('?lost')) return route.fulfill({ status: 404 })
    const document: RunDocument = await (await route.fetch()).json()
    const cases = document.cases.map((one) => ({
      ...one,
      timeline: shortTimeline,
      slowestTimeline: { ...shortTimeline, iteration: 7 },
    }))
    return route.fulfill({ json: { ...document, cases } })
  })
  await page.goto(site.url + path)
  return page
}

async function shownNow(page: Page): Promise<string[]> {
  const drawn = await page.evaluate(() => (window as unknown as { drawn: string[] }).drawn)
  return [...drawn, ...shownTexts(await page.content())]
}

describe('in a language in which every word is marked', () => {
  test('no page shows a word that nobody can translate', () => {
    const found = pages.map(({ path, html }) => ({ path, unmarked: unexplained(shownTexts(html)) }))
    expect(found.filter((page) => page.unmarked.length > 0)).toEqual([])
  })

  test('neither does a feed, a badge or a picture of a chart', () => {
    const told = machineTexts(site.outFolder)
    expect(told.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['changes.xml', 'notes.xml', 'api/badge.svg', 'api/badge.json']),
    )
    const found = told.map(({ file, texts }) => ({ file, unmarked: unexplained(texts) }))
    expect(found.filter((one) => one.unmarked.length > 0)).toEqual([])
  })

  test('the page about the method is the one that the words name, with the shapes of its verdicts', () => {
    const method = pages.find(({ path }) => path === 'method/')!
    expect(method.html).toContain('⟦The method⟧')
    expect(method.html).toMatch(/⟦A case without a past is⟧ <span class="verdict" data-state="inconclusive"/)
  })

  test.each<[string, string, (page: Page) => Promise<void>]>([
    [
      'the overview, narrowed, with the tree and a search',
      '',
      async (page) => {
        await page.locator('[data-since-form] input[value="7d"]').check()
        await page.locator('[data-search] input').fill('run')
        await page.locator('#found li').first().waitFor()
        await page.locator('[data-search] input').press('Escape')
        await page.locator('h1').click()
        await page.keyboard.press('t')
        await page.locator('[role="treeitem"]').first().waitFor()
      },
    ],
    [
      'a benchmark with its charts, other series and numbers',
      'benchmarks/compression--zstd/',
      async (page) => {
        await page.locator('[data-chart="trend"] .chart-key > *').first().waitFor()
        for (const name of ['relative', 'log', 'byTime']) await page.locator(`[name="${name}"]`).check()
        for (const more of await page.locator('.chart details summary').all()) await more.click()
        const chart = (await page.locator('[data-chart="trend"] canvas').boundingBox())!
        for (const share of [0.2, 0.5, 0.8]) {
          await page.mouse.move(chart.x + chart.width * share, chart.y + chart.height / 2)
          await page.waitForTimeout(150)
        }
        await page.locator('[data-chart="samples"] tbody tr').first().waitFor()
      },
    ],
    [
      'a benchmark with one run chosen, and another series added',
      `benchmarks/compression--zstd/?run=${newestRun}`,
      async (page) => {
        await page.locator('[data-chosen] svg.strip').waitFor()
        await page.locator('[data-overlay-add]').selectOption({ index: 1 })
        await page.locator('[data-overlays] button').waitFor()
        await page.locator('[data-chart="trend"] details summary').first().click()
        await page.locator('[data-download="markdown"]').click()
      },
    ],
    [
      'a run with its samples and what its commands used',
      `runs/${newestRun}/`,
      async (page) => {
        for (const samples of await page.locator('details.samples summary').all()) await samples.click()
        await page.locator('.timeline-panels svg').first().waitFor()
      },
    ],
    [
      'a run whose samples do not come',
      `runs/${newestRun}/?lost`,
      async (page) => {
        await page.locator('details.samples summary').first().click()
        await page.locator('details.samples', { hasText: '404' }).first().waitFor()
      },
    ],
    ['the history, filtered', 'history/?q=zzz', async (page) => page.locator('[data-nothing]').waitFor()],
    [
      'two runs, compared',
      'compare/?base=v1.0.0&head=latest',
      async (page) => page.locator('[data-result] tbody tr').first().waitFor(),
    ],
    [
      'a run that nobody knows',
      'compare/?base=nowhere&head=latest',
      async (page) => page.locator('[data-status]', { hasText: 'nowhere' }).waitFor(),
    ],
    [
      'an answer',
      `explore/?q=${encodeURIComponent('SELECT count(*) AS how_many FROM runs')}`,
      async (page) => page.locator('[data-frame] tbody tr').first().waitFor(),
    ],
    [
      'a question that asks for what is not there',
      `explore/?q=${encodeURIComponent('SELECT brnch FROM runs')}`,
      async (page) => page.locator('[data-trouble]:not([hidden])').waitFor(),
    ],
  ])('neither does the browser: %s', async (_, path, act) => {
    const page = await open(path)
    try {
      await act(page)
      expect(unexplained(await shownNow(page))).toEqual([])
    } finally {
      await page.close()
    }
  })
})
