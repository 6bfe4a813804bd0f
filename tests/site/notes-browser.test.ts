import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite } from '../../runner/commands/astro-site.ts'
import { type BuiltPage, builtPages, internalAddresses, leadsToFile } from './built-pages.ts'
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts'
import { HOSTILE_NAME } from './measured-history.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from './site-under-test.ts'

const HOSTILE_TITLE = '</title><script>alert("note")</script> & "quotes"'
const BASE = '/some/base/'
const HASH = Buffer.from('14 commit').toString('hex')

const NOTES = {
  'brotli.mdx': `---
title: ${JSON.stringify(HOSTILE_TITLE)}
commit: ${HASH}
benchmarks: [brotli]
tags: [post-mortem]
summary: ${JSON.stringify(HOSTILE_TITLE)}
---
import picture from './picture.svg'

# Its own heading

Now <Verdict benchmark="brotli" /> and then <Verdict benchmark="brotli" run="v1.0.0" />, as ${'`{code}`'} says.

<Trend benchmark="brotli" since="v1.0.0" />

<Compare base="v1.0.0" head="latest" benchmark="compression" metric="wall-time" />

<Budget benchmark="brotli" />

<Trend benchmark={${JSON.stringify(`${HOSTILE_NAME} (<b>="&amp;)`)}} />

![A drawing](./picture.svg)
`,
  'everywhere.md': '---\ntitle: Everywhere\ndate: 2026-09-20\n---\n\nA *plain* note.\n',
  'picture.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4v4z"/></svg>',
}

let browser: Browser
let report: string
let folder: string
let site: SiteUnderTest
let pages: BuiltPage[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-notes-'))
  const notes = join(folder, 'notes')
  mkdirSync(notes)
  for (const [name, text] of Object.entries(NOTES)) writeFileSync(join(notes, name), text)
  report = await writeTestReport('notes')
  site = await siteUnderTest('notes', report, BASE, { notesFolder: notes })
  pages = await builtPages(site.outFolder)
  browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await site?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function open(path: string): Promise<{ page: Page; troubles: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(site.url + path)
  return { page, troubles }
}

const pathOf = (beginning: string) => pages.find(({ path }) => path.startsWith(beginning))!.path

describe('a note in the dashboard', () => {
  test('is a page whose components show the report, without an error and with all its words as words', async () => {
    const { page, troubles } = await open('notes/brotli/')
    expect(await page.locator('h1').allInnerTexts()).toEqual([HOSTILE_TITLE])
    expect(await page.getByRole('heading', { name: 'Its own heading', level: 2 }).count()).toBe(1)
    expect(await page.locator('article p .verdict').count()).toBe(2)
    const trend = page.locator('figure.trend').first()
    expect(await trend.locator('svg').getAttribute('aria-label')).toMatch(/^brotli, wall-time\. The latest/)
    expect(await trend.locator('.trend-note').count()).toBe(1)
    expect(await trend.locator('.trend-days').textContent()).toMatch(/lowest \d+\sms, highest \d+\sms/)
    expect(await trend.getByRole('link', { name: /^Run: / }).count()).toBeGreaterThan(5)
    expect(await page.locator('.comparison tbody tr').count()).toBe(3)
    expect(await page.locator('.budgets').innerText()).toContain('300 ms')
    expect(
      await page
        .getByRole('img', { name: 'A drawing' })
        .evaluate((one: HTMLImageElement) => one.naturalWidth),
    ).toBe(4)
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('has nothing that axe objects to, in its list and on its page', async () => {
    for (const path of ['notes/', 'notes/brotli/', 'notes/everywhere/']) {
      const { page } = await open(path)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([])
      await page.context().close()
    }
  }, 60_000)

  test('leads every link somewhere', () => {
    const dead = pages.flatMap((page) =>
      internalAddresses(page).filter((address) => !leadsToFile(address, BASE, site.outFolder)),
    )
    expect(dead).toEqual([])
  })

  test('marks the chart of its benchmark at its commit, by a link that a mouse and a keyboard can follow', async () => {
    const { page, troubles } = await open(pathOf('benchmarks/compression--brotli'))
    const flag = page.getByRole('link', { name: `Note: ${HOSTILE_TITLE}` })
    await expect.poll(() => flag.count()).toBe(1)
    const box = (await flag.boundingBox())!
    const canvas = (await page.locator('[data-chart="trend"] canvas').boundingBox())!
    expect(box.x).toBeGreaterThan(canvas.x + canvas.width / 3)
    expect(box.x).toBeLessThan(canvas.x + (canvas.width * 3) / 4)
    expect(box.y).toBeGreaterThan(canvas.y)
    expect(box.y + box.height).toBeLessThan(canvas.y + canvas.height)
    await flag.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/notes/brotli/')
    await page.goBack()
    await flag.click()
    await page.waitForURL('**/notes/brotli/')
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('that names no benchmark marks all charts, one that names some marks only those', async () => {
    const { page } = await open(pathOf('benchmarks/compression--zstd'))
    const flags = page.locator('.note-flag')
    await expect.poll(() => flags.count()).toBe(1)
    expect(await flags.getAttribute('aria-label')).toBe('Note: Everywhere')
    expect(await page.getByRole('link', { name: 'Everywhere', exact: true }).count()).toBe(1)
    await page.context().close()
  })

  test('goes with its chart: other axes leave one flag, and no flag is left over', async () => {
    const { page } = await open(pathOf('benchmarks/compression--brotli'))
    await expect.poll(() => page.locator('.note-flag').count()).toBe(2)
    const left = () =>
      page
        .locator('.note-flag')
        .first()
        .evaluate((one: HTMLElement) => one.style.left)
    const before = await left()
    await page.locator('[data-chart-tools] input[name="byTime"]').check({ force: true })
    await expect.poll(left).not.toBe(before)
    expect(await page.locator('.note-flag').count()).toBe(2)
    await page.context().close()
  })

  test('has each of its pictures as one stop of the tab key, and arrow keys inside', async () => {
    const { page, troubles } = await open('notes/brotli/')
    const points = page.locator('[data-trend]').first().locator('[data-point]')
    const count = await points.count()
    expect(count).toBeGreaterThan(3)
    const stops = page.locator('[data-trend]').first().locator('[data-point][tabindex="0"]')
    expect(await stops.count()).toBe(1)
    await stops.focus()
    const focused = () => points.evaluateAll((all) => all.indexOf(document.activeElement as never))
    expect(await focused()).toBe(count - 1)
    await page.keyboard.press('ArrowLeft')
    expect(await focused()).toBe(count - 2)
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowLeft')
    expect(await focused()).toBe(0)
    expect(await stops.count()).toBe(1)
    await page.keyboard.press('Tab')
    expect(await focused()).toBe(-1)
    await page.keyboard.press('Shift+Tab')
    expect(await focused()).toBe(0)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/runs/**')
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('is found by its tag, in the address, and by the search', async () => {
    const { page } = await open('notes/?tag=post-mortem')
    expect(await page.locator('.notes > li:visible').count()).toBe(1)
    await page.keyboard.press('/')
    await page.keyboard.type('everywhere')
    await expect.poll(() => page.locator('#found li').first().innerText()).toContain('Everywhere')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/notes/everywhere/')
    expect(await page.locator('article em').innerText()).toBe('plain')
    await page.context().close()
  })

  test('is told to machines: llms.txt and a feed', async () => {
    const llms = await readFile(join(site.outFolder, 'llms.txt'), 'utf8')
    expect(llms).toContain(`- [Everywhere](${BASE}notes/everywhere/)`)
    expect(await readFile(join(site.outFolder, 'notes.xml'), 'utf8')).toContain('<title>Everywhere</title>')
  })
})

describe('a note that names what does not exist', () => {
  const build = async (text: string) => {
    const notes = join(folder, 'wrong')
    mkdirSync(notes, { recursive: true })
    writeFileSync(join(notes, 'wrong.mdx'), text)
    const work = join(site.outFolder, '..', 'wrong')
    const target = {
      outFolder: join(work, 'dist'),
      cacheFolder: join(work, 'cache'),
      base: '/',
      siteUrl: undefined,
    }
    return buildSite({ ...target, reportFolder: report, notesFolder: notes })
  }

  test('stops the build with its file, its line and the nearest name', async () => {
    await expect(build('---\ntitle: T\n---\n\n<Trend benchmark="broli" />\n')).rejects.toThrow(
      'wrong.mdx:5: no benchmark of the ledger is called "broli". Did you mean "brotli"?',
    )
    await expect(build('---\ntitle: T\nbenchmarks: [broli]\n---\n')).rejects.toThrow(
      'wrong.mdx:3: no benchmark',
    )
    await expect(build('---\ntitle: T\n---\n<Verdict bench="brotli" />\n')).rejects.toThrow(
      'wrong.mdx:4: <Verdict> takes no `bench`. It takes benchmark, metric, run.',
    )
    await expect(build('---\ntitle: T\n---\n<Compare base="v0.9" head="latest" />\n')).rejects.toThrow(
      'wrong.mdx:4: no run of the ledger is "v0.9".',
    )
  }, 120_000)

  test('or is no MDX stops the build, and its file is named', async () => {
    await expect(build('---\ntitle: T\n---\n\nAn <b>open tag.\n')).rejects.toThrow(/wrong\.mdx/)
    rmSync(join(folder, 'wrong'), { recursive: true })
  }, 60_000)
})

describe('a dashboard that is built again', () => {
  const keysOf = async (folderOf: string) => {
    const manifest = JSON.parse(await readFile(join(folderOf, 'incremental-build.json'), 'utf8'))
    const routes = manifest.routes as Record<string, { paths: Record<string, { cacheKey: string }> }>
    return Object.fromEntries(
      Object.entries(routes).flatMap(([route, { paths }]) =>
        Object.entries(paths).map(([path, { cacheKey }]) => [`${route} ${path}`, cacheKey]),
      ),
    )
  }

  test('renders for a changed text only the page of the note, for a new title also the pages that tell it', async () => {
    const work = join(site.outFolder, '..', 'again')
    const notes = join(folder, 'again')
    mkdirSync(notes)
    const target = {
      outFolder: join(work, 'dist'),
      cacheFolder: join(work, 'cache'),
      base: '/',
      siteUrl: undefined,
    }
    const build = async (title: string, words: string) => {
      writeFileSync(
        join(notes, 'one.mdx'),
        `---\ntitle: ${title}\nbenchmarks: [brotli]\ndate: 2026-09-12\n---\n\n${words}\n`,
      )
      await buildSite({ ...target, reportFolder: report, notesFolder: notes })
      return keysOf(target.cacheFolder)
    }
    const changed = (before: Record<string, string>, after: Record<string, string>) =>
      Object.keys(after).filter((path) => before[path] !== after[path])
    const first = await build('First', 'Old words.')
    const second = await build('First', 'New words.')
    expect(changed(first, second)).toEqual(['site/pages/notes/[slug].astro /notes/one'])
    expect(await readFile(join(target.outFolder, 'notes/one/index.html'), 'utf8')).toContain('New words.')
    const third = changed(second, await build('Renamed', 'New words.'))
    expect(third.filter((path) => path.includes('/benchmarks/'))).toHaveLength(1)
    expect(third.filter((path) => path.includes('/runs/'))).toEqual([])
    await rm(work, { recursive: true })
  }, 120_000)
})
