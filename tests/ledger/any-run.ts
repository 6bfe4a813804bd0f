import fc from 'fast-check'
import type { RecordedVerdict } from '../../runner/ledger/verdicts.ts'
import type { MeasuredCase, MeasuredMetric, MeasuredRun, WarningRecord } from '../../runner/measure/record.ts'
import { runId } from './runs.ts'

/** Runs and verdicts with the worst that files have to hold. */

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
  iteration: optional(count),
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
  timelines: optional(fc.array(timeline, { minLength: 1, maxLength: 3 })),
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

export const anyMeasuredRun: fc.Arbitrary<MeasuredRun> = fc.record({
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

export const anyVerdict: fc.Arbitrary<Omit<RecordedVerdict, 'runId'>> = fc.record({
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
