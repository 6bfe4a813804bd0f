import {
  REPORT_SCHEMA_VERSION,
  type ReportVerdict,
  type RunCase,
  type RunMetric,
  type RunReport,
} from '../../runner/report/model.ts'

const verdict = (
  state: ReportVerdict['state'],
  reasons: string[],
  severity: ReportVerdict['severity'] = null,
): ReportVerdict => ({
  state,
  severity,
  significant: severity !== null,
  reasons,
  toolVersion: '0.1.0',
})

const metric = (
  name: string,
  unit: string,
  value: number,
  change: number | null,
  judged: ReportVerdict | null,
): RunMetric => ({
  metric: { name, unit, direction: 'lower' },
  estimate: { value, low: value * 0.98, high: value * 1.03, confidence: 0.95 },
  change:
    change === null ? null : { value: change, low: change - 0.01, high: change + 0.02, confidence: 0.95 },
  baseline: null,
  baselineRuns: 0,
  smallestDetectableRatio: null,
  pValue: null,
  budget: null,
  verdict: judged,
  samples: [value],
  warmupSamples: [],
})

const entry = (
  title: string,
  status: RunCase['status'],
  rollUp: ReportVerdict,
  metrics: RunMetric[],
): RunCase => ({
  slug: null,
  suite: 'compression',
  benchmark: title,
  params: {},
  title,
  status,
  failure:
    status === 'failed'
      ? { reason: 'exit-code', message: 'exited with code 1', outputTail: 'no such file\u001b[2J\n' }
      : null,
  iterations: 10,
  failures: 0,
  executor: 'exact',
  stop: 'precision',
  precisionRatio: 0.01,
  retries: 0,
  artifact: null,
  timeline: null,
  slowestTimeline: null,
  verdict: rollUp,
  metrics,
})

const worse = verdict(
  'regressed',
  ['24 % more wall-time than the last 12 runs on main [22 %, 26 %]'],
  'minor',
)
const lacking = verdict('inconclusive', ['no baseline yet: 3 runs on main are needed'])
const fine = verdict('ok', ['no change beyond the noise'])

/** A run with every kind of verdict and with names that try to format, link, mention and inject. */
export const exampleReport: RunReport = {
  schemaVersion: REPORT_SCHEMA_VERSION,
  run: {
    id: '20261120-051230-9f86d081ab',
    startedAt: '2026-11-20T05:12:30.000Z',
    finishedAt: '2026-11-20T05:13:30.000Z',
    commit: {
      sha: '0123456789abcdef0123456789abcdef01234567',
      subject: 'Fix <b>it</b>',
      committedAt: '2026-11-20T05:00:00.000Z',
      branch: 'main',
      tag: null,
      dirty: false,
    },
    pullRequest: null,
    ci: null,
    environment: 'abcdefabcdef',
    toolVersion: '0.1.0',
    partial: false,
    interrupted: false,
    cases: 5,
    state: 'failed',
    severity: null,
    counts: { ok: 1, improved: 0, regressed: 1, 'over-budget': 0, inconclusive: 2, missing: 0, failed: 1 },
  },
  environment: {
    fingerprint: 'abcdefabcdef',
    description: 'Example CPU · 2 cores · 24 GiB · Debian GNU/Linux 12 · node 24',
    cpuModel: 'Example CPU',
    cores: 2,
    memoryGiB: 24,
    platform: 'linux',
    arch: 'x64',
    os: 'Debian GNU/Linux 12',
    runtime: 'node 24',
    labels: {},
    runs: 1,
    lastRunAt: '2026-11-20T05:12:30.000Z',
  },
  configHash: '0123456789abcdef',
  seed: 1,
  noiseFloorRatio: 0.031,
  executorStartNs: 480_000,
  shellStartNs: 812_000,
  warnings: [
    {
      code: 'high-load',
      message: 'the load is 3.1 on 2 cores',
      advice: 'Close what else is running.',
      caseTitle: null,
    },
  ],
  cases: [
    entry('gzip (level=9)', 'ok', worse, [
      metric('wall-time', 'ns', 12_300_000, 0.24, worse),
      metric('peak-memory', 'B', 1_900_000, 0.001, fine),
    ]),
    entry('<script>alert(1)</script> | @everyone `x`', 'ok', lacking, [
      metric('wall-time', 'ns', 5_000_000, null, lacking),
    ]),
    entry('[link](https://example.org) 🚀\u001b[31m', 'ok', lacking, [
      metric('wall-time', 'ns', 7_000_000, null, lacking),
    ]),
    entry('sort', 'failed', verdict('failed', ['exited with code 1']), []),
  ],
  baselines: [],
  previousRunId: null,
  nextRunId: null,
}
