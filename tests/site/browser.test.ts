import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { collectTroubles, tabTo } from './browser-pages.ts'
import { type BuiltPage, builtPages, internalAddresses, leadsToFile } from './built-pages.ts'
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts'
import { HOSTILE_NAME, HOSTILE_SUBJECT, HOSTILE_SUITE, RUN_COUNT } from './measured-history.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from './site-under-test.ts'

const OVERVIEW_LIMIT_BYTES = 60_000

let report: string
let browser: Browser

beforeAll(async () => {
  report = await writeTestReport('browser')
  browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
})

afterAll(async () => {
  await browser?.close()
})

describe.each(['/', '/some/base/'])('the dashboard under %s', (base) => {
  let site: SiteUnderTest
  let pages: BuiltPage[]
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    site = await siteUnderTest('browser', report, base)
    pages = await builtPages(site.outFolder)
  })

  afterAll(async () => {
    await site?.stop()
  })

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })

  /** A page of its own that collects everything that goes wrong in it. */
  async function openPage(options: BrowserContextOptions = {}): Promise<{ page: Page; troubles: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    contexts.push(context)
    const page = await context.newPage()
    return { page, troubles: collectTroubles(page, new URL(site.url).origin) }
  }

  const caseAddress = (beginning: string) =>
    `${site.url}${pages.find(({ path }) => path.startsWith(`benchmarks/${beginning}`))!.path}`

  test('has a page for every suite, benchmark and run, and the others', () => {
    const paths = pages.map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining(['', 'history/', 'method/', '404.html', 'suites/compression/']),
    )
    expect(paths.filter((path) => path.startsWith('runs/'))).toHaveLength(RUN_COUNT)
    expect(paths.filter((path) => path.startsWith('benchmarks/'))).toHaveLength(9)
  })

  test('leads every link to a page that exists', () => {
    const dead = pages.flatMap((page) =>
      internalAddresses(page)
        .filter((address) => !leadsToFile(address, base, site.outFolder))
        .map((address) => `${page.path} → ${address}`),
    )
    expect(dead).toEqual([])
  })

  test('has a strict policy, nothing inline, and its words even without scripts, on every page', async () => {
    const { page } = await openPage({ javaScriptEnabled: false })
    for (const { path } of pages) {
      await page.goto(site.url + path)
      const policy = page.locator('meta[http-equiv="Content-Security-Policy"]')
      expect(await policy.getAttribute('content'), path).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      )
      expect(await page.evaluate(inlineParts), path).toEqual([])
      expect(await page.locator('h1').innerText(), path).not.toBe('')
    }
  }, 120_000)

  test('opens every page without an error, a failed request or a request to another host', async () => {
    const { page, troubles } = await openPage()
    for (const { path } of pages) {
      await page.goto(site.url + path, { waitUntil: 'load' })
      await expect.poll(() => page.locator('[data-theme-switch]').isVisible()).toBe(true)
    }
    expect(troubles).toEqual([])
  }, 120_000)

  test('draws both charts of a benchmark, in the colours of the theme, and of paper where it is printed', async () => {
    const { page, troubles } = await openPage({ colorScheme: 'light' })
    await page.goto(caseAddress('compression--brotli'))
    await expect.poll(() => inkOf(page, 'trend')).toBeGreaterThan(500)
    await expect.poll(() => inkOf(page, 'samples')).toBeGreaterThan(500)
    expect(await inkOf(page, 'trend', '--ink')).toBeGreaterThan(100)
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
    await expect.poll(() => inkOf(page, 'trend', '--ink')).toBeGreaterThan(100)
    await page.emulateMedia({ media: 'print' })
    await expect.poll(() => inkOf(page, 'trend', '--ink')).toBeGreaterThan(100)
    expect(troubles).toEqual([])
  })

  test('keeps a chosen theme on the next page', async () => {
    const { page } = await openPage({ colorScheme: 'light' })
    await page.goto(site.url)
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await background()
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
    expect(await background()).not.toBe(light)
    await page.goto(`${site.url}method/`)
    expect(await background()).not.toBe(light)
    await page.getByRole('radio', { name: 'Auto' }).check({ force: true })
    expect(await background()).toBe(light)
  })

  test('leads from the overview to the commit of a change by keyboard alone', async () => {
    const { page, troubles } = await openPage()
    await page.goto(site.url)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).hash).toBe('#content')
    await page.keyboard.press('f')
    await page.keyboard.type('brotli')
    await expect.poll(() => page.locator('.cases [data-row]:visible').count()).toBe(1)
    await expect.poll(() => new URL(page.url()).search).toBe('?q=brotli')
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await page.keyboard.type('comp')
    await expect.poll(() => page.locator('#found > li').count()).toBeGreaterThan(2)
    await page.keyboard.type('ression brotli')
    await expect.poll(() => page.locator('#found > li').count()).toBe(1)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/benchmarks\//)
    const commit = page.locator('.changes .sha').first()
    await tabTo(page, await commit.getAttribute('href'))
    expect(await commit.getAttribute('href')).toMatch(
      /^https:\/\/github\.com\/example\/project\/commit\/[0-9a-f]{40}$/,
    )
    expect(troubles).toEqual([])
  })

  test('restores a filter from the address, and clears it', async () => {
    const { page } = await openPage()
    await page.goto(`${site.url}?verdict=missing`)
    await expect.poll(() => page.locator('.cases [data-row]:visible').count()).toBe(1)
    expect(await page.getByLabel('Verdict').inputValue()).toBe('missing')
    await page.getByRole('searchbox', { name: 'Filter cases' }).fill('no such case')
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => page.locator('.cases [data-row]:visible').count()).toBe(9)
    await expect.poll(() => new URL(page.url()).search).toBe('')
  })

  test('filters the history by branch, environment and text, and keeps it in the address', async () => {
    const { page, troubles } = await openPage()
    await page.goto(`${site.url}history/`)
    const rows = page.locator('[data-rows] > [data-row]')
    await expect.poll(() => rows.count()).toBe(RUN_COUNT)
    await page.getByLabel('Branch').selectOption('feature/10')
    await expect.poll(() => rows.count()).toBe(1)
    expect(await rows.first().textContent()).toContain('#110')
    await page.getByLabel('Branch').selectOption('')
    await page
      .getByLabel('Environment')
      .selectOption({ label: 'Apple M3 · 8 cores · 16 GiB · macOS 26 · node 24' })
    await expect.poll(() => rows.count()).toBe(5)
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('20260919-000000')
    await expect.poll(() => rows.count()).toBe(1)
    await page.reload()
    await expect.poll(() => rows.count()).toBe(1)
    expect(troubles).toEqual([])
  })

  test('switches the metric, says it in words, and shows the numbers behind the chart', async () => {
    const { page, troubles } = await openPage()
    await page.goto(caseAddress('compression-gzip-level-9'))
    const sentence = page.locator('[data-chart="trend"] [data-sentence]')
    await expect.poll(() => sentence.textContent()).toContain('wall-time')
    await page.getByRole('radio', { name: 'peak-memory' }).check({ force: true })
    await expect.poll(() => sentence.textContent()).toContain('peak-memory')
    await expect.poll(() => new URL(page.url()).searchParams.get('metric')).toBe('peak-memory')
    await page.locator('[data-chart="trend"] summary').click()
    const rows = page.locator('[data-chart="trend"] [data-table] tr')
    await expect.poll(() => rows.count()).toBe(RUN_COUNT - 5)
    expect(await rows.first().textContent()).toMatch(/26 Sept? 2026.*MB.*\[.*\].*12/)
    expect(troubles).toEqual([])
  })

  test('zooms by drag and by keys, looks at values in other ways, and keeps all of it in the address', async () => {
    const { page, troubles } = await openPage()
    await page.goto(caseAddress('compression--brotli'))
    await expect.poll(() => inkOf(page, 'trend')).toBeGreaterThan(500)
    const asked = () => new URL(page.url()).searchParams
    const box = (await page.locator('[data-chart="trend"] canvas').boundingBox())!
    await page.mouse.move(box.x + box.width * 0.5, box.y + 80)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.9, box.y + 80, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => asked().get('to')).toMatch(/^202609/)
    expect(asked().get('from')! > '20260908').toBe(true)
    await page.getByRole('button', { name: 'Zoom in' }).focus()
    await page.keyboard.press('0')
    await expect.poll(() => asked().get('from')).toBeNull()
    await page.keyboard.press('+')
    await expect.poll(() => asked().get('from')).toMatch(/^202609/)
    await page.getByRole('checkbox', { name: 'Relative' }).check({ force: true })
    await page.getByRole('checkbox', { name: 'By time' }).check({ force: true })
    await page.getByRole('checkbox', { name: 'Log' }).check({ force: true })
    expect(Object.fromEntries(asked())).toMatchObject({ values: 'relative', by: 'time', scale: 'log' })
    await page.reload()
    await expect.poll(() => inkOf(page, 'trend')).toBeGreaterThan(300)
    expect(await page.getByRole('checkbox', { name: 'Relative' }).isChecked()).toBe(true)
    expect(troubles).toEqual([])
  })

  test('shows several series in one chart, and hands out what it shows', async () => {
    const { page, troubles } = await openPage()
    await page.goto(caseAddress('compression-gzip-level-9'))
    await expect.poll(() => inkOf(page, 'trend')).toBeGreaterThan(500)
    const before = await inkOf(page, 'trend')
    await page.getByLabel('Add another series to the chart').selectOption({ label: 'gzip (level=1)' })
    await expect
      .poll(() => page.getByRole('button', { name: 'Remove gzip (level=1)' }).isVisible())
      .toBe(true)
    await expect
      .poll(() => new URL(page.url()).searchParams.get('with'))
      .toMatch(/^case:compression-gzip-level-1/)
    await expect.poll(() => inkOf(page, 'trend')).not.toBe(before)
    await page.locator('[data-chart="trend"] summary').click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).first().click(),
    ])
    const csv = await readFile(await download.path(), 'utf8')
    expect(csv.split('\r\n')[0]).toBe(
      'run,startedAt,commit,median (ns),low (ns),high (ns),samples,verdict,decided',
    )
    expect(csv.trim().split('\r\n')).toHaveLength(RUN_COUNT - 5 + 1)
    await page.getByRole('button', { name: 'Remove gzip (level=1)' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.has('with')).toBe(false)
    expect(await page.locator('.scaling svg circle').count()).toBe(2)
    expect(await page.getByText("--filter 'gzip (level=9)' --no-append").isVisible()).toBe(true)
    expect(troubles).toEqual([])
  })

  test('offers every series as a picture for elsewhere, by keyboard too', async () => {
    const { page, troubles } = await openPage({ permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(caseAddress('compression-gzip-level-9'))
    await expect.poll(() => inkOf(page, 'trend')).toBeGreaterThan(500)
    const slug = new URL(page.url()).pathname.split('/').at(-2)!
    await page.getByText('Embed this chart').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Copy Markdown' }).focus()
    await page.keyboard.press('Enter')
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await expect
      .poll(copied)
      .toBe(
        `[![gzip &#40;level=9&#41;, wall-time](${site.url}api/charts/${slug}.svg)](${site.url}benchmarks/${slug}/)`,
      )
    await page.getByRole('radio', { name: 'peak-memory' }).check({ force: true })
    const picture = page.locator('[data-embed] img')
    await expect.poll(() => picture.getAttribute('src')).toMatch(/\/peak-memory-[0-9a-f]{8}\.svg$/)
    await page.getByRole('button', { name: 'Copy image address' }).click()
    await expect.poll(copied).toBe(await picture.getAttribute('src'))
    await expect.poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(640)
    expect(troubles).toEqual([])
  })

  test('compares two runs chosen by name, the surest difference first, and keeps them in the address', async () => {
    const { page, troubles } = await openPage()
    await page.goto(`${site.url}compare/?base=v1.0.0&head=latest`)
    const rows = page.locator('.comparison tbody tr')
    await expect.poll(() => rows.count()).toBeGreaterThan(8)
    expect(await rows.first().textContent()).toMatch(/gzip \(level=9\).*worse.*ms.*\+[56]\d.%/)
    expect(await rows.locator('svg.strip-pair').count()).toBeGreaterThan(5)
    const permalink = await page.getByRole('link', { name: 'exactly these two runs' }).getAttribute('href')
    expect(permalink).toMatch(/\?base=20260913-000000-0000000012&head=20260926-000000-0000000025$/)
    await page.getByRole('button', { name: 'Swap' }).click()
    await expect.poll(() => rows.first().textContent()).toMatch(/gzip \(level=9\).*better/)
    await expect.poll(() => new URL(page.url()).searchParams.get('head')).toBe('v1.0.0')
    await page.goBack()
    await expect.poll(() => rows.first().textContent()).toContain('worse')
    await page.getByLabel('After', { exact: true }).fill('no-such-branch')
    await page.getByRole('button', { name: 'Compare' }).click()
    await expect.poll(() => page.locator('[data-status]').textContent()).toContain('“no-such-branch”')
    expect(troubles).toEqual([])
  })

  test('reads only the two files of two runs that are named by their ids', async () => {
    const { page } = await openPage()
    const read: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/data/')) read.push(new URL(request.url()).pathname)
    })
    await page.goto(`${site.url}compare/?base=20260913-000000-0000000012&head=20260926-000000-0000000025`)
    await expect.poll(() => page.locator('.comparison tbody tr').count()).toBeGreaterThan(8)
    expect(read).toHaveLength(2)
    expect(read.every((path) => path.includes('/data/runs/'))).toBe(true)
  })

  test('has a page for each pull request, reached from its run, with its verdicts', async () => {
    const { page, troubles } = await openPage()
    await page.goto(`${site.url}runs/20260911-000000-0000000010/`)
    await page.getByRole('link', { name: '#110' }).click()
    await page.waitForURL(/\/pr\/110\/$/)
    expect(await page.locator('h1').textContent()).toMatch(/pull request/)
    expect(await page.getByRole('link', { name: '#110' }).getAttribute('href')).toBe(
      'https://github.com/example/project/pull/110',
    )
    await page.getByRole('link', { name: 'Compare with its baseline' }).click()
    await expect.poll(() => page.locator('.comparison tbody tr').count()).toBeGreaterThan(8)
    expect(troubles).toEqual([])
  })

  test('narrows every change by direction and text, and the lately changed to a time', async () => {
    const { page, troubles } = await openPage()
    await page.goto(`${site.url}changes/?verdict=improved&q=brotli`)
    const rows = page.locator('[data-row]:visible')
    await expect.poll(() => rows.count()).toBeGreaterThan(0)
    expect(await rows.first().textContent()).toMatch(/brotli.*step for the better/)
    await page.getByLabel('Verdict').selectOption('regressed')
    await expect.poll(() => page.getByText('No change matches').isVisible()).toBe(true)
    await page.goto(site.url)
    await page.getByRole('radio', { name: '7 days' }).check({ force: true })
    await expect.poll(() => new URL(page.url()).search).toBe('?since=7d')
    const told = page.locator('[data-since-sentence]')
    await expect.poll(() => told.textContent()).toMatch(/7 days up to the last run/)
    await page.reload()
    await expect.poll(() => told.isVisible()).toBe(true)
    expect(await page.locator('h1').innerText()).toMatch(/ in 7 days; \d+ of \d+ cases (?:is|are) stable/)
    await page.getByRole('radio', { name: 'All' }).check({ force: true })
    expect(await page.locator('h1').innerText()).not.toContain('7 days')
    expect(troubles).toEqual([])
  })

  test('opens the tree of cases by a key, walks it by arrows, narrows it, and keeps that in the address', async () => {
    const { page, troubles } = await openPage()
    await page.goto(site.url)
    await page.keyboard.press('t')
    const items = page.locator('#tree [role="treeitem"]:visible')
    await expect.poll(() => items.count()).toBeGreaterThan(8)
    const { violations } = await new AxeBuilder({ page }).include('#tree').analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
    await page.keyboard.press('ArrowDown')
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await expect.poll(focused).toMatch(/^compression, /)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(focused).toMatch(/^compression, /)
    expect(await page.locator('#tree [aria-expanded="false"]').count()).toBe(1)
    await page.getByLabel('Filter cases').last().fill('brotli')
    await expect.poll(() => new URL(page.url()).hash).toBe('#tree?q=brotli')
    expect(await items.count()).toBe(2)
    await page.reload()
    await expect.poll(() => items.count()).toBe(2)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/benchmarks/compression--brotli*/**')
    await page.keyboard.press('t')
    await expect.poll(() => page.locator('#tree [aria-current="page"]').count()).toBe(1)
    await page.keyboard.press('Escape')
    await expect.poll(() => new URL(page.url()).hash).toBe('')
    expect(troubles).toEqual([])
  })

  test('narrows cases by metric, and a line that lost the one above it tells its name', async () => {
    const { page } = await openPage()
    await page.goto(`${site.url}suites/compression/?of=peak-memory`)
    const rows = page.locator('table.cases [data-row]:visible')
    await expect.poll(() => rows.count()).toBeGreaterThan(1)
    for (const row of await rows.all()) expect(await row.innerText()).toMatch(/gzip \(level=\d\)/)
    await page.goto(`${site.url}?of=peak-memory`)
    await expect.poll(() => rows.count()).toBe(2)
  })

  test('answers machines with well-formed feeds, badges and pictures', async () => {
    const { page } = await openPage()
    await page.goto(site.url)
    const files = [
      'changes.xml',
      'api/badge.svg',
      'api/badges/suites/compression.svg',
      'api/charts/compression--brotli.svg',
    ]
    const hostile = pages.find(({ path }) => path.startsWith('benchmarks/img-src'))!.path.split('/')[1]!
    const folder = (await readdir(join(site.outFolder, 'api/charts'))).find(
      (name) => name.startsWith('img-src') && !name.endsWith('.svg'),
    )!
    const pictures = (await readdir(join(site.outFolder, 'api/charts', folder))).map(
      (name) => `api/charts/${folder}/${name}`,
    )
    expect(pictures.length).toBeGreaterThan(1)
    for (const path of [
      ...files,
      ...pictures,
      `api/charts/${hostile}.svg`,
      `api/badges/benchmarks/${hostile}.svg`,
    ]) {
      const text = await readFile(join(site.outFolder, path), 'utf8')
      const outcome = await page.evaluate((source) => {
        const parsed = new DOMParser().parseFromString(source, 'application/xml')
        const bad = parsed.querySelector('parsererror, script, img')
        return bad ? bad.outerHTML : parsed.documentElement.localName
      }, text)
      expect(outcome, path).toBe(path.endsWith('.xml') ? 'feed' : 'svg')
    }
    const index = JSON.parse(await readFile(join(site.outFolder, 'api/index.json'), 'utf8')) as {
      endpoints: { path: string }[]
    }
    const plain = index.endpoints.map(({ path }) => path).filter((path) => !path.includes('{'))
    expect(plain.filter((path) => !leadsToFile(base + path, base, site.outFolder))).toEqual([])
  })

  test('shows hostile names as the text that they are', async () => {
    const { page, troubles } = await openPage()
    page.on('dialog', (dialog) => {
      troubles.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.goto(site.url)
    const shown = (text: string) => page.getByText(text, { exact: false }).first().isVisible()
    expect(await shown(HOSTILE_NAME)).toBe(true)
    expect(await shown(HOSTILE_SUITE)).toBe(true)
    expect(await page.locator('img').count()).toBe(0)
    await page.goto(`${site.url}history/?q=change`)
    await page.goto(`${site.url}history/?q=subject`)
    await expect.poll(() => page.locator('[data-rows] > [data-row]').count()).toBe(1)
    expect(await shown(HOSTILE_SUBJECT)).toBe(true)
    await page.goto(caseAddress('img-src'))
    await expect.poll(() => inkOf(page, 'trend')).toBeGreaterThan(100)
    expect(troubles).toEqual([])
  })

  test("shows moments in the reader's zone and keeps the exact one", async () => {
    const { page } = await openPage({ timezoneId: 'Asia/Tokyo' })
    await page.goto(`${site.url}history/`)
    const oldest = page.locator('[data-rows] time').last()
    await expect.poll(() => oldest.textContent()).toMatch(/^1 Sept? 2026, 09:00$/)
    expect(await oldest.getAttribute('datetime')).toBe('2026-09-01T00:00:00.000Z')
    await oldest.hover()
    expect(await oldest.getAttribute('title')).toMatch(/09:00:00/)
  })

  test('keeps the overview light', async () => {
    const html = pages.find(({ path }) => path === '')!.html
    const parts = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, address]) => address!)
    const files = await Promise.all(
      [...new Set([...parts, ...(await importedBy(parts))])].map((address) =>
        readFile(join(site.outFolder, address.slice(base.length))),
      ),
    )
    const bytes = [Buffer.from(html), ...files].reduce((sum, content) => sum + gzipSync(content).length, 0)
    expect(bytes).toBeLessThan(OVERVIEW_LIMIT_BYTES)
  })

  /** The scripts that scripts load, to any depth. */
  async function importedBy(addresses: readonly string[]): Promise<string[]> {
    const found = new Set<string>()
    const queue = addresses.filter((address) => address.endsWith('.js'))
    for (const address of queue) {
      const text = await readFile(join(site.outFolder, address.slice(base.length)), 'utf8')
      for (const [, name] of text.matchAll(/from\s*["']\.\/([^"']+)["']|import\s*["']\.\/([^"']+)["']/g)) {
        const next = `${base}assets/${name}`
        if (name && !found.has(next)) queue.push(next)
        if (name) found.add(next)
      }
    }
    return [...found]
  }
})

