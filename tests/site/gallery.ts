import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright'
import { demo } from '../../runner/commands/demo.ts'
import { onePageOfEachKind } from './browser-pages.ts'
import { builtPages } from './built-pages.ts'
import { serveFiles } from './file-server.ts'
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts'
import { siteUnderTest, writeTestReport } from './site-under-test.ts'

/**
 * Pictures of every kind of page in both themes at three widths, to be looked at; no part of the test run. They are put in
 * `node_modules/.cache/perfledger-gallery/`, named by page, theme and width; `sheet-<page>.png` shows those of a page side by side.
 *
 *     npm run gallery
 *     npm run gallery -- --keep run note   # only these pages, of the demo that was built the last time
 */
const THEMES = ['light', 'dark'] as const
const WIDTHS = [375, 1024, 1600]
/** What is further down is seldom news, and a picture of it cannot be looked at. */
const HIGHEST_PX = 3200
/** What the page that compares is asked. */
const PAIR = '?base=v1.4.0&head=latest'
const folder = join(import.meta.dirname, '../../node_modules/.cache/perfledger-gallery')

interface Scene {
  readonly name: string
  readonly url: string
  /** What is done there before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>
}

const isKept = process.argv.includes('--keep')
const wanted = process.argv.slice(2).filter((name) => name !== '--keep')
const servers: { readonly stop: () => void }[] = []
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
try {
  const scenes = await allScenes()
  for (const scene of scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    for (const theme of THEMES) for (const width of WIDTHS) await takePicture(browser, scene, theme, width)
    await takeSheet(browser, scene.name)
    process.stdout.write(`${scene.name}\n`)
  }
  process.stdout.write(`${folder}\n`)
} finally {
  await browser.close()
  for (const { stop } of servers) stop()
}

async function allScenes(): Promise<Scene[]> {
  const out = join(folder, 'demo')
  if (!isKept) {
    rmSync(out, { recursive: true, force: true })
    await demo({ out, seed: 1, port: 0, base: '/', serve: false })
  }
  const url = await serve(join(out, 'dist'))
  const paths = onePageOfEachKind(await builtPages(join(out, 'dist')))
  const pages = paths
    .filter((path) => path !== 'explore/')
    .map((path): Scene => ({ name: nameOf(path), url: url + path + (path === 'compare/' ? PAIR : '') }))
  return [
    ...pages,
    { name: 'search-open', url, act: searchFor },
    { name: 'tree-open', url, act: (page) => page.keyboard.press('t') },
    { name: 'explore', url: `${await smallSite('gallery-explore')}explore/` },
    { name: 'empty', url: await smallSite('gallery-empty', []) },
  ]
}

function nameOf(path: string): string {
  if (path === '') return 'overview'
  const [kind, name] = path.replace('.html', '').split('/')
  return name
    ? ({ suites: 'suite', benchmarks: 'benchmark', runs: 'run', notes: 'note' }[kind!] ?? kind!)
    : kind!
}

async function searchFor(page: Page): Promise<void> {
  await page.keyboard.press('/')
  await page.keyboard.type('parse')
  await page.locator('[role="option"]').first().waitFor()
}

async function smallSite(name: string, runs?: []): Promise<string> {
  const site = await siteUnderTest(name, await writeTestReport(name, runs), '/', { ledger: true })
  await site.stop()
  return serve(site.outFolder)
}

async function serve(out: string): Promise<string> {
  const server = await serveFiles(out, '/')
  servers.push(server)
  return server.url
}

async function takePicture(of: Browser, scene: Scene, theme: (typeof THEMES)[number], width: number) {
  const context = await of.newContext({ viewport: { width, height: 900 }, colorScheme: theme })
  const page = await context.newPage()
  await page.goto(scene.url, { waitUntil: 'networkidle' })
  await scene.act?.(page)
  await page.waitForTimeout(300)
  const isOpen = scene.act !== undefined
  const height = isOpen ? 900 : await page.evaluate(() => document.documentElement.scrollHeight)
  const clip = { x: 0, y: 0, width, height: Math.min(height, HIGHEST_PX) }
  await page.screenshot({
    path: join(folder, `${scene.name}-${theme}-${width}.png`),
    fullPage: !isOpen,
    clip,
  })
  await context.close()
}

async function takeSheet(of: Browser, name: string): Promise<void> {
  const page = await of.newPage({ viewport: { width: 1900, height: 1000 } })
  const pictures = THEMES.flatMap((theme) =>
    WIDTHS.map((width) => `<img src="${name}-${theme}-${width}.png" width="${width * 0.3}">`),
  )
  const file = join(folder, `sheet-${name}.html`)
  writeFileSync(
    file,
    `<style>img { margin: 4px; vertical-align: top; outline: 1px solid gray }</style>${pictures.join('')}`,
  )
  await page.goto(pathToFileURL(file).href)
  await page.screenshot({ path: join(folder, `sheet-${name}.png`), fullPage: true })
  await page.close()
}
