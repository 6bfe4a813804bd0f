import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { collectTroubles, onePageOfEachKind, tabTo } from './browser-pages.ts'
import { builtPages } from './built-pages.ts'
import { serveFiles } from './file-server.ts'
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts'
import { siteUnderTest, writeTestReport } from './site-under-test.ts'

const BASE = '/some/base/'
const WIDTHS = [1600, 1024, 375]
/** No name of a host is known to this browser: what the pages need, they have. */
const WITHOUT_NETWORK = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'

const NOTES = {
  'brotli.mdx':
    '---\ntitle: Why brotli\ndate: 2026-09-20\nbenchmarks: [brotli]\ntags: [report]\n---\n\nNow <Verdict benchmark="brotli" />.\n\n' +
    '<Trend benchmark="brotli" />\n\n<Compare base="v1.0.0" head="latest" />\n\n<Budget benchmark="brotli" />\n',
  'plain.md': '---\ntitle: Plain\ndate: 2026-09-21\n---\n\nA note.\n',
}

interface Served {
  readonly url: string
  readonly paths: readonly string[]
  readonly stop: () => void
}

let browser: Browser
let full: Served
let empty: Served
const contexts: BrowserContext[] = []

beforeAll(async () => {
  const notes = mkdtempSync(join(tmpdir(), 'perfledger-pages-'))
  for (const [name, text] of Object.entries(NOTES)) writeFileSync(join(notes, name), text)
  full = await served('every-page', await writeTestReport('every-page'), notes)
  empty = await served('no-run', await writeTestReport('no-run', []))
  rmSync(notes, { recursive: true })
  browser = await chromium.launch({
    executablePath: findBrowser(),
    args: [...BROWSER_ARGUMENTS, WITHOUT_NETWORK],
  })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  full?.stop()
  empty?.stop()
})

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()))
})

async function served(name: string, report: string, notesFolder?: string): Promise<Served> {
  const site = await siteUnderTest(name, report, BASE, {
    ledger: true,
    ...(notesFolder ? { notesFolder } : {}),
  })
  await site.stop()
  const pages = await builtPages(site.outFolder)
  const { url, stop } = await serveFiles(site.outFolder, BASE)
  return { url, stop, paths: onePageOfEachKind(pages) }
}

async function open(width: number, height: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  contexts.push(context)
  return context.newPage()
}

const PAIR = '?base=v1.0.0&head=latest'

describe.each(['light', 'dark'] as const)('every kind of page in the %s theme', (theme) => {
  test.each([
    ['with a history', () => full],
    ['without one', () => empty],
  ])(
    '%s fits at three widths, and axe-core finds nothing in it',
    async (_, which) => {
      const { url, paths } = which()
      const page = await open(1600, 900, theme)
      const found: string[] = []
      for (const path of paths) {
        await page.goto(url + path + (path === 'compare/' ? PAIR : ''), { waitUntil: 'load' })
        if (path === 'compare/' && which() === full)
          await page.locator('.comparison tbody tr').first().waitFor()
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 })
          if (!(await fits(page))) found.push(`${path} at ${width}: too wide`)
          found.push(...(await violations(page)).map((text) => `${path} at ${width}: ${text}`))
        }
      }
      expect(found).toEqual([])
    },
    240_000,
  )
})

/** False where it has to be scrolled sideways, also after charts took their new size. */
function fits(page: Page): Promise<boolean> {
  const isNarrowEnough = () => document.documentElement.scrollWidth <= innerWidth
  return page.waitForFunction(isNarrowEnough, undefined, { timeout: 3000 }).then(
    () => true,
    () => false,
  )
}

/** All rules of axe-core, that of targets too small to hit among them. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'], iframes: false })
    .analyze()
  return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html} (${nodes.length})`)
}

test.each([
  [1024, 768],
  [375, 667],
])('at %i × %i px the overview tells how things stand without scrolling', async (width, height) => {
  const page = await open(width, height)
  await page.goto(full.url)
  for (const part of ['h1', '.roll-up', '#changes']) {
    const box = (await page.locator(part).first().boundingBox())!
    expect(box.y + box.height, part).toBeLessThan(height)
  }
})

test('a server of plain files and no network are enough for every page', async () => {
  const page = await open(1280, 900)
  const troubles = collectTroubles(page, new URL(full.url).origin)
  for (const path of full.paths) await page.goto(full.url + path, { waitUntil: 'networkidle' })
  expect(troubles).toEqual([])
}, 120_000)

test('a theme that was chosen is there before anything is painted, also when nothing is cached', async () => {
  for (const loads of ['first', 'second', 'third']) {
    const context = await browser.newContext({ colorScheme: 'light' })
    contexts.push(context)
    const page = await context.newPage()
    await page.addInitScript(watchTheme)
    await page.goto(full.url)
    await expect.poll(() => page.evaluate(paintTimes).then(({ paintedMs }) => paintedMs)).toBeGreaterThan(0)
    const { themedMs, paintedMs } = await page.evaluate(paintTimes)
    expect(themedMs, loads).toBeGreaterThan(0)
    expect(themedMs, loads).toBeLessThan(paintedMs)
    expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('dark')
  }
})

/** In the page, before anything else: the reader chose the dark theme earlier. Notes when it is there. */
function watchTheme(): void {
  localStorage.setItem('perfledger-theme', 'dark')
  const root = document.documentElement ?? document
  const observer = new MutationObserver(() => {
    if (document.documentElement?.dataset.theme !== 'dark') return
    Object.assign(window, { themedMs: performance.now() })
    observer.disconnect()
  })
  observer.observe(root, { attributes: true, childList: true, subtree: true })
}

function paintTimes(): { themedMs: number; paintedMs: number } {
  const { themedMs = 0 } = window as unknown as { themedMs?: number }
  return { themedMs, paintedMs: performance.getEntriesByName('first-paint')[0]?.startTime ?? 0 }
}

test('by keys alone, from the overview over what changed to the commit, each step with its focus to be seen', async () => {
  const page = await open(1280, 900)
  await page.goto(full.url)
  const first = page.locator('.changes .cell-what a').first()
  await tabTo(page, await first.getAttribute('href'))
  expect(await outlineWidth(page)).toBe('2px')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/benchmarks\//)
  const commit = await page.locator('.changes .sha').first().getAttribute('href')
  await tabTo(page, commit)
  expect(await outlineWidth(page)).toBe('2px')
  expect(commit).toMatch(/^https:\/\/github\.com\/example\/project\/commit\/[0-9a-f]{40}$/)
})

function outlineWidth(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.activeElement!).outlineWidth)
}

test('on a phone the link to the current page is in sight, among others that can be drawn in', async () => {
  const page = await open(375, 700)
  await page.goto(`${full.url}method/`)
  const box = (await page.locator('.top-nav [aria-current]').boundingBox())!
  expect(box.x).toBeGreaterThan(0)
  expect(box.x + box.width).toBeLessThanOrEqual(375)
})
