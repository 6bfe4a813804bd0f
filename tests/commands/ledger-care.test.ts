import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compact } from '../../runner/commands/compact.ts'
import { metricWarnings } from '../../runner/commands/metric-warnings.ts'
import { recentRunIds } from '../../runner/commands/recent-runs.ts'
import { tidyLedger } from '../../runner/commands/tidy-ledger.ts'
import { verify } from '../../runner/commands/verify.ts'
import { loadConfig } from '../../runner/config/load.ts'
import { appendRuns } from '../../runner/ledger/append.ts'
import type { RunInfo, Series } from '../../runner/ledger/series.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { allFiles, read } from '../ledger/folders.ts'
import { commit, environment, measuredCase, metric, run, wallTime } from '../ledger/runs.ts'

const root = mkdtempSync(path.join(tmpdir(), 'perfledger-care-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A project with a config, and runs in its ledger; collects what is printed. */
async function project(more: string, runs: readonly MeasuredRun[]) {
  const folder = mkdtempSync(path.join(root, 'project-'))
  const config = path.join(folder, 'perf.config.yaml')
  writeFileSync(
    config,
    `${more}\nsuites: { parser: { benchmarks: { parse: { command: node --version } } } }\n`,
  )
  const ledger = path.join(folder, 'data')
  const files = await appendRuns(ledger, runs)
  const printed: string[] = []
  return {
    config,
    ledger,
    files: files.map(({ file }) => file),
    printed,
    print: (text: string) => printed.push(text),
  }
}

const some = (count: number) => Array.from({ length: count }, () => run())

describe('perfledger compact', () => {
  it('tells what each month became, and the second time that there is nothing to do', async () => {
    const { config, ledger, printed, print } = await project('', some(3))
    expect(await compact({ config }, print)).toBe(0)
    expect(printed.join('')).toMatch(
      /^data\/runs\/year=2026\/month=11: 3 runs, 3 files → 1 file, [\d.]+\skB → [\d.]+\skB\n$/,
    )
    expect(await compact({ config }, print)).toBe(0)
    expect(printed.at(-1)).toContain('There is nothing to compact')
    expect(await read(ledger, (each) => each.runs())).toHaveLength(3)
  })
})

describe('perfledger verify', () => {
  it('names the fault and exits 3; with --repair the file is put aside and the rest is sound', async () => {
    const { config, ledger, files, printed, print } = await project('', some(2))
    expect(await verify({ config }, print)).toBe(0)
    expect(printed.pop()).toBe('2 files verified: no faults, no notes.\n')
    truncateSync(files[0]!, 100)
    expect(await verify({ config }, print)).toBe(3)
    const name = path.relative(path.dirname(config), files[0]!)
    expect(printed.join('')).toContain(
      `fault  ${name} is cut off: its end is missing\n2 files verified: 1 fault, no notes.`,
    )
    expect(await verify({ config, repair: true }, print)).toBe(0)
    expect(printed.join('')).toContain(`moved ${name} to data/quarantine/${path.relative('data', name)}`)
    expect(await read(ledger, (each) => each.runs())).toHaveLength(1)
  })
})

describe('After a run', () => {
  it('the ledger is compacted when a hundred files have come together, unless the config says no', async () => {
    const due = await project('', some(100))
    await tidyLedger(await loadConfig(due.config, {}), due.print)
    expect(due.printed).toEqual([
      'Compacted 100 files of the ledger into 1; commit both the new files and the removals.',
    ])
    expect(allFiles(due.ledger)).toHaveLength(1)
    const off = await project('ledger-compact: false', some(100))
    await tidyLedger(await loadConfig(off.config, {}), off.print)
    expect(allFiles(off.ledger)).toHaveLength(100)
    const early = await project('', some(5))
    await tidyLedger(await loadConfig(early.config, {}), early.print)
    expect(early.printed).toEqual([])
  })

  it('a compaction that fails is told and takes nothing away', async () => {
    const { config, ledger, files, printed, print } = await project('', some(100))
    truncateSync(files[7]!, 4_000)
    await tidyLedger(await loadConfig(config, {}), print)
    expect(printed[0]).toContain(
      `The ledger was not compacted: A file of the history cannot be read: ${files[7]}`,
    )
    expect(allFiles(ledger)).toHaveLength(100)
  })
})

describe('A metric that changed its unit or direction', () => {
  const seriesIn = (unit: string, runIds: string[]): Series => ({
    key: {
      case: { suite: 'parser', benchmark: 'parse', params: {} },
      metric: { ...wallTime, unit },
      environment: environment.fingerprint,
    },
    points: runIds.map((runId) => ({ runId, median: 1, mad: 0, count: 1, low: 1, high: 1 })),
  })
  const given = run([
    measuredCase('parse', { metrics: [metric([1], { metric: { ...wallTime, unit: 'ms' } })] }),
  ])

  it('is told once, by the run that changed it', () => {
    const { id } = given.header
    expect(metricWarnings(given, [seriesIn('ns', ['old']), seriesIn('ms', [id])])).toEqual([
      'parser/parse: wall-time is now in ms (lower is better), before in ns (lower is better). It begins a new series; the two are never compared. If that is not meant, look at metrics in the config.',
    ])
    expect(metricWarnings(given, [seriesIn('ns', ['old']), seriesIn('ms', ['newer', id])])).toEqual([])
    expect(metricWarnings(given, [seriesIn('ms', [id])])).toEqual([])
    expect(metricWarnings(given, [])).toEqual([])
  })
})

describe('The past that a run is judged by', () => {
  const info = (id: string, more: Parameters<typeof run>[1] = {}): RunInfo => ({
    header: run([], { id, ...more }).header,
    finishedAt: '2026-11-20T05:13:30.000Z',
    interrupted: false,
    cases: 0,
    failedCases: 0,
  })

  it('is the last thousand runs of its environment on the base branch, and itself', () => {
    const base = Array.from({ length: 1_200 }, (_, index) => info(`base-${index}`))
    const elsewhere = info('elsewhere', { environment: { ...environment, fingerprint: 'ffffffffffff' } })
    const request = info('request', { pullRequest: 7 })
    const judged = info('judged', { commit: commit('x', { branch: 'topic' }) })
    const ids = recentRunIds([...base, elsewhere, request, judged], judged.header, 'main')
    expect(ids).toHaveLength(1_001)
    expect([ids[0], ids.at(-2), ids.at(-1)]).toEqual(['base-200', 'base-1199', 'judged'])
  })

  it('is all runs where the base branch has none', () => {
    const topic = { commit: commit('x', { branch: 'topic' }) }
    const judged = info('judged', topic)
    expect(recentRunIds([info('one', topic), judged], judged.header, 'main')).toEqual(['one', 'judged'])
  })
})
