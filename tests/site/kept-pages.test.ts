import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { clearOutput, settleOutput } from '../../runner/commands/kept-pages.ts'
import { placeData, publishedData } from '../../runner/commands/place-data.ts'
import { measuredHistory } from './measured-history.ts'
import { writeTestReport } from './site-under-test.ts'

const folder = join(import.meta.dirname, '../../node_modules/.cache/perfledger-tests/kept-pages')
const [out, cache] = [join(folder, 'out'), join(folder, 'cache')]
afterAll(() => rm(folder, { recursive: true, force: true }))

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

/** Every file with its text. */
async function contentOf(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')))
  return Object.fromEntries(
    files.map((file, place) => [file.slice(root.length + 1), texts[place]!] as const).sort(),
  )
}

const names = async (root: string) => Object.keys(await contentOf(root))

describe('Pages in an output folder', () => {
  const pages = (...files: string[]) =>
    write(
      join(cache, 'incremental-build.json'),
      JSON.stringify({
        routes: {
          page: { paths: Object.fromEntries(files.map((file) => [`/${file}`, { outputFile: file }])) },
        },
      }),
    )

  beforeEach(async () => {
    await rm(folder, { recursive: true, force: true })
    for (const file of ['theme.js', 'index.html', 'runs/a/index.html', 'runs/b%c/index.html'])
      await write(join(out, file), file)
    await pages('runs/a/index.html', 'runs/b%25c/index.html')
    await settleOutput(out, cache, new Set())
  })

  it('stay while they are what the last build left, and nothing else does', async () => {
    await clearOutput(out, cache, 'theme.js')
    expect(await names(out)).toEqual(['runs/a/index.html', 'runs/b%c/index.html', 'theme.js'])
  })

  it('go where somebody changed them, or put others beside them', async () => {
    await write(join(out, 'runs/a/index.html'), 'changed by hand')
    await write(join(out, 'runs/stray/index.html'), 'of somebody else')
    await clearOutput(out, cache, 'theme.js')
    expect(await names(out)).toEqual(['runs/b%c/index.html', 'theme.js'])
  })

  it('go after a build that was cut off, or that went into another folder', async () => {
    await clearOutput(out, cache, 'theme.js')
    await clearOutput(out, cache, 'theme.js')
    expect(await names(out)).toEqual(['theme.js'])
    const other = join(folder, 'other')
    await write(join(other, 'runs/a/index.html'), 'runs/a/index.html')
    await settleOutput(out, cache, new Set())
    await clearOutput(other, cache, 'theme.js')
    expect(await names(other)).toEqual([])
  })

  it('stay, with what a report publishes as it is, and none of it that the report no longer has', async () => {
    const report = join(folder, 'report')
    for (const name of ['a', 'b']) await write(join(report, `data/runs/${name}.json`), `{"id":"${name}"}`)
    placeData(report, out)
    await settleOutput(out, cache, new Set())
    await rm(join(report, 'data/runs/b.json'))
    const made = async () => (await stat(join(out, 'data/runs/a.json'))).ctimeMs
    const before = await made()
    await clearOutput(out, cache, 'theme.js', publishedData(report))
    placeData(report, out)
    expect(await made()).toBe(before)
    expect(await names(out)).toContain('data/runs/a.json')
    expect(await names(out)).not.toContain('data/runs/b.json')
    await write(join(report, 'data/runs/a.json'), '{"id":"c"}')
    placeData(report, out)
    expect((await contentOf(out))['data/runs/a.json']).toBe('{"id":"c"}')
  })

  it.each(['output.json', 'incremental-build.json'])('go where %s cannot be read', async (file) => {
    await writeFile(join(cache, file), '{"files":')
    await clearOutput(out, cache, 'theme.js')
    expect(await names(out)).toEqual(['theme.js'])
  })

  it('go when they are no longer among the pages', async () => {
    await clearOutput(out, cache, 'theme.js')
    await pages('runs/a/index.html')
    await settleOutput(out, cache, new Set(['runs/a/index.html', 'runs/b%c/index.html']))
    expect(await names(out)).toEqual(['runs/a/index.html', 'theme.js'])
    expect(await readdir(join(out, 'runs'))).toEqual(['a'])
  })
})

/** In a process of its own, as always but in tests: Astro remembers pages as long as it is loaded. */
async function build(reportFolder: string, name: string): Promise<void> {
  const target = {
    reportFolder,
    outFolder: join(folder, name),
    cacheFolder: join(folder, `${name}-cache`),
    base: '/',
  }
  const module = JSON.stringify(join(import.meta.dirname, '../../runner/commands/astro-site.ts'))
  const code = `import { buildSite } from ${module}; await buildSite(${JSON.stringify(target)}); process.exit()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code])
}

describe('A dashboard that is built over the last one', () => {
  it('is, to the byte, what one built from nothing is', async () => {
    const runs = measuredHistory()
    for (const some of [runs.slice(0, -1), runs, runs.slice(0, -2)]) {
      const report = await writeTestReport('kept-pages-report', some)
      await build(report, 'over')
      await rm(join(folder, 'fresh-cache'), { recursive: true, force: true })
      await build(report, 'fresh')
      expect(await contentOf(join(folder, 'over'))).toEqual(await contentOf(join(folder, 'fresh')))
    }
  }, 120_000)
})

describe('A dashboard of which many pages cannot be made', () => {
  it('tells that once, and stops there', async () => {
    const report = await writeTestReport('kept-pages-broken', measuredHistory())
    for (const name of await readdir(join(report, 'runs')))
      await writeFile(join(report, 'runs', name), '{"schemaVersion":')
    const failed = (await build(report, 'broken').catch((error: unknown) => error)) as {
      stderr: string
      stdout: string
    }
    const told = failed.stdout + failed.stderr
    expect(told).toContain('is not valid JSON')
    expect(told.match(/Caught error rendering/g)).toHaveLength(1)
  })
})
