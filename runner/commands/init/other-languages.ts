import { type Finder, LONG_RUNNING, type ProjectFolder, suiteOf } from './candidate.ts'

/** A benchmark tool needs minutes to repeat by itself. */
const SELF_MEASURING = { timeout: '30 min' } as const

/** How many files are opened to look inside. */
const MAX_OPENED = 50

/** True where one of the files has text like this. */
async function someHas(folder: ProjectFolder, files: readonly string[], pattern: RegExp): Promise<boolean> {
  for (const file of files.slice(0, MAX_OPENED)) {
    if (pattern.test((await folder.read(file)) ?? '')) return true
  }
  return false
}

/** Rust: Criterion, or libtest's own harness. */
export const findCargo: Finder = async (folder) => {
  const manifests = folder.files.filter((file) => /(?:^|\/)Cargo\.toml$/.test(file))
  const benches = folder.files.filter((file) => /(?:^|\/)benches\/.*\.rs$/.test(file))
  if (!manifests.includes('Cargo.toml')) return undefined
  if (benches.length === 0 && !(await someHas(folder, manifests, /^\s*\[\[bench\]\]/m))) return undefined
  const usesCriterion = await someHas(folder, manifests, /^\s*\[?[^#\n]*\bcriterion\b/m)
  const cargo = (await someHas(folder, benches, /#!\[feature\(test\)\]/)) ? 'cargo +nightly' : 'cargo'
  const adapter = usesCriterion ? 'criterion' : 'cargo'
  const settings = { setup: `${cargo} bench --no-run`, command: `${cargo} bench`, adapter, ...SELF_MEASURING }
  const tool = usesCriterion ? 'Criterion' : 'libtest'
  return suiteOf('cargo', `Benchmarks that cargo runs and ${tool} measures.`, [
    {
      name: 'cargo',
      reason: 'Cargo.toml with benches; built in `setup`, before anything is measured',
      settings,
      active: true,
    },
  ])
}

/** Go: functions `BenchmarkXxx(b *testing.B)`. Ten repetitions give ten samples. */
export const findGo: Finder = async (folder) => {
  const tests = folder.files.filter((file) => file.endsWith('_test.go'))
  if (!folder.files.includes('go.mod') || !(await someHas(folder, tests, /^func Benchmark/m)))
    return undefined
  const command = 'go test -run=^$ -bench=. -benchmem -count=10 ./...'
  const settings = { command, adapter: 'go', ...SELF_MEASURING }
  return suiteOf('go', 'Benchmark functions that go test runs and measures.', [
    {
      name: 'go',
      reason: 'go.mod and Benchmark functions; -count is the number of samples',
      settings,
      active: true,
    },
  ])
}

/** Python: pytest-benchmark. */
export const findPytest: Finder = async (folder) => {
  const manifests = folder.files.filter((file) =>
    /^(?:pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|Pipfile|(?:.*\/)?requirements[^/]*\.(?:txt|in))$/.test(
      file,
    ),
  )
  if (!(await someHas(folder, manifests, /pytest[-_]benchmark/))) return undefined
  const output = '.pytest-benchmark.json'
  const command = `${pytest(folder)} --benchmark-only --benchmark-json=${output}`
  const settings = { command, adapter: 'pytest-benchmark', output, ...SELF_MEASURING }
  return suiteOf('pytest', 'Benchmarks that pytest-benchmark runs and measures.', [
    { name: 'pytest', reason: 'pytest-benchmark among the requirements', settings, active: true },
  ])
}

function pytest({ files }: ProjectFolder): string {
  if (files.includes('uv.lock')) return 'uv run pytest'
  return files.includes('poetry.lock') ? 'poetry run pytest' : 'python3 -m pytest'
}

/** Make: targets that look like benchmarks by their names. */
export const findMake: Finder = async (folder) => {
  const file = ['GNUmakefile', 'makefile', 'Makefile'].find((name) => folder.files.includes(name))
  const text = (file && (await folder.read(file))) ?? ''
  const targets = [...text.matchAll(/^((?:bench|perf)[\w-]*)\s*:(?!=)/gm)].map((match) => match[1] ?? '')
  const candidates = [...new Set(targets)].map((target) => ({
    name: target,
    reason: `a target of the ${file}`,
    settings: { command: `make --silent ${target}`, ...LONG_RUNNING },
    active: true,
  }))
  return suiteOf('make', `Targets of the ${file} that look like benchmarks.`, candidates)
}
