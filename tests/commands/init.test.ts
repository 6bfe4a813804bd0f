import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InitEffects } from '../../runner/commands/init/effects.ts'
import { init } from '../../runner/commands/init.ts'
import { parseConfig } from '../../runner/config/load.ts'
import { describePlan } from '../../runner/plan/describe.ts'
import { makePlan } from '../../runner/plan/make-plan.ts'

const root = '/project'

/** A folder in memory, and what was printed. */
class FakeFolder implements InitEffects {
  printed = ''
  readonly files: Map<string, string>

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files))
  }

  list = async () => [...this.files.keys()].filter((name) => !name.startsWith('.')).sort()
  read = async (file: string) => this.files.get(file.slice(root.length + 1))
  write = async (file: string, text: string, mode: 'create' | 'replace') => {
    const name = file.slice(root.length + 1)
    if (mode === 'create' && this.files.has(name)) throw new Error(`EEXIST: ${name}`)
    this.files.set(name, text)
  }
  workflows = async () => [{ name: 'perf.yml', text: 'on: { push: { branches: [main] } }\n' }]
  topAbove = async (): Promise<string | undefined> => undefined
  defaultBranch = async (): Promise<string | undefined> => 'trunk'
  print = (text: string) => {
    this.printed += text
  }
}

async function initIn(files: Readonly<Record<string, string>>, github = false): Promise<FakeFolder> {
  const folder = new FakeFolder(files)
  expect(await init({ config: `${root}/perf.config.yaml`, github }, folder)).toBe(0)
  return folder
}

/** The config that was written, read by the real reader. */
function configOf(folder: FakeFolder) {
  return parseConfig(folder.files.get('perf.config.yaml')!, `${root}/perf.config.yaml`, {})
}

function commandsOf(folder: FakeFolder): Record<string, unknown> {
  const cases = makePlan(configOf(folder)).suites.flatMap((suite) => suite.cases)
  return Object.fromEntries(
    cases.map(({ key, command, output }) => {
      const line = command.kind === 'words' ? command.words.join(' ') : command.line
      return [`${key.suite}/${key.benchmark}`, output ? [line, output.adapter, output.file] : line]
    }),
  )
}

const packageJson = (content: object): string => `${JSON.stringify(content, null, 2)}\n`

describe('init in an empty folder', () => {
  it('writes an example that runs everywhere, and says what to do next', async () => {
    const folder = await initIn({})
    expect(folder.files.get('perf.config.yaml')).toMatchInlineSnapshot(`
      "# What perfledger measures here, and how it judges. \`perfledger run --dry-run\` prints the plan.

      # What holds for all benchmarks unless they say otherwise:
      # defaults:
      #   iterations: { min: 10, max: 50, time: 10 s, precision: 2% }
      #   timeout: 60 s
      #   thresholds: { minor: 1.2, moderate: 1.5, critical: 2 }   # 1.2: regressed from 20 % worse on, if beyond the noise

      suites:
        start-up:
          description: An example, to be replaced by what matters to you.
          benchmarks:
            # how long Node takes to start
            node:
              command: node --eval 0
              budgets: { wall-time: 2 s }
      "
    `)
    expect(folder.printed).toMatchInlineSnapshot(`
      "Wrote /project/perf.config.yaml: benchmark node.
      Added to .gitignore: what is generated anew at any time.

      Next:
        npx perfledger run      measures, keeps the run in data/ and judges it
        npx perfledger site     builds the dashboard in dist/
        npx perfledger preview  shows it
        git add data            the history is kept with the code
      "
    `)
    expect(folder.files.get('.gitignore')).toBe(
      'data/report/\ndata/journal/\ndata/.waiting-*/\ndata/**/*.tmp\ndist/\n.astro/\n',
    )
  })
})

