import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendRun, appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { Ledger } from '../../runner/ledger/series.ts'
import type { RecordedVerdict } from '../../runner/ledger/verdicts.ts'
import type { MeasuredCase, MeasuredMetric, MeasuredRun, WarningRecord } from '../../runner/measure/record.ts'
import { commit as commitOf, measuredCase, metric, run, runId, verdict } from './runs.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ledger-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Any finite double, with the ones that files tend to lose: -0, denormals, 2^53 and beyond, the largest. */
const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, -5e-324, 2 ** 53, 2 ** 53 + 2, Number.MAX_VALUE, -Number.MAX_VALUE, 0.1),
)
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })
/** Any text a file can hold: null bytes, quotes, emoji, right-to-left marks. */
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    "'; DROP TABLE runs; --",
    '<script>',
    '*?[a]',
    'a\0b',
    '\u202e',
    '💥'.repeat(300),
    'NULL',
  ),
)
const time = fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const param = fc.oneof(
  name,
  fc.boolean(),
  finite.map((value) => value + 0),
)
const caseKey = fc.record({
  suite: name,
  benchmark: name,
  params: fc.dictionary(name, param, { maxKeys: 4 }),
})

const measuredMetric: fc.Arbitrary<MeasuredMetric> = fc.record({
  metric: fc.record({ name, unit: name, direction: fc.constantFrom('lower', 'higher') }),
  samples: fc.array(finite, { maxLength: 40 }),
  warmupSamples: fc.array(finite, { maxLength: 3 }),
  sampleCount: count,
  reportedLow: optional(finite),
  reportedHigh: optional(finite),
})

const failure = fc.record({
  reason: fc.constantFrom('exit-code', 'timeout', 'output'),
  message: name,
  outputTail: optional(name),
})

/** As JSON has them: it knows no negative zero. */
const positive = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map((value) => value + 0)

const calibration = fc.record({
  noiseFloorRatio: positive,
  stealRatio: optional(positive),
  executor: name,
  executorStartNs: optional(positive),
  shellStart: optional(fc.record({ wallTimeNs: positive, userTimeNs: positive, systemTimeNs: positive })),
})

const column = fc.array(positive, { maxLength: 5 })
const timeline = fc.record({
  intervalMs: positive,
  atMs: column,
  cpuRatio: column,
  residentBytes: column,
  readBytesPerSecond: column,
  writtenBytesPerSecond: column,
  threads: column,
  openFiles: column,
  stealRatio: column,
  load: column,
})

const anyCase: fc.Arbitrary<MeasuredCase> = fc.record({
  key: caseKey,
  status: fc.constantFrom('ok', 'failed', 'interrupted'),
  failure: optional(failure),
  iterations: count,
  failures: count,
  executor: name,
  stop: optional(fc.constantFrom('precision', 'max-time')),
  precisionRatio: optional(finite),
  artifact: optional(name),
  retries: optional(count),
  timeline: optional(timeline),
  metrics: fc.uniqueArray(measuredMetric, {
    maxLength: 4,
    selector: ({ metric: { name, unit, direction } }) => JSON.stringify([name, unit, direction]),
  }),
}) as fc.Arbitrary<MeasuredCase>

const warning: fc.Arbitrary<WarningRecord> = fc.record({
  kind: fc.constant('warning'),
  code: name,
  case: optional(caseKey),
  message: name,
  advice: name,
})

const commit = fc.record({
  sha: name,
  parents: fc.array(name, { maxLength: 3 }),
  subject: name,
  committedAt: time,
  position: optional(count),
  branch: optional(name),
  tag: optional(name),
  dirty: fc.boolean(),
})

const environment = fc.record({
  fingerprint: name,
  cpuModel: name,
  cores: fc.nat({ max: 4096 }),
  memoryGiB: fc.nat({ max: 4096 }),
  platform: name,
  arch: name,
  os: name,
  runtime: name,
  labels: fc.dictionary(name, name, { maxKeys: 3 }),
})

/** Starts between the years 0 and 9999, as folder names have them. */
const start = fc
  .date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString())

const measuredRun: fc.Arbitrary<MeasuredRun> = fc.record({
  header: fc.record({
    id: fc.constant(null).map(runId),
    startedAt: start,
    toolVersion: name,
    configHash: name,
    seed: count,
    commit: optional(commit),
    pullRequest: optional(count),
    ci: optional(fc.record({ service: name, job: optional(name), url: optional(name) })),
    environment,
    partial: fc.boolean(),
    generated: fc.boolean(),
    calibration: optional(calibration),
    shard: optional(fc.record({ index: fc.nat({ max: 99 }), of: fc.nat({ max: 99 }) })),
  }),
  finishedAt: time,
  interrupted: fc.boolean(),
  cases: fc.uniqueArray(anyCase, { maxLength: 4, selector: ({ key }) => JSON.stringify(key) }),
  warnings: fc.array(warning, { maxLength: 2 }),
})

const recordedVerdict: fc.Arbitrary<Omit<RecordedVerdict, 'runId'>> = fc.record({
  case: caseKey,
  metric: optional(fc.record({ name, unit: name, direction: fc.constantFrom('lower', 'higher') })),
  environment: name,
  state: fc.constantFrom('ok', 'improved', 'regressed', 'over-budget', 'inconclusive', 'missing', 'failed'),
  severity: optional(fc.constantFrom('minor', 'moderate', 'critical')),
  significant: fc.boolean(),
  reasons: fc.array(name, { maxLength: 3 }),
  value: optional(finite),
  valueLow: optional(finite),
  valueHigh: optional(finite),
  change: optional(fc.oneof(finite, fc.constant(Number.POSITIVE_INFINITY))),
  changeLow: optional(finite),
  changeHigh: optional(finite),
  confidence: finite,
  pValue: optional(finite),
  baselineRunIds: fc.array(name, { maxLength: 3 }),
  smallestDetectableRatio: optional(finite),
  budget: optional(name),
  toolVersion: name,
  analysisVersion: fc.nat({ max: 1000 }),
}) as fc.Arbitrary<Omit<RecordedVerdict, 'runId'>>

