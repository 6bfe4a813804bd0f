import { existsSync, readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { openDatabase } from '../../runner/ledger/duckdb.ts'
import { generateLedger } from '../bench/ledger-generator.ts'
import { type BuiltPage, builtPages, internalAddresses, leadsToFile } from './built-pages.ts'
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts'
import { HOSTILE_NAME, HOSTILE_SUBJECT } from './measured-history.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from './site-under-test.ts'

const BASE = '/some/base/'
const NEXT_QUESTION = 'SELECT count(*) AS n FROM samples'

let browser: Browser
let site: SiteUnderTest
let plain: SiteUnderTest
let pages: BuiltPage[]

beforeAll(async () => {
  const report = await writeTestReport('explore')
  plain = await siteUnderTest('explore', report, '/')
  // Beside the few runs that the pages show, a chunk that is too large to be read whole for a question.
  const ledger = dirname(report)
  await generateLedger(ledger, { runs: 300, cases: 60, samples: 30, environments: 1, months: 1 })
  await compactLedger(ledger)
  site = await siteUnderTest('explore', report, BASE, { ledger: true })
  pages = await builtPages(site.outFolder)
  browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await site?.stop()
  await plain?.stop()
})

interface Opened {
  readonly page: Page
  readonly troubles: string[]
  /** Bytes of the ledger's files, by their status. */
  readonly loaded: { readonly status: number; readonly bytes: number }[]
}

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const [troubles, loaded]: [string[], Opened['loaded']] = [[], []]
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('response', (response) => {
    if (!response.url().endsWith('.parquet')) return
    loaded.push({ status: response.status(), bytes: Number(response.headers()['content-length'] ?? 0) })
  })
  await page.goto(site.url + path)
  return { page, troubles, loaded }
}

const asking = (sql: string) => `explore/?q=${encodeURIComponent(sql)}`
const rows = (page: Page) => page.locator('[data-frame] tbody tr')
const bytesOf = (loaded: Opened['loaded']) => loaded.reduce((sum, { bytes }) => sum + bytes, 0)

async function answered(page: Page): Promise<string> {
  await page.locator('[data-answer]:visible, [data-trouble]:visible').first().waitFor()
  return page.locator('[data-status]').innerText()
}