describe('init in a project', () => {
  it('finds the benchmarks of npm scripts, proposes the everyday ones, and adds its own two scripts', async () => {
    const folder = await initIn({
      'package.json': packageJson({
        name: '@me/thing',
        bin: { thing: './bin/thing.js' },
        scripts: {
          'bench:parse': 'node bench/parse.js # fast: "yes"\n',
          build: 'tsc',
          perfect: 'x',
          test: 'vitest',
        },
      }),
    })
    expect(folder.files.get('perf.config.yaml')).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=node_modules/perfledger/runner/config/perf.schema.json

      # What perfledger measures here, and how it judges. \`perfledger run --dry-run\` prints the plan.

      # What holds for all benchmarks unless they say otherwise:
      # defaults:
      #   iterations: { min: 10, max: 50, time: 10 s, precision: 2% }
      #   timeout: 60 s
      #   thresholds: { minor: 1.2, moderate: 1.5, critical: 2 }   # 1.2: regressed from 20 % worse on, if beyond the noise

      suites:
        scripts:
          description: Scripts of package.json that look like benchmarks.
          benchmarks:
            # the script \`node bench/parse.js # fast: "yes" \` of package.json
            bench:parse:
              command: npm run --silent bench:parse
              iterations: { min: 3, max: 10, time: 60 s }
              timeout: 10 min

        # everyday:
        #   description: What people wait for every day.
        #   benchmarks:
        #     # the \`bin\` of package.json
        #     start-up:
        #       command: node ./bin/thing.js --version
        #
        #     # the script \`tsc\` of package.json
        #     build:
        #       command: npm run --silent build
        #       iterations: { min: 3, max: 10, time: 60 s }
        #       timeout: 10 min
        #
        #     # the script \`vitest\` of package.json
        #     test:
        #       command: npm run --silent test
        #       iterations: { min: 3, max: 10, time: 60 s }
        #       timeout: 10 min
      "
    `)
    expect(JSON.parse(folder.files.get('package.json')!).scripts).toMatchObject({
      perf: 'perfledger run',
      site: 'perfledger site',
      build: 'tsc',
    })
    expect(folder.printed).toMatchInlineSnapshot(`
      "Wrote /project/perf.config.yaml: benchmark bench:parse; 3 more proposed in comments.
      Added to package.json: the scripts perf and site.
      Added to .gitignore: what is generated anew at any time.

      Next:
        npm install -D perfledger  everybody measures with the same version
        npm run perf               measures, keeps the run in data/ and judges it
        npm run site               builds the dashboard in dist/
        npx perfledger preview     shows it
        git add data               the history is kept with the code
      "
    `)
  })

  it('hands bench files to Vitest where the project has it, in the words of its version', async () => {
    const files = { 'src/a.bench.ts': '', 'src/b.bench.ts': '' }
    const withVitest = (vitest: string) =>
      initIn({
        ...files,
        'package.json': packageJson({ scripts: { bench: 'vitest bench' }, devDependencies: { vitest } }),
      })
    const output = 'node_modules/.vitest-bench.json'
    expect(commandsOf(await withVitest('^5.1.0'))).toEqual({
      'vitest/vitest': [`npx vitest bench --run --reporter=json --outputFile=${output}`, 'vitest', output],
    })
    expect(commandsOf(await withVitest('~3.2.0'))).toEqual({
      'vitest/vitest': [`npx vitest bench --run --outputJson=${output}`, 'vitest', output],
    })
  })

  it('runs bench files by Node otherwise, a few of them at once', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`bench/case ${index}.bench.mjs`, '']),
    )
    const folder = await initIn(many)
    const commands = commandsOf(folder)
    expect(Object.keys(commands)).toHaveLength(8)
    expect(commands['bench-files/bench/case 0']).toBe('node bench/case 0.bench.mjs')
    expect(folder.printed).toContain('4 more proposed in comments')
  })

  it('finds Criterion, and libtest on a nightly toolchain', async () => {
    const criterion = await initIn({
      'Cargo.toml': '[package]\nname = "x"\n[dev-dependencies]\ncriterion = "0.5"\n[[bench]]\nname = "a"\n',
      'benches/a.rs': 'use criterion::*;',
    })
    expect(commandsOf(criterion)).toEqual({ 'cargo/cargo': ['cargo bench', 'criterion', undefined] })
    const libtest = await initIn({ 'Cargo.toml': '[package]\n', 'benches/a.rs': '#![feature(test)]\n' })
    expect(commandsOf(libtest)).toEqual({ 'cargo/cargo': ['cargo +nightly bench', 'cargo', undefined] })
  })

  it('finds Go benchmarks, and no tests without them', async () => {
    const found = await initIn({
      'go.mod': 'module x',
      'a_test.go': 'package x\nfunc BenchmarkA(b *testing.B) {}',
    })
    expect(commandsOf(found)).toEqual({
      'go/go': ['go test -run=^$ -bench=. -benchmem -count=10 ./...', 'go', undefined],
    })
    const none = await initIn({ 'go.mod': 'module x', 'a_test.go': 'package x\nfunc TestA(t *testing.T) {}' })
    expect(Object.keys(commandsOf(none))).toEqual(['start-up/node'])
  })

  it.each([
    ['requirements-dev.txt', 'pytest-benchmark==5.0\n', {}, 'python3 -m pytest'],
    ['pyproject.toml', 'dev = ["pytest-benchmark>=4"]', { 'uv.lock': '' }, 'uv run pytest'],
    ['pyproject.toml', 'pytest_benchmark = "*"', { 'poetry.lock': '' }, 'poetry run pytest'],
  ])('finds pytest-benchmark in %s', async (file, text, others, pytest) => {
    const folder = await initIn({ [file]: text, ...others })
    const output = '.pytest-benchmark.json'
    expect(commandsOf(folder)).toEqual({
      'pytest/pytest': [`${pytest} --benchmark-only --benchmark-json=${output}`, 'pytest-benchmark', output],
    })
    expect(folder.files.get('.gitignore')).toContain(`${output}\n`)
  })

  it('finds targets of make', async () => {
    const makefile = 'bench: all\n\t./bench\nbench-io:\nbenchmark := 3\nall:\n.PHONY: bench\n'
    expect(commandsOf(await initIn({ Makefile: makefile }))).toEqual({
      'make/bench': 'make --silent bench',
      'make/bench-io': 'make --silent bench-io',
    })
  })

  it('writes what plans and describes itself, whatever the folder holds', async () => {
    const folder = await initIn({
      'package.json': packageJson({
        main: 'dist/it\'s "main".js',
        scripts: { 'bench:a b': "echo '", 'bench:🚀': 'x' },
      }),
      'yes.bench.js': '',
      'null.bench.js': '',
      '1.bench.js': '',
      "o'clock: #1.bench.js": '',
    })
    expect(describePlan(makePlan(configOf(folder)))).toContain('6 cases in 2 suites')
    expect(Object.values(commandsOf(folder))).toContain("node o'clock: #1.bench.js")
  })

  it('proposes in comments what is right when the marks are taken away', async () => {
    const folder = await initIn({
      'package.json': packageJson({ main: 'index.js', scripts: { build: 'tsc', test: 'vitest' } }),
    })
    const [schemaLine = '', ...lines] = folder.files.get('perf.config.yaml')!.split('\n')
    expect(schemaLine).toContain('yaml-language-server')
    const text = lines.join('\n').replace(/^( *)# ( *[\w-]+:( .*)?)$/gm, '$1$2')
    const config = parseConfig(text, `${root}/perf.config.yaml`, {})
    expect(config.suites.map(({ name, benchmarks }) => [name, benchmarks.length])).toEqual([
      ['start-up', 1],
      ['everyday', 3],
    ])
    expect(text).toMatch(/^defaults:$/m)
  })

  it.each([
    ['pnpm-lock.yaml', 'pnpm add -D perfledger', 'pnpm run perf'],
    ['yarn.lock', 'yarn add -D perfledger', 'yarn run perf'],
    ['package-lock.json', 'npm install -D perfledger', 'npm run perf'],
  ])('speaks of the package manager that wrote %s', async (lock, add, run) => {
    const { printed } = await initIn({ 'package.json': '{}', [lock]: '' })
    expect(printed).toContain(add)
    expect(printed).toContain(run)
  })
})

describe('init and what is there already', () => {
  it('never overwrites a config', async () => {
    const folder = new FakeFolder({ 'perf.config.yaml': 'mine' })
    await expect(init({ config: `${root}/perf.config.yaml` }, folder)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('There is a config already'),
      hint: expect.stringContaining('move it away'),
    })
    expect([...folder.files]).toEqual([['perf.config.yaml', 'mine']])
  })

  it('leaves scripts of the same names alone', async () => {
    const text = packageJson({ scripts: { perf: 'node my-perf.js', site: 'eleventy' } })
    const folder = await initIn({ 'package.json': text })
    expect(folder.files.get('package.json')).toBe(text)
    expect(folder.printed).toContain('the scripts perf and site that you have already')
    expect(folder.printed).toContain('npx perfledger run')
  })

  it('leaves a package.json alone that is no JSON object, and says so', async () => {
    const folder = await initIn({ 'package.json': '{ "name": ' })
    expect(folder.files.get('package.json')).toBe('{ "name": ')
    expect(folder.printed).toContain('Left package.json as it is')
  })

  it('keeps out of dist/ and data/ where the project uses them', async () => {
    const folder = await initIn({ 'package.json': packageJson({ files: ['dist'] }), 'data/mine.csv': '' })
    expect(configOf(folder).ledger).toBe('/project/perf-data')
    expect(JSON.parse(folder.files.get('package.json')!).scripts.site).toBe('perfledger site --out perf-site')
    expect(folder.files.get('.gitignore')).toContain(
      'perf-data/report/\nperf-data/journal/\nperf-data/.waiting-*/\nperf-data/**/*.tmp\nperf-site/\n',
    )
  })

  it('keeps the history where git does not ignore it', async () => {
    const folder = await initIn({ '.gitignore': 'node_modules\n/data\n' })
    expect(configOf(folder).ledger).toBe('/project/perf-data')
  })

  it('adds to .gitignore only what is missing', async () => {
    const folder = await initIn({ '.gitignore': '/dist\ndata/report\n.astro' })
    expect(folder.files.get('.gitignore')).toBe(
      '/dist\ndata/report\n.astro\ndata/journal/\ndata/.waiting-*/\ndata/**/*.tmp\n',
    )
  })

  it('writes workflows on request, and leaves those that are there', async () => {
    const fresh = await initIn({}, true)
    expect(fresh.files.get('.github/workflows/perf.yml')).toBe('on: { push: { branches: ["trunk"] } }\n')
    const present = await initIn({ '.github/workflows/perf.yml': 'mine' }, true)
    expect(present.files.get('.github/workflows/perf.yml')).toBe('mine')
    expect(present.printed).toContain('Left .github/workflows/perf.yml')
  })

  it('adds workflows beside a config that is there already, and changes nothing else', async () => {
    const config = 'suites: { s: { benchmarks: { b: { command: "true" } } } }\n'
    const folder = await initIn({ 'perf.config.yaml': config }, true)
    expect([...folder.files.keys()]).toEqual(['perf.config.yaml', '.github/workflows/perf.yml'])
    expect(folder.files.get('perf.config.yaml')).toBe(config)
  })
})

describe('init on a real disk', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perfledger-init-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('writes the files, and refuses to do so twice', async () => {
    await writeFile(join(folder, 'a.bench.mjs'), '')
    const config = join(folder, 'perf.config.yaml')
    const { realEffects } = await import('../../runner/commands/init/effects.ts')
    const effects = { ...realEffects, print: () => {} }
    expect(await init({ config }, effects)).toBe(0)
    expect(await readFile(config, 'utf8')).toContain('node a.bench.mjs')
    await expect(init({ config }, effects)).rejects.toMatchObject({ exitCode: 2 })
  })
})