async function fresh(): Promise<string> {
  return mkdtemp(path.join(folder, 'ledger-'))
}

async function read<T>(from: string, ask: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(from)
  try {
    return await ask(ledger)
  } finally {
    ledger.close()
  }
}

describe('A run that was appended', () => {
  it('is read back bit for bit, whatever its texts and numbers are', async () => {
    await fc.assert(
      fc.asyncProperty(measuredRun, async (given) => {
        const ledger = await fresh()
        await appendRun(ledger, given)
        expect(await read(ledger, (each) => each.run(given.header.id))).toEqual(given)
      }),
      { numRuns: 40, seed: 20261120 },
    )
  })

  it('keeps negative zero apart from zero where a dictionary would merge them', async () => {
    const ledger = await fresh()
    const samples = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? -0 : 0))
    const cases = Array.from({ length: 200 }, (_, index) =>
      measuredCase(`${index}`, { metrics: [metric(samples)] }),
    )
    const given = run(cases)
    await appendRun(ledger, given)
    expect(await read(ledger, (each) => each.run(given.header.id))).toEqual(given)
  })

  it('is not lost when it has no case at all', async () => {
    const ledger = await fresh()
    const given = run([])
    await appendRun(ledger, given)
    expect(await read(ledger, (each) => each.run(given.header.id))).toEqual(given)
    expect(await read(ledger, (each) => each.runs())).toMatchObject([{ cases: 0, failedCases: 0 }])
    expect(await read(ledger, (each) => each.series())).toEqual([])
  })

  it('keeps the order of its cases and metrics, also beyond one block of rows', async () => {
    const ledger = await fresh()
    const cases = Array.from({ length: 2_500 }, (_, index) => measuredCase(`case ${(index * 7919) % 2_500}`))
    const given = run(cases)
    await appendRun(ledger, given)
    expect(await read(ledger, (each) => each.run(given.header.id))).toEqual(given)
  })

  it('keeps times to the millisecond, in UTC', async () => {
    const ledger = await fresh()
    const committedAt = '2026-02-28T23:59:59+05:30'
    const given = run([], { commit: commitOf('a', { committedAt }), startedAt: '2026-03-01T00:00:00.123Z' })
    const { file } = await appendRun(ledger, given)
    expect(path.relative(ledger, file)).toBe(`runs/year=2026/month=03/${given.header.id}.parquet`)
    const back = await read(ledger, (each) => each.run(given.header.id))
    expect(back?.header.commit?.committedAt).toBe('2026-02-28T18:29:59.000Z')
    expect(back?.header.startedAt).toBe('2026-03-01T00:00:00.123Z')
  })

  it('replaces halves of surrogate pairs in free text, which no file can hold', async () => {
    const ledger = await fresh()
    const failed = { reason: 'output', message: 'cut \ud83d', outputTail: '\udca5 tail' } as const
    const given = run([measuredCase('parse', { status: 'failed', failure: failed })])
    await appendRun(ledger, given)
    const back = await read(ledger, (each) => each.run(given.header.id))
    expect(back?.cases[0]?.failure).toEqual({
      reason: 'output',
      message: 'cut \ufffd',
      outputTail: '\ufffd tail',
    })
  })
})

describe('Many runs that were appended at once', () => {
  it('are one file each and all read back', async () => {
    const ledger = await fresh()
    const given = Array.from({ length: 70 }, (_, index) => run([measuredCase(`case ${index}`)]))
    const files = await appendRuns(ledger, given)
    expect(new Set(files.map(({ file }) => file)).size).toBe(70)
    expect(await read(ledger, (each) => each.runs())).toHaveLength(70)
    for (const each of given.slice(0, 3)) {
      expect(await read(ledger, (opened) => opened.run(each.header.id))).toEqual(each)
    }
  })
})

describe('Verdicts that were appended', () => {
  it('are read back bit for bit, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(recordedVerdict, { maxLength: 5 }), async (given) => {
        const ledger = await fresh()
        const judged = run()
        const verdicts = given.map((each) => ({ ...each, runId: judged.header.id }))
        await appendRun(ledger, judged)
        await appendVerdicts(ledger, judged.header.id, judged.header.startedAt, verdicts)
        expect(await read(ledger, (each) => each.verdicts())).toEqual(verdicts)
      }),
      { numRuns: 20, seed: 20261120 },
    )
  })

  it('are given for all runs or for some, in commit order', async () => {
    const ledger = await fresh()
    const early = run([], { commit: commitOf('a', { committedAt: '2026-01-01T00:00:00.000Z' }) })
    const late = run([], { commit: commitOf('b', { committedAt: '2026-02-01T00:00:00.000Z' }) })
    await appendRuns(ledger, [late, early])
    for (const { header } of [late, early]) {
      await appendVerdicts(ledger, header.id, header.startedAt, [verdict(header.id)])
    }
    const idsOf = (verdicts: readonly RecordedVerdict[]) => verdicts.map((each) => each.runId)
    expect(await read(ledger, async (each) => idsOf(await each.verdicts()))).toEqual([
      early.header.id,
      late.header.id,
    ])
    expect(await read(ledger, async (each) => idsOf(await each.verdicts([late.header.id])))).toEqual([
      late.header.id,
    ])
    expect(await read(ledger, (each) => each.verdicts([]))).toEqual([])
    expect(await read(ledger, (each) => each.verdicts(['never judged']))).toEqual([])
  })
})
