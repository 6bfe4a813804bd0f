import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { globSync } from 'tinyglobby'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** The flow: a file may import from its own room and from rooms of a lower rank, never the other way. */
const ranks: Record<string, number> = {
  'errors.ts': 0,
  'units.ts': 0,
  stats: 0,
  metrics: 1,
  bench: 2,
  adapters: 1.5,
  config: 2,
  plan: 3,
  git: 3.5,
  'git.ts': 4,
  'ci.ts': 4,
  measure: 5,
  ledger: 6,
  importers: 7,
  demo: 7,
  store: 7,
  analyze: 7,
  'stewardship.ts': 7.5,
  verdict: 7.8,
  'verdict.ts': 8,
  compare: 8.5,
  report: 9,
  reporters: 10,
  exporters: 10,
  commands: 11,
  'index.ts': 12,
  'cli.ts': 12,
}

/** Packages that only one room may use, and the rooms of each. */
const owners: Record<string, readonly string[]> = {
  execa: ['measure', 'git'],
  koffi: ['measure'],
  '@duckdb/node-api': ['ledger'],
  '@aws-sdk/client-s3': ['store'],
  zod: ['config'],
  yaml: ['config'],
  commander: ['cli.ts'],
  astro: ['commands'],
}

interface Import {
  readonly from: string
  readonly to: string
}

/** Comments and strings that only look like imports do not matter: every match is at the start of a statement. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function allImports(pattern: string | string[]): Import[] {
  return globSync(pattern, { cwd: root })
    .sort()
    .flatMap((from) => importsOf(from).map((to) => ({ from, to })))
}

const isRelative = ({ to }: Import) => to.startsWith('.')

function target({ from, to }: Import): string {
  return relative(root, join(root, dirname(from), to))
}

function room(file: string): string {
  return file.split('/')[1] ?? ''
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

const runner = allImports('runner/**/*.ts')

describe('the rooms of the runner', () => {
  it('are all ranked in the flow', () => {
    const rooms = new Set(globSync(['runner/**/*.ts', '!**/*.d.ts'], { cwd: root }).map(room))
    expect([...rooms].filter((name) => ranks[name] === undefined)).toEqual([])
  })

  it('import only along the flow', () => {
    const against = runner
      .filter(isRelative)
      .filter((entry) => target(entry).startsWith('runner/'))
      .filter((entry) => {
        const own = room(entry.from)
        const other = room(target(entry))
        return own !== other && !(ranks[other]! < ranks[own]!)
      })
      .map((entry) => `${entry.from} imports ${target(entry)}`)
    expect(against).toEqual([])
  })

  it('leave the runner only for its package.json', () => {
    const outside = runner
      .filter(isRelative)
      .map(target)
      .filter((file) => !file.startsWith('runner/'))
    expect(outside).toEqual([])
  })

  it('have no cycles between files', () => {
    const graph = Map.groupBy(runner.filter(isRelative), (entry) => entry.from)
    expect(findCycle(new Map([...graph].map(([from, entries]) => [from, entries.map(target)])))).toEqual([])
  })

  it('keep the mathematics to itself: stats imports nothing outside stats', () => {
    const foreign = allImports('runner/stats/**/*.ts').filter(
      (entry) => !isRelative(entry) || room(target(entry)) !== 'stats',
    )
    expect(foreign).toEqual([])
  })

  it('keep the library for benchmarks small: bench imports only stats, metrics, units, tinybench and Node', () => {
    const allowed = ['bench', 'stats', 'metrics', 'units.ts']
    const foreign = allImports('runner/bench/**/*.ts').filter((entry) =>
      isRelative(entry) ? !allowed.includes(room(target(entry))) : !/^(node:|tinybench$)/.test(entry.to),
    )
    expect(foreign).toEqual([])
  })

  it.each(Object.entries(owners))('use %s only in %j', (name, rooms) => {
    const strangers = runner.filter(
      (entry) => packageName(entry.to) === name && !rooms.includes(room(entry.from)),
    )
    expect(strangers).toEqual([])
  })

  it('ask git only in git.ts and its room', () => {
    const strangers = globSync('runner/**/*.ts', { cwd: root })
      .filter((file) => !/^runner\/git(\.ts|\/)/.test(file))
      .filter((file) =>
        /execa\(\s*['"`]git|\(\s*['"`]git['"`]\s*,/.test(readFileSync(join(root, file), 'utf8')),
      )
    expect(strangers).toEqual([])
  })

  it('start processes only in measure and git', () => {
    const strangers = runner.filter(
      ({ from, to }) => /^(node:)?child_process$/.test(to) && !['measure', 'git'].includes(room(from)),
    )
    expect(strangers).toEqual([])
  })
})

describe('the process that measures', () => {
  it('reaches neither DuckDB nor Astro nor the config through static imports of the measuring room', () => {
    const heavy = ['@duckdb/node-api', 'astro', 'zod', 'yaml', 'chart.js', 'playwright']
    const behind = packagesBehind(globSync('runner/measure/**/*.ts', { cwd: root }))
    expect(heavy.filter((name) => behind.has(name))).toEqual([])
  })

  it('has no network: only the store reaches one, by a client that is loaded when a store is opened', () => {
    const network = runner.filter(({ to }) => /^node:(http|https|http2|net|tls|dgram)$/.test(to))
    expect(network).toEqual([])
    expect(packagesBehind(globSync('runner/**/*.ts', { cwd: root }))).not.toContain('@aws-sdk/client-s3')
    expect(packagesBehind(['runner/commands/with-store.ts'])).not.toContain('@duckdb/node-api')
  })

  it.each(['run', 'compare', 'backfill', 'bisect'])(
    'reaches DuckDB in `%s` only by imports after measuring',
    (command) => {
      expect(packagesBehind([`runner/commands/${command}.ts`])).not.toContain('@duckdb/node-api')
    },
  )
})

describe('the site', () => {
  const site = allImports('site/**/*.{ts,astro,mdx}')

  it('imports from the runner only the report’s model and the units', () => {
    const allowed = ['runner/report/model.ts', 'runner/units.ts']
    const others = site
      .filter(isRelative)
      .filter((entry) => target(entry).startsWith('runner/') && !allowed.includes(target(entry)))
    expect(others).toEqual([])
  })

  it('has its whole logic in lib and client: components and pages never read files', () => {
    const readers = site.filter(({ from, to }) => /^node:/.test(to) && !from.startsWith('site/lib/'))
    expect(readers).toEqual([])
  })

  it('never touches DuckDB, execa or git', () => {
    expect(site.filter(({ to }) => ['@duckdb/node-api', 'execa'].includes(packageName(to)))).toEqual([])
  })
})

/** The packages that these files lead to by imports at their start, types left out. */
function packagesBehind(files: readonly string[]): ReadonlySet<string> {
  const [seen, packages] = [new Set<string>(), new Set<string>()]
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, to = ''] of text.matchAll(/^(?:import|export) (?!type)[^'"]*?from '([^']+)'/gms)) {
      const entry = { from: file, to }
      if (isRelative(entry)) visit(target(entry))
      else packages.add(packageName(to))
    }
  }
  for (const file of files) visit(file)
  return packages
}

/** The first cycle that a depth-first walk meets, as a list of files; empty when there is none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    for (const next of graph.get(file) ?? []) {
      const cycle = walk(next, [...path, file])
      if (cycle.length > 0) return cycle
    }
    done.add(file)
    return []
  }
  for (const file of graph.keys()) {
    const cycle = walk(file, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
