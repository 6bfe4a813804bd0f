import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { formatDurationMs, formatQuantity } from '../../runner/units.ts'
import { BROWSER_ARGUMENTS, findBrowser } from '../site/find-browser.ts'
import { measuredHistory } from '../site/measured-history.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from '../site/site-under-test.ts'
import { generateLedger } from './ledger-generator.ts'

/**
 * What the Explore page loads and how long it takes in a browser, over a published ledger of 1,000 runs × 100 cases × 20 samples
 * (100,000 points, 2 million samples) in chunks. Every question is asked on a page that has loaded nothing yet; prints medians.
 *
 *     node tests/bench/explore.bench.ts
 */
const QUESTIONS = {
  'newest runs': 'SELECT run_id, started_at, branch, cases FROM runs ORDER BY started_at DESC LIMIT 20',
  'one series by predicate': `SELECT run_id, median, low, high FROM points WHERE suite = 'suite 2' AND benchmark = 'benchmark 41' AND environment = 'environment0' ORDER BY run_id`,
  'one series with its runs': `SELECT run_position, started_at, median FROM points JOIN runs USING (run_id) WHERE benchmark = 'benchmark 41' ORDER BY run_position`,
  'samples of one run': `SELECT benchmark, iteration, value FROM samples WHERE run_id = (SELECT max(run_id) FROM runs WHERE run_position < 500)`,
  'aggregate over all points': `SELECT suite, benchmark, count(*) AS n, avg(mad / median) AS spread FROM points GROUP BY suite, benchmark ORDER BY spread DESC`,
} as const
const TIMES = 5

for (const months of [12, 1]) await measure(months)
process.exit(0)

async function measure(months: number): Promise<void> {
  const name = `explore-bench-${months}`
  const report = await writeTestReport(name, measuredHistory().slice(0, 2))
  const ledger = dirname(report)
  await generateLedger(ledger, { runs: 1_000, cases: 100, samples: 20, environments: 2, months })
  await compactLedger(ledger)
  const site = await siteUnderTest(name, report, '/', { ledger: true })
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
  try {
    console.log(`1,000 runs in ${months === 1 ? '1 month' : `${months} months`}`)
    await tell('open the page', () => opened(browser, site))
    for (const [title, sql] of Object.entries(QUESTIONS)) await tell(title, () => asked(browser, site, sql))
  } finally {
    await browser.close()
    await site.stop()
    await rm(dirname(ledger), { recursive: true })
  }
}

interface Cost {
  readonly ms: number
  readonly requests: number
  readonly bytes: number
}

async function tell(title: string, once: () => Promise<Cost>): Promise<void> {
  const costs: Cost[] = []
  for (let time = 0; time < TIMES; time++) costs.push(await once())
  const median = (of: (cost: Cost) => number) => costs.map(of).sort((a, b) => a - b)[Math.floor(TIMES / 2)]!
  const [time, bytes] = [
    formatDurationMs(median(({ ms }) => ms)),
    formatQuantity(
      median((cost) => cost.bytes),
      'B',
    ),
  ]
  console.log(
    `  ${title.padEnd(28)}${time.padStart(10)}${bytes.padStart(10)} in ${median(({ requests }) => requests)} requests`,
  )
}

async function onPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext()
  try {
    return await use(await context.newPage())
  } finally {
    await context.close()
  }
}

/** Until it is ready to be asked; bytes as GitHub Pages sends them, by gzip. */
function opened(browser: Browser, site: SiteUnderTest): Promise<Cost> {
  return onPage(browser, async (page) => {
    const paths: string[] = []
    page.on('response', (response) => paths.push(new URL(response.url()).pathname))
    const startedMs = performance.now()
    await page.goto(`${site.url}explore/`)
    await page.getByRole('button', { name: 'Ask', exact: true }).waitFor()
    const ms = performance.now() - startedMs
    const bytes = paths.map((path) => gzipSync(readFileSync(join(site.outFolder, fileAt(path)))).length)
    return { ms, requests: paths.length, bytes: bytes.reduce((sum, size) => sum + size, 0) }
  })
}

function fileAt(path: string): string {
  return path.endsWith('/') ? `${path}index.html` : path
}

/** From the press of Ask to the rows; bytes and requests for the list and the files of the ledger. */
function asked(browser: Browser, site: SiteUnderTest, sql: string): Promise<Cost> {
  return onPage(browser, async (page) => {
    const sizes: number[] = []
    page.on('response', (response) => {
      if (!/\/data\/ledger/.test(response.url())) return
      sizes.push(Number(response.headers()['content-length'] ?? 0))
    })
    await page.goto(`${site.url}explore/`)
    await page.getByLabel('Question', { exact: true }).fill(sql)
    const startedMs = performance.now()
    await page.keyboard.press('Control+Enter')
    await page.locator('[data-frame] tbody tr').first().waitFor()
    const ms = performance.now() - startedMs
    return { ms, requests: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
  })
}
