import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportLedger } from '../../runner/commands/export.ts'
import { ExitCode } from '../../runner/errors.ts'
import { csvCell } from '../../runner/exporters/csv-text.ts'
import { readCsv } from '../../runner/importers/csv.ts'
import { appendRuns } from '../../runner/ledger/append.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { Ledger } from '../../runner/ledger/series.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { caseId } from '../../runner/plan/identity.ts'
import { readFrom } from '../importers/sources.ts'
import { commit, environment, runId, sha } from '../ledger/runs.ts'

const name = fc.oneof(
  fc.constantFrom(
    'plain',
    'with, comma',
    'with "quotes"',
    ' blanks ',
    'line\nend',
    '<script>',
    '😀',
    '=1+1',
    'a;b',
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => text.isWellFormed() && !text.includes('\0') && !text.includes('\r')),
)

/** JSON and CSV write -0 as 0; everything else keeps its bits. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value))

const metric = fc.record({
  metric: fc.record({
    name,
    unit: fc.constantFrom('ns', 'B', 'ratio', 'ops/s', 'points', 'rows/op'),
    direction: fc.constantFrom('lower' as const, 'higher' as const),
  }),
  samples: fc.array(number, { minLength: 1, maxLength: 5 }),
  bounds: fc.option(fc.tuple(number, number), { nil: undefined }),
})

const measuredCase = fc.record({
  suite: name,
  benchmark: name,
  params: fc.dictionary(fc.constantFrom('n', 'kind', 'a b'), fc.oneof(fc.integer(), fc.boolean(), name), {
    maxKeys: 2,
  }),
  metrics: fc.uniqueArray(metric, {
    minLength: 1,
    maxLength: 3,
    selector: ({ metric: { name: own } }) => own,
  }),
})

const run = fc
  .record({
    second: fc.integer({ min: 0, max: 10_000_000 }),
    hasCommit: fc.boolean(),
    cases: fc.uniqueArray(measuredCase, {
      minLength: 1,
      maxLength: 3,
      selector: ({ suite, benchmark, params }) => caseId({ suite, benchmark, params }),
    }),
  })
  .map(({ second, hasCommit, cases }): MeasuredRun => {
    const startedAt = new Date(1_780_000_000_000 + second * 1000).toISOString()
    return {
      header: {
        id: runId(),
        startedAt,
        toolVersion: '0.1.0',
        configHash: 'x',
        seed: 1,
        commit: hasCommit ? commit(String(second), { sha: sha(String(second)) }) : undefined,
        pullRequest: undefined,
        ci: undefined,
        environment,
        partial: false,
        generated: false,
      },
      finishedAt: startedAt,
      interrupted: false,
      warnings: [],
      cases: cases.map(({ suite, benchmark, params, metrics }) => ({
        key: { suite, benchmark, params },
        status: 'ok',
        failure: undefined,
        iterations: 1,
        failures: 0,
        executor: 'fake',
        stop: undefined,
        precisionRatio: undefined,
        metrics: metrics.map(({ metric: own, samples, bounds }) => ({
          metric: own,
          samples,
          warmupSamples: [],
          sampleCount: samples.length,
          reportedLow: bounds?.[0],
          reportedHigh: bounds?.[1],
        })),
      })),
    }
  })

const runs = fc.array(run, { minLength: 1, maxLength: 4 })

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-trip-'))
  try {
    writeFileSync(
      join(folder, 'perf.config.yaml'),
      'suites: { s: { benchmarks: { b: { command: "true" } } } }\n',
    )
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Exports a ledger of these runs and reads the file as an import does. */
async function trip(written: readonly MeasuredRun[], format: string): Promise<readonly MeasuredRun[]> {
  return inFolder(async (folder) => {
    await appendRuns(join(folder, 'data'), written)
    const output = join(folder, `export.${format}`)
    const options = {
      config: join(folder, 'perf.config.yaml'),
      format,
      suite: [],
      benchmark: [],
      metric: [],
      output,
    }
    expect(await exportLedger(options, { env: {}, stdout: process.stdout, tell: () => {} })).toBe(ExitCode.ok)
    const read = await readFrom(output)
    expect(read.unread).toEqual([])
    return read.runs
  })
}