describe('the page of questions', () => {
  test('answers the question that stands there, by keyboard, and keeps it in the address', async () => {
    const { page, troubles } = await open('explore/')
    expect(await page.locator('[data-answer]').isVisible()).toBe(false)
    await page.getByLabel('Question', { exact: true }).focus()
    await page.keyboard.press('Control+Enter')
    expect(await answered(page)).toMatch(/^[\d.]+\sm?s, \d+ requests, [\d.]+\skB\.$/)
    expect(await rows(page).count()).toBe(20)
    expect(new URL(page.url()).searchParams.get('q')).toMatch(/^SELECT run_id, started_at/)
    await page.getByRole('link', { name: 'Machines' }).click()
    await expect.poll(() => page.locator('[data-frame] th').first().innerText()).toBe('cpu_model')
    await page.goBack()
    await expect.poll(() => page.locator('[data-frame] th').first().innerText()).toBe('run_id')
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('asks the question in its address, and shows names as words', async () => {
    const { page, troubles } = await open(
      asking(
        `SELECT DISTINCT benchmark, commit_subject FROM points p JOIN runs USING (run_id) WHERE suite LIKE '%onerror%' ORDER BY 1, 2`,
      ),
    )
    await answered(page)
    const text = await page.locator('[data-frame]').innerText()
    expect(text).toContain(HOSTILE_NAME)
    expect(text).toContain(HOSTILE_SUBJECT)
    expect(await page.locator('[data-frame] script, [data-frame] img').count()).toBe(0)
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('is asked about a benchmark by a link of its page', async () => {
    const { path } = pages.find((page) => page.path.startsWith('benchmarks/compression--brotli'))!
    const { page, troubles } = await open(path)
    await page.locator('summary').first().click()
    await page.getByRole('link', { name: 'Ask in SQL' }).click()
    await answered(page)
    expect(await page.locator('[data-count]').innerText()).toBe('26 rows')
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('reads of a large chunk only what a narrow question needs', async () => {
    const sizes = (await chunks()).map((file) => statSync(file).size)
    const { page, loaded } = await open(
      asking(`SELECT run_id, median FROM points WHERE benchmark = 'benchmark 41' ORDER BY run_id`),
    )
    await answered(page)
    expect(await page.locator('[data-count]').innerText()).toBe('300 rows')
    expect(loaded.every(({ status }) => status === 206 || status === 200)).toBe(true)
    expect(loaded.some(({ status }) => status === 206)).toBe(true)
    expect(bytesOf(loaded)).toBeGreaterThan(1_000)
    expect(bytesOf(loaded)).toBeLessThan(Math.max(...sizes) / 5)
    await page.context().close()
  })

  test('answers from a server that sends whole files only, and says so', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await context.route('**/*.parquet', async (route) => {
      const path = decodeURIComponent(new URL(route.request().url()).pathname).slice(BASE.length)
      await route.fulfill({ status: 200, body: readFileSync(join(site.outFolder, path)) })
    })
    await page.goto(site.url + asking(`SELECT max(median) AS m FROM points WHERE suite = 'suite 1'`))
    expect(await answered(page)).toContain('This server sends whole files only')
    expect(await rows(page).count()).toBe(1)
    await context.close()
  })

  test('tells where a question is wrong, and marks it', async () => {
    const { page } = await open(asking('SELECT suite,\n  medain\nFROM points'))
    await expect
      .poll(() => page.getByRole('alert').innerText())
      .toBe('Line 2, character 3: There is no column medain. Did you mean median?')
    const marked = await page
      .getByLabel('Question', { exact: true })
      .evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd))
    expect(marked).toBe('medain')
    await page.context().close()
  })

  test('can be stopped while it answers, and answers the next question', async () => {
    const { page } = await open(asking('SELECT count(*) FROM samples a JOIN samples b ON a.value < b.value'))
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.locator('[data-status]').innerText()).toBe('Cancelled.')
    await page.getByLabel('Question', { exact: true }).fill(NEXT_QUESTION)
    await page.getByRole('button', { name: 'Ask' }).click()
    await answered(page)
    expect(Number(await rows(page).innerText())).toBeGreaterThan(300 * 60 * 30)
    await page.context().close()
  })

  test('hands out the answer as CSV and JSON, and shows long ones a part at a time', async () => {
    const { page } = await open(asking('SELECT run_id, started_at, tag FROM runs ORDER BY run_id'))
    await answered(page)
    expect(await rows(page).count()).toBe(200)
    await page.getByRole('button', { name: 'Show more rows' }).click()
    expect(await rows(page).count()).toBe(326)
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ])
      return readFileSync(await download.path(), 'utf8')
    }
    expect((await save('CSV')).split('\r\n').slice(0, 2)).toEqual([
      'run_id,started_at,tag',
      '20170101-000000-0000000000,2017-01-01T00:00:00.000Z,',
    ])
    expect(JSON.parse(await save('JSON'))).toHaveLength(326)
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)(
    'has nothing that axe objects to, %s, and fits a phone',
    async (scheme) => {
      const { page } = await open(asking('SELECT * FROM runs LIMIT 3'), {
        colorScheme: scheme,
        viewport: { width: 375, height: 800 },
      })
      await answered(page)
      for (const summary of await page.locator('summary').all()) await summary.click()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375)
      await page.context().close()
    },
  )

  test('is found by the navigation of every page and by the search', async () => {
    expect(pages.filter(({ html }) => !html.includes(`href="${BASE}explore/"`))).toEqual([])
    const search = JSON.parse(readFileSync(join(site.outFolder, 'data/search.json'), 'utf8'))
    expect(search.entries).toContainEqual(
      expect.objectContaining({ title: 'Explore', href: `${BASE}explore/` }),
    )
    const explore = pages.find(({ path }) => path === 'explore/')!
    expect(
      internalAddresses(explore).filter((address) => !leadsToFile(address, BASE, site.outFolder)),
    ).toEqual([])
  })

  test('costs other pages nothing: they load no script and no style of it', () => {
    const loadedBy = ({ html }: BuiltPage) =>
      [...html.matchAll(/(?:src|href)="([^"]*assets\/[^"]*)"/g)].map(([, address]) => address!)
    const explore = pages.find(({ path }) => path === 'explore/')!
    const ownFiles = loadedBy(explore).filter((address) =>
      readFileSync(join(site.outFolder, address.slice(BASE.length)), 'utf8').match(
        /data-explore|table-facts/,
      ),
    )
    expect(ownFiles).toHaveLength(2)
    const others = pages.filter(({ path }) => path !== 'explore/').flatMap(loadedBy)
    expect(others.filter((address) => ownFiles.includes(address) || /worker/.test(address))).toEqual([])
  })
})

describe('a published ledger', () => {
  test('is told to machines, and asked by DuckDB as they are told', async () => {
    const api = JSON.parse(readFileSync(join(site.outFolder, 'api/index.json'), 'utf8'))
    expect(api.endpoints.map(({ path }: { path: string }) => path)).toContain('data/ledger.json')
    expect(readFileSync(join(site.outFolder, 'llms.txt'), 'utf8')).toContain(api.duckdb)
    // DuckDB loads what it needs for HTTP from the network: here it is asked by the same words, of the same files.
    const sql = api.duckdb.replaceAll(`'${BASE}`, `'${site.outFolder}/`).replaceAll(/;\s*$/g, '')
    const [variable, question] = sql.split(/;\n/)
    const { connection, close } = await openDatabase({})
    await connection.run(variable)
    const answer = await connection.runAndReadAll(`SELECT count(*) FROM (${question})`)
    expect(Number(answer.getRowsJS()[0]?.[0])).toBeGreaterThan(300 * 60)
    close()
  })

  test('is published only where the config asks for it', async () => {
    expect(existsSync(join(plain.outFolder, 'explore'))).toBe(false)
    expect(existsSync(join(plain.outFolder, 'data/ledger'))).toBe(false)
    expect(existsSync(join(plain.outFolder, 'data/ledger.json'))).toBe(false)
    const told = ['index.html', 'api/index.json', 'llms.txt', 'data/search.json']
    for (const name of told)
      expect(readFileSync(join(plain.outFolder, name), 'utf8')).not.toMatch(/explore|ledger\.json/i)
  })
})

async function chunks(): Promise<string[]> {
  const folder = join(site.outFolder, 'data/ledger/runs')
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => /chunk-/.test(name)).map((name) => join(folder, name))
}
