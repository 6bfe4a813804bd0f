import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { buildSite, serveSite } from '../../runner/commands/astro-site.ts'
import { publishReport } from '../../runner/commands/publish-report.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { median } from '../../runner/stats/summary.ts'
import { BROWSER_ARGUMENTS, findBrowser } from '../site/find-browser.ts'
import { generateLedger, type LedgerSize } from './ledger-generator.ts'

/**
 * How long pages of long histories take until they are drawn, in a headless Chromium, each time with an empty cache. Prints medians
 * of the loads, in milliseconds.
 *
 *     node tests/bench/site-drawing.bench.ts
 */
const LOADS = 9
const folder = join(import.meta.dirname, '../../node_modules/.cache/perfledger-site-drawing')
const wide: LedgerSize = { runs: 1_000, cases: 100, samples: 5, environments: 1, months: 12, judged: true }
const long: LedgerSize = { runs: 10_000, cases: 1, samples: 5, environments: 1, months: 120, judged: true }

const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
try {
  await overSite(wide, async (url) => {
    console.log('100 series × 1,000 runs, the overview:')
    const loads = await repeat(browser, url, overviewTimes)
    tell(
      'first contentful paint',
      loads.map(({ first }) => first),
    )
    tell(
      'largest contentful paint',
      loads.map(({ largest }) => largest),
    )
    tell(
      'load event',
      loads.map(({ load }) => load),
    )
  })
  await overSite(long, async (url) => {
    console.log('one series of 10,000 points, its page:')
    const page = await browser.newPage()
    await page.goto(url)
    const address = await page.locator('a[href*="/benchmarks/"]').first().getAttribute('href')
    await page.close()
    const loads = await repeat(browser, new URL(address!, url).href, chartTimes)
    tell(
      'drawn, from the data’s arrival',
      loads.map(({ drawing }) => drawing),
    )
    tell(
      'drawn, from the click on the link',
      loads.map(({ drawn }) => drawn),
    )
    tell(
      'zoomed by a drag',
      loads.map(({ zoomed }) => zoomed),
    )
  })
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}

async function overSite(size: LedgerSize, measure: (url: string) => Promise<void>): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const data = join(folder, 'data')
  await generateLedger(data, size)
  await compactLedger(data)
  const ledger = await openLedger(data)
  const today = { budgetsOf: () => [], commandOf: () => null, placeOf: () => 0 }
  const none = { repositoryUrl: null, commitUrl: null, compareUrl: null, pullRequestUrl: null }
  const project = { name: 'Drawing', ...none, baseBranch: 'main', generated: true }
  await publishReport(ledger, project, today, join(data, 'report'), new Date(Date.UTC(2027, 0, 1)))
  ledger.close()
  const target = {
    reportFolder: join(data, 'report'),
    outFolder: join(folder, `dist-${size.runs}`),
    cacheFolder: join(folder, 'cache'),
    base: '/',
    siteUrl: undefined,
  }
  await buildSite(target)
  const server = await serveSite(target, 0)
  try {
    await measure(server.url)
  } finally {
    await server.stop()
  }
}

async function repeat<T>(of: Browser, url: string, measure: (page: Page) => Promise<T>): Promise<T[]> {
  const times: T[] = []
  for (let load = 0; load < LOADS; load++) {
    const context = await of.newContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    await page.addInitScript(watchDrawing)
    await page.goto(url, { waitUntil: 'load' })
    await page.waitForTimeout(800)
    times.push(await measure(page))
    await context.close()
  }
  return times
}

interface Watched {
  lastStrokeMs: number
  largestMs: number
}

/** In the page, before anything else: notes when something was last drawn on a canvas, and when the largest thing was painted. */
function watchDrawing(): void {
  const watched: Watched = { lastStrokeMs: 0, largestMs: 0 }
  Object.assign(window, { watched })
  const { stroke } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.stroke = function (...path: [Path2D?]) {
    watched.lastStrokeMs = performance.now()
    return stroke.apply(this, path as [Path2D])
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.largestMs = entry.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
}

function watchedIn(page: Page): Promise<Watched> {
  return page.evaluate(() => (window as unknown as { watched: Watched }).watched)
}

async function overviewTimes(page: Page) {
  const { largestMs } = await watchedIn(page)
  const { first, load } = await page.evaluate(() => ({
    first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    load: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventEnd,
  }))
  return { first, largest: largestMs, load }
}

async function chartTimes(page: Page) {
  const drawn = (await watchedIn(page)).lastStrokeMs
  const arrived = await page.evaluate(() => {
    const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    return all.find(({ name }) => name.includes('/data/cases/'))!.responseEnd
  })
  const box = (await page.locator('[data-chart="trend"] canvas').boundingBox())!
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.4, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 })
  const released = await page.evaluate(() => performance.now())
  await page.mouse.up()
  await page.waitForTimeout(500)
  return { drawing: drawn - arrived, drawn, zoomed: (await watchedIn(page)).lastStrokeMs - released }
}

function tell(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const [least, most] = [sorted[0]!, sorted.at(-1)!]
  console.log(
    `  ${what.padEnd(36)} ${median(sorted).toFixed(0).padStart(5)} ms   (${least.toFixed(0)} to ${most.toFixed(0)})`,
  )
}
