import { join } from 'shlex'
import { type Candidate, type Finder, LONG_RUNNING, suiteOf } from './candidate.ts'
import { type PackageJson, packageManager, readPackageJson } from './package-json.ts'

const BENCH_FILE = /\.(?:bench|benchmark)\.[cm]?[jt]s$/
const BENCH_SCRIPT = /^(?:bench|benchmark|benchmarks|perf)(?:[:_-].*)?$|[:_-](?:bench|benchmark)$/
/** More bench files than this are one command too many each; the rest is proposed in comments. */
const MANY = 8

/** Vitest runs its own bench files and measures them itself. */
export const findVitest: Finder = async (folder) => {
  const range = (await readPackageJson(folder))?.dependencies.vitest
  const count = folder.files.filter((file) => BENCH_FILE.test(file)).length
  if (range === undefined || count === 0) return undefined
  const output = 'node_modules/.vitest-bench.json'
  const report = major(range) >= 5 ? `--reporter=json --outputFile=${output}` : `--outputJson=${output}`
  const settings = {
    command: `npx vitest bench --run ${report}`,
    adapter: 'vitest',
    output,
    timeout: '15 min',
  }
  const reason = `${count} bench ${count === 1 ? 'file' : 'files'} for Vitest ${range}`
  return suiteOf('vitest', 'Benchmarks that Vitest runs and measures itself.', [
    { name: 'vitest', reason, settings, active: true },
  ])
}

/** The first number of a range; the newest for `*`, `latest` and the like. */
function major(range: string): number {
  return Number(/\d+/.exec(range)?.[0] ?? Infinity)
}

/** Bench files that Node runs directly. */
export const findBenchFiles: Finder = async (folder) => {
  if ((await readPackageJson(folder))?.dependencies.vitest !== undefined) return undefined
  const candidates = folder.files
    .filter((file) => BENCH_FILE.test(file))
    .map(
      (file, index): Candidate => ({
        name: file.replace(BENCH_FILE, ''),
        reason: 'prints its results as JSON, or by tinybench? then add `adapter: auto`',
        settings: { command: `node ${join([file])}`, ...LONG_RUNNING },
        active: index < MANY,
      }),
    )
  return suiteOf('bench-files', 'Bench files, each in a process of its own.', candidates)
}

/** Scripts of package.json that look like benchmarks by their names. */
export const findScripts: Finder = async (folder) => {
  const found = await readPackageJson(folder)
  if (!found) return undefined
  const { run } = packageManager(folder)
  const candidates = Object.entries(found.scripts)
    .filter(([name, line]) => BENCH_SCRIPT.test(name) && !/\bperfledger\b/.test(line))
    .filter(([, line]) => !(found.dependencies.vitest !== undefined && /\bvitest\b/.test(line)))
    .map(
      ([name, line]): Candidate => ({
        name,
        reason: `the script \`${oneLine(line)}\` of package.json`,
        settings: { command: `${run} ${join([name])}`, ...LONG_RUNNING },
        active: true,
      }),
    )
  return suiteOf('scripts', 'Scripts of package.json that look like benchmarks.', candidates)
}

/** What every project waits for, as proposals: start-up, build, tests. */
export const findEveryday: Finder = async (folder) => {
  const found = await readPackageJson(folder)
  if (!found) return undefined
  const { run } = packageManager(folder)
  const scripts = ['build', 'test'].filter((name) => found.scripts[name] !== undefined)
  const candidates = scripts.map(
    (name): Candidate => ({
      name,
      reason: `the script \`${oneLine(found.scripts[name] ?? '')}\` of package.json`,
      settings: { command: `${run} ${name}`, ...LONG_RUNNING },
      active: false,
    }),
  )
  return suiteOf('everyday', 'What people wait for every day.', [...startUp(found), ...candidates])
}

function startUp({ bin, main }: PackageJson): Candidate[] {
  const file = bin ?? main
  if (file === undefined) return []
  const command = `node ${join([file])}${bin === undefined ? '' : ' --version'}`
  return [
    {
      name: 'start-up',
      reason: `the \`${bin ? 'bin' : 'main'}\` of package.json`,
      settings: { command },
      active: false,
    },
  ]
}

/** A script may hold anything; in a comment it must stay on its line. */
function oneLine(line: string): string {
  const flat = line.replace(/\p{Cc}+/gu, ' ')
  return flat.length > 60 ? `${flat.slice(0, 57)}…` : flat
}
