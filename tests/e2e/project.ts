import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { CaseData, CaseReport, ReportIndex, RunList, RunReport } from '../../runner/report/model.ts'
import { type Ended, execute } from './command-line.ts'

/** A temporary folder of files, removed when the test ends. */
export function projectOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-e2e-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFiles(folder, files)
  return folder
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** A config with one suite `s`: names of benchmarks with their settings, in YAML on one line. */
export function configOf(benchmarks: Readonly<Record<string, string>>, top = ''): string {
  const lines = Object.entries(benchmarks).map(
    ([name, settings]) => `      ${JSON.stringify(name)}: { ${settings} }`,
  )
  return [
    'project: { name: trial, base-branch: main }',
    'defaults: { warmup: 0, iterations: 3, metrics: [wall-time] }',
    top,
    'suites:',
    '  s:',
    '    benchmarks:',
    ...lines,
    '',
  ].join('\n')
}

/** A folder with a config of these benchmarks. */
export function projectWith(benchmarks: Readonly<Record<string, string>>, top?: string): string {
  return projectOf({ 'perf.config.yaml': configOf(benchmarks, top) })
}

/** Runs git with an identity, and nothing of the user's own settings. */
export async function git(folder: string, ...words: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false']
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  const ended = await execute(folder, ['git', ...identity, ...words], env)
  if (ended.code !== 0) throw new Error(`git ${words.join(' ')}: ${ended.stderr}`)
  return ended.stdout.trim()
}

/** Makes the folder a repository on `main` with one commit. */
export async function commitAll(folder: string, message = 'first'): Promise<string> {
  if (!existsSync(join(folder, '.git'))) await git(folder, 'init', '--quiet', '--initial-branch', 'main')
  await git(folder, 'add', '--all')
  await git(folder, 'commit', '--quiet', '--allow-empty', '--message', message)
  return git(folder, 'rev-parse', 'HEAD')
}

/** Every file of the history below a folder, by its name in the ledger, with the hash of its content. */
export function historyOf(ledger: string): Record<string, string> {
  const parts = ['runs', 'verdicts'].map((part) => join(ledger, part)).filter((part) => existsSync(part))
  const files = parts.flatMap((part) =>
    readdirSync(part, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  return Object.fromEntries(
    files
      .sort()
      .map((file) => [relative(ledger, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  )
}

/** Names of the runs in a ledger, oldest first. */
export function runsOf(ledger: string): string[] {
  return Object.keys(historyOf(ledger)).flatMap(
    (file) => /^runs\/.*\/([^/]+)\.parquet$/.exec(file)?.[1] ?? [],
  )
}

/** Every file that was there is there still, byte by byte; new ones may have come. */
export function expectKept(before: Record<string, string>, ledger: string): void {
  expect(historyOf(ledger)).toMatchObject(before)
}

/** What a run told as JSON. */
export function reportIn({ stdout }: Ended): RunReport {
  return JSON.parse(stdout) as RunReport
}

/** Each case's word: `{ 'quick': 'inconclusive' }`. */
export function statesOf(report: RunReport): Record<string, string | undefined> {
  return Object.fromEntries(report.cases.map(({ title, verdict }) => [title, verdict?.state]))
}

/** The report folder, read as the site reads it. */
export function reportFolderOf(ledger: string) {
  const read = <T>(name: string) => JSON.parse(readFileSync(join(ledger, 'report', name), 'utf8')) as T
  const names = (part: string) => readdirSync(join(ledger, 'report', part)).sort()
  return {
    index: read<ReportIndex>('index.json'),
    list: read<RunList>('runs.json'),
    cases: names('cases').map((name) => read<CaseReport>(`cases/${name}`)),
    data: names('data/cases').map((name) => read<CaseData>(`data/cases/${name}`)),
    runs: names('runs').map((name) => read<RunReport>(`runs/${name}`)),
  }
}

/** Living processes whose command line has this text. */
export function processesWith(words: string): { pid: number; line: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({ pid: Number(name), line: commandLineOf(name) }))
    .filter(({ line }) => line.includes(words))
}

/** Empty for a process that has ended meanwhile, or only waits to be noticed. */
function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
