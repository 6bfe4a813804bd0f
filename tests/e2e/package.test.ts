import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, execute, root, start, until } from './command-line.ts'
import { runsOf } from './project.ts'

/** What is packed and what builds it, as they are now; nothing that earlier builds left. */
const NEEDED = [
  ...['runner', 'site', '.config', '.github', 'package.json', 'tsconfig.json', 'astro.config.mjs'],
  ...['README.md', 'LICENSE', '.npmrc'],
]

/** The path without the project's own programs, as it is in somebody else's shell. */
const foreignPath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.startsWith(root) && !folder.includes('node-gyp-bin'))
  .join(delimiter)

/** The Node that runs the tests comes first. */
const env = { PATH: `${dirname(process.execPath)}${delimiter}${foreignPath}`, CI: undefined }

let work = ''
let files: string[] = []
let installed: Ended | undefined
const app = () => join(work, 'app')

/** Inside the project, where the compiler finds its packages, and in a folder that git ignores. */
const sources = join(root, 'node_modules/.cache/perfledger-tests/package')

async function pack(): Promise<void> {
  rmSync(sources, { recursive: true, force: true })
  for (const name of NEEDED) cpSync(join(root, name), join(sources, name), { recursive: true })
  const packed = await execute(sources, ['npm', 'pack', '--json', '--pack-destination', work], env)
  expect(packed, packed.stdout + packed.stderr).toMatchObject({ code: 0 })
  const told = JSON.parse(packed.stdout.slice(packed.stdout.search(/^[[{]/m)))
  const [tarball] = Object.values(told) as { filename: string; files: { path: string }[] }[]
  files = tarball!.files.map(({ path }) => path).sort()
  writeFileSync(join(work, 'tarball'), tarball!.filename)
}

async function install(): Promise<void> {
  const tarball = join(work, basename(readFileSync(join(work, 'tarball'), 'utf8')))
  const scripts = { bench: 'node --eval 0' }
  mkdirSync(app())
  writeFileSync(join(app(), 'package.json'), JSON.stringify({ name: 'app', private: true, scripts }))
  const words = ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--save-dev', tarball]
  installed = await execute(app(), words, env)
}

/** A note beside the config, which the project's own files and the package's components take part in. */
function writeNote(): void {
  const lines = [
    '---\ntitle: First\nbenchmarks: bench\n---',
    "import { words } from './_words.mjs'",
    '<Trend benchmark="bench" metric="wall-time" />',
    '{words} **so far**',
  ]
  mkdirSync(join(app(), 'perf-notes'))
  writeFileSync(join(app(), 'perf-notes/first.mdx'), lines.join('\n\n'))
  writeFileSync(join(app(), 'perf-notes/_words.mjs'), "export const words = 'Fine'\n")
}

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'perfledger-package-'))
  await pack()
  await install()
}, 180_000)
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('The package', () => {
  it('holds the compiled command line, the site, the schema and the workflows, and nothing else', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'package.json',
        'astro.config.mjs',
        'lib/cli.js',
        'lib/index.js',
        'lib/index.d.ts',
        'lib/measure/exact-worker.js',
        'runner/config/perf.schema.json',
        'site/pages/index.astro',
        '.github/workflows/perf.yml',
        '.github/workflows/publish.yml',
      ]),
    )
    const places = new Set(files.map((file) => file.split('/')[0]))
    expect([...places].sort()).toEqual(
      ['.github', 'LICENSE', 'README.md', 'astro.config.mjs', 'lib', 'package.json', 'runner', 'site'].sort(),
    )
  })

  it('has a compiled file for every source and a source for every compiled file', () => {
    const compiled = files.filter((file) => /^lib\/.*\.js$/.test(file)).map((file) => file.slice(4, -3))
    const sources = files
      .filter((file) => /^runner\/.*(?<!\.d)\.ts$/.test(file))
      .map((file) => file.slice(7, -3))
    expect(compiled).toEqual(sources)
  })
})