async function withLedger<T>(
  content: readonly MeasuredRun[],
  use: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    await appendRuns(folder, content)
    const ledger = await openLedger(folder)
    try {
      return await use(ledger)
    } finally {
      ledger.close()
    }
  })
}

/** All points of a ledger without the ids of runs and environments, which an import gives anew. */
function pointsOf(content: readonly MeasuredRun[]): Promise<string[]> {
  return withLedger(content, async (ledger) => {
    const times = new Map(
      (await ledger.runs()).map(({ header }) => [header.id, [header.startedAt, header.commit?.sha]]),
    )
    const series = await ledger.series()
    return series
      .flatMap(({ key, points }) =>
        points.map(({ runId: id, ...point }) =>
          JSON.stringify([caseId(key.case), key.metric, times.get(id), point]),
        ),
      )
      .sort()
  })
}

const byId = (list: readonly MeasuredRun[]) => [...list].sort((a, b) => (a.header.id < b.header.id ? -1 : 1))

describe('what is exported and imported again', () => {
  it.each(['json', 'parquet'])('is the same run, bit for bit, as %s', async (format) => {
    await fc.assert(
      fc.asyncProperty(runs, async (written) => {
        const read = await trip(written, format)
        const kept = await withLedger(written, async (ledger) =>
          Promise.all(byId(written).map(({ header }) => ledger.run(header.id))),
        )
        expect(JSON.parse(JSON.stringify(byId(read)))).toEqual(JSON.parse(JSON.stringify(kept)))
      }),
      { numRuns: 8, seed: 1 },
    )
  })

  it('gives the same points as CSV', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (written) => {
        expect(await pointsOf(await trip(written, 'csv'))).toEqual(await pointsOf(written))
      }),
      { numRuns: 8, seed: 2 },
    )
  })
})

describe('CSV', () => {
  it('keeps any text in a cell', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 4 }), (cells) => {
        const [line] = readCsv(`a,b\n${cells.map(csvCell).join(',')}\n`).slice(1)
        expect(line?.cells).toEqual(cells)
      }),
      { seed: 3 },
    )
  })
})

describe('an export', () => {
  it('of some metrics is marked as partial and starts every run at its first case', async () => {
    await inFolder(async (folder) => {
      const [sample] = fc.sample(run, { numRuns: 1, seed: 7 }) as [MeasuredRun]
      const two = [...(sample.cases[0]?.metrics ?? [])].slice(0, 1)
      const wanted = { ...two[0]!, metric: { name: 'wanted', unit: 'ns', direction: 'lower' as const } }
      const cases = ['a', 'b'].map((benchmark) => ({
        ...sample.cases[0]!,
        key: { suite: 's', benchmark, params: {} },
        metrics: benchmark === 'a' ? two : [...two, wanted],
      }))
      await appendRuns(join(folder, 'data'), [{ ...sample, cases }])
      const output = join(folder, 'some.parquet')
      const options = {
        config: join(folder, 'perf.config.yaml'),
        format: 'parquet',
        suite: [],
        benchmark: [],
        metric: ['wanted'],
        output,
      }
      await exportLedger(options, { env: {}, stdout: process.stdout, tell: () => {} })
      const { runs: read } = await readFrom(output)
      expect(read[0]?.header.partial).toBe(true)
      expect(
        read[0]?.cases.map(({ key, metrics }) => [key.benchmark, metrics.map(({ metric: own }) => own.name)]),
      ).toEqual([['b', ['wanted']]])
    })
  })

  it('that would hold nothing is an error, and leaves no file', async () => {
    await inFolder(async (folder) => {
      const options = {
        config: join(folder, 'perf.config.yaml'),
        suite: [],
        benchmark: [],
        metric: [],
        output: join(folder, 'none'),
      }
      for (const format of ['csv', 'json', 'parquet', 'github-action-benchmark'])
        await expect(
          exportLedger({ ...options, format }, { env: {}, stdout: process.stdout, tell: () => {} }),
        ).rejects.toThrow('nothing that was asked for')
      await expect(exportLedger({ ...options, format: 'xml' })).rejects.toThrow("There is no format 'xml'")
      await expect(exportLedger({ ...options, format: 'csv', since: 'yesterday' })).rejects.toThrow(
        '--since takes a day',
      )
    })
  })
})
