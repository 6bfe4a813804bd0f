import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { publishReport, reportFolder } from '../../runner/commands/publish-report.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { inThreads } from '../../site/build/prerender-threads.mjs'
import { generateLedger } from '../bench/ledger-generator.ts'

vi.setConfig({ testTimeout: 120_000 })

const RUN_PAGE = 'site/pages/runs/[id].astro'
const hasThreads = availableParallelism() > 1

/** A prerenderer beside code that a build would have made, for what happens between it and the threads. */
function prerendererOver(bundle: string) {
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-threads-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const entry = join(folder, 'entry.mjs')
  writeFileSync(entry, bundle)
  const here = {
    name: 'here',
    render: async () => {
      await sleep(1)
      return new Response('rendered here')
    },
  }
  const pages = new Map([['key', { component: RUN_PAGE, styles: [] }]])
  const prerenderer = inThreads(here, { entry: pathToFileURL(entry).href, pages })
  onTestFinished(() => prerenderer.teardown())
  return async (name: string, component = RUN_PAGE): Promise<string> => {
    const result = await prerenderer.render(new Request(`http://localhost/${name}`), {
      routeData: { component },
    })
    return (result.response ?? result).text()
  }
}

const appThat = (renders: string) => `export const app = {
  setInternals() {}, setOptions() {},
  manifest: { routes: [{ routeData: { component: ${JSON.stringify(RUN_PAGE)} } }] },
  async render(request) { ${renders} },
}`

/** Renders pages until one is not rendered here. */
async function firstElsewhere(render: (name: string) => Promise<string>, name = 'page'): Promise<string> {
  for (let place = 0; place < 20_000; place++) {
    const text = await render(`${name}-${place}`)
    if (text !== 'rendered here') return text
  }
  throw new Error('no thread ever rendered a page')
}

describe.runIf(hasThreads)('Pages of runs', () => {
  const answers = appThat("return new Response('rendered there: ' + new URL(request.url).pathname)")

  it('are rendered in a thread, each where it was asked for, from the hundredth on', async () => {
    const render = prerendererOver(answers)
    for (let place = 0; place < 99; place++) expect(await render('early')).toBe('rendered here')
    expect(await firstElsewhere(render)).toMatch(/^rendered there: \/page-\d+$/)
    const names = Array.from({ length: 50 }, (_, place) => `many-${place}`)
    const texts = await Promise.all(names.map((name) => render(name)))
    for (const [place, text] of texts.entries())
      expect(['rendered here', `rendered there: /${names[place]}`]).toContain(text)
    expect(await render('overview', 'site/pages/index.astro')).toBe('rendered here')
  })

  it('fail there as they fail here', async () => {
    const render = prerendererOver(
      appThat("throw Object.assign(new Error('runs/1.json is not valid JSON'), { name: 'ReportError' })"),
    )
    const failure = await firstElsewhere(render).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'ReportError', message: 'runs/1.json is not valid JSON' })
  })

  it.each([
    ['cannot be loaded', "throw new Error('no such package')", 'no such package'],
    ['dies', appThat('process.exit(3)'), 'ended'],
  ])('fail where a thread %s: that is not passed over', async (_what, bundle, told) => {
    const failure = await firstElsewhere(prerendererOver(bundle)).catch((error: unknown) => error)
    expect(String(failure)).toContain(told)
  })
})

const folder = join(import.meta.dirname, '../../node_modules/.cache/perfledger-tests/prerender-threads')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Builds in a process of its own, with the output in the working folder or elsewhere; tells how many pages threads rendered in it. */
async function build(reportFolder: string, cwd: string): Promise<number> {
  const target = {
    reportFolder,
    outFolder: join(folder, 'out'),
    cacheFolder: join(folder, 'cache'),
    base: '/',
  }
  const module = JSON.stringify(join(import.meta.dirname, '../../runner/commands/astro-site.ts'))
  const code = `import { buildSite } from ${module}
    let rendered = 0
    process.on('worker', (worker) => worker.on('message', ({ body }) => { rendered += body ? 1 : 0 }))
    await buildSite(${JSON.stringify(target)})
    console.log('rendered in threads:', rendered)
    process.exit()`
  const words = ['--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd })
  return Number(/rendered in threads: (\d+)/.exec(stdout)?.[1])
}

it.runIf(hasThreads)('A page comes out of a thread to the byte as out of the main one', async () => {
  rmSync(folder, { recursive: true, force: true })
  const ledgerFolder = join(folder, 'data')
  await generateLedger(ledgerFolder, {
    runs: 1_200,
    cases: 6,
    samples: 5,
    environments: 1,
    months: 12,
    judged: true,
  })
  const ledger = await openLedger(ledgerFolder)
  const project = { name: 'Threads', repositoryUrl: null, baseBranch: 'main', generated: true }
  const links = { commitUrl: null, compareUrl: null, pullRequestUrl: null }
  const today = { budgetsOf: () => [], commandOf: () => null, placeOf: () => 0 }
  const now = new Date(Date.UTC(2027, 0, 1))
  await publishReport(ledger, { ...project, ...links }, today, reportFolder(ledgerFolder), now)
  ledger.close()
  expect(await build(reportFolder(ledgerFolder), tmpdir())).toBeGreaterThan(50)

  const pageOf = (id: string) => readFileSync(join(folder, 'out/runs', id, 'index.html'), 'utf8')
  const ids = readdirSync(join(folder, 'out/runs')).sort()
  expect(ids).toHaveLength(1_200)
  // Those that were rendered last, once more; too few for threads.
  const again = ids.slice(0, 90)
  const before = again.map(pageOf)
  const manifest = join(folder, 'cache/incremental-build.json')
  const known = JSON.parse(readFileSync(manifest, 'utf8'))
  for (const id of again) {
    delete known.routes[RUN_PAGE].paths[`/runs/${id}`]
    delete known.routes[RUN_PAGE].paths[`/runs/${id}/`]
    rmSync(join(folder, 'out/runs', id), { recursive: true })
  }
  writeFileSync(manifest, JSON.stringify(known))
  expect(await build(reportFolder(ledgerFolder), process.cwd())).toBe(0)
  expect(again.map(pageOf)).toEqual(before)
})