/** What the policy would refuse; runs in the page. */
function inlineParts(): string[] {
  const inline = [...document.querySelectorAll('script:not([src]), style, [style]')].map(
    ({ outerHTML }) => outerHTML,
  )
  const handlers = [...document.querySelectorAll('*')].flatMap((element) =>
    element.getAttributeNames().filter((name) => name.startsWith('on')),
  )
  return [...inline, ...handlers]
}

/** How many pixels of a chart are drawn; with a token, how many of them in that colour as the page has it now. */
function inkOf(page: Page, chart: string, token?: string): Promise<number> {
  return page.locator(`[data-chart="${chart}"] canvas`).evaluate((element, name) => {
    const canvas = element as HTMLCanvasElement
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {
      willReadFrequently: true,
    })!
    copy.drawImage(canvas, 0, 0)
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height)
    const probe = document.createElement('span')
    probe.style.color = `var(${name})`
    document.body.append(probe)
    const wanted = getComputedStyle(probe).color.match(/\d+/g)!.map(Number)
    probe.remove()
    let drawn = 0
    for (let at = 0; at < data.length; at += 4) {
      const near = wanted.every((part, channel) => Math.abs(part - data[at + channel]!) < 6)
      if (data[at + 3]! > 0 && (name === '' || near)) drawn += 1
    }
    return drawn
  }, token ?? '')
}