describe('Installed in an empty project', () => {
  const perfledger = (...words: string[]) => execute(app(), ['npx', 'perfledger', ...words], env)

  it('inits, measures and builds the dashboard there', async (context) => {
    if (
      installed?.code !== 0 &&
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENOTCACHED|ETIMEDOUT/.test(installed?.stderr ?? '')
    )
      return context.skip('the package registry cannot be reached')
    expect(installed, installed?.stderr).toMatchObject({ code: 0 })

    const init = await perfledger('init', '--github')
    expect(init, init.stderr).toMatchObject({ code: 0 })
    expect(init.stdout).toContain('Wrote perf.config.yaml: benchmark bench.')
    expect(readFileSync(join(app(), '.github/workflows/perf.yml'), 'utf8')).toContain(
      'npx perfledger run --ci',
    )

    const run = await execute(app(), ['npm', 'run', 'perf', '--', '--ci'], env)
    expect(run, run.stderr).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('no baseline yet')
    const [id] = runsOf(join(app(), 'data'))
    expect(id).toBeDefined()

    writeNote()
    const site = await execute(
      app(),
      ['npm', 'run', 'site', '--', '--base', '/app/', '--site-url', 'https://example.org'],
      env,
    )
    expect(site, site.stderr).toMatchObject({ code: 0 })
    const page = readFileSync(join(app(), 'dist/index.html'), 'utf8')
    expect(page).toContain(`/app/runs/${id}/`)
    expect(page).toContain('Content-Security-Policy')
    expect(existsSync(join(app(), 'dist/runs', id!, 'index.html'))).toBe(true)

    expect(
      readFileSync(join(app(), 'dist/share/runs', `${id}.png`))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    const note = readFileSync(join(app(), 'dist/notes/first/index.html'), 'utf8')
    expect(note).toMatch(/<svg[^>]*aria-label="[^"]*wall-time/)
    expect(note).toContain('<strong>so far</strong>')

    const markdown = await perfledger('report', '--format', 'markdown')
    expect(markdown.stdout).toContain('### ○ app:')
  })

  it('serves the dashboard under the path that it was built for', async (context) => {
    if (!existsSync(join(app(), 'dist'))) return context.skip('nothing was built')
    const server = start(app(), ['node', 'node_modules/perfledger/lib/cli.js', 'preview', '--port', '0'], env)
    let told = ''
    server.child.stdout?.on('data', (chunk: Buffer) => {
      told += chunk
    })
    await until(() => told.includes('http://'), 'an address')
    const url = /http:\S+/.exec(told)![0]
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/app\/$/)
    expect((await fetch(url)).status).toBe(200)
    expect((await fetch(`${url}runs/absent/`)).status).toBe(404)
    server.child.kill('SIGINT')
    await server.ended
  })

  it('can be imported as a library, with types', async (context) => {
    if (installed?.code !== 0) return context.skip('not installed')
    const script =
      "const it = await import('perfledger'); console.log(Object.keys(it).includes('openLedger'))"
    const ended = await execute(app(), ['node', '--input-type=module', '--eval', script], env)
    expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: 'true\n' })
  })

  it('says which Node it needs where it is run by one that is too old', async (context) => {
    if (installed?.code !== 0) return context.skip('not installed')
    const { stdout } = await execute(app(), ['node', '--version'], { PATH: foreignPath })
    const [major = 0, minor = 0] = stdout.slice(1).split('.').map(Number)
    if (stdout === '' || major > 22 || (major === 22 && minor >= 18))
      return context.skip('this machine has no old Node')
    const ended = await execute(app(), ['npx', 'perfledger', 'run'], { PATH: foreignPath })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(
      `error perfledger needs Node 22.18 or newer; this is Node ${stdout.trim().slice(1)}.`,
    )
    expect(ended.stderr).toContain('npm install -D node@24')
  })
})
