/** What a column holds: it decides what may be compared with it. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'time' | 'list'

export interface ColumnFacts {
  readonly name: string
  readonly kind: ColumnKind
  readonly about: string
}

export type TableName = 'runs' | 'points' | 'samples' | 'verdicts'

export interface TableFacts {
  readonly name: TableName
  readonly about: string
  /** In the order of `SELECT *`. */
  readonly columns: readonly ColumnFacts[]
}

const column = (name: string, kind: ColumnKind, about: string): ColumnFacts => ({ name, kind, about })
const text = (name: string, about: string) => column(name, 'text', about)
const number = (name: string, about: string) => column(name, 'number', about)
const truth = (name: string, about: string) => column(name, 'boolean', about)
const time = (name: string, about: string) => column(name, 'time', about)
const list = (name: string, about: string) => column(name, 'list', about)

const runId = text('run_id', 'The run; the last part of its page’s address.')
const environment = text('environment', 'Fingerprint of the machine: only values of one are compared.')
const casePosition = number('case_position', 'The case’s place in the run, from 0.')
const metricPosition = number('metric_position', 'The metric’s place in the case, from 0.')
const status = text('status', 'How the case ended: ok, failed or interrupted.')
const schemaVersion = number('schema_version', 'Version of the form of the files.')
const toolVersion = text('tool_version', 'Version of perfledger.')

const series = [
  text('suite', 'The suite.'),
  text('benchmark', 'The benchmark.'),
  text('params', 'The params as JSON, keys sorted: {} where there are none.'),
  text('metric', 'The metric: wall-time, peak-memory …'),
  text('unit', 'Its unit: ns, B, ops/s …'),
  text('direction', 'Which values are better: lower or higher.'),
]

const runs: TableFacts = {
  name: 'runs',
  about: 'One row per run: all that one invocation measured, on one commit and one machine.',
  columns: [
    number('run_position', 'Place in commit order, from 0.'),
    schemaVersion,
    runId,
    time('started_at', 'When it started, UTC.'),
    time('finished_at', 'When it ended, UTC.'),
    toolVersion,
    text('config_hash', 'Hash of the config.'),
    number('seed', 'Seed of the order of iterations.'),
    text('commit_sha', 'The commit; NULL without one, as all of the commit’s columns.'),
    list('commit_parents', 'Its parents.'),
    text('commit_subject', 'First line of its message.'),
    time('committed_at', 'When it was committed.'),
    number('commit_position', 'Number of its first-parent ancestors.'),
    text('branch', 'The branch.'),
    text('tag', 'The tag, for a release.'),
    truth('dirty', 'Whether there were changes that were not committed.'),
    number('pull_request', 'Number of the pull request.'),
    text('ci_service', 'The CI service.'),
    text('ci_job', 'Its job.'),
    text('ci_url', 'The job’s address.'),
    environment,
    text('cpu_model', 'Processor.'),
    number('cores', 'Processors.'),
    number('memory_gib', 'Memory in GiB.'),
    text('platform', 'linux, darwin, win32.'),
    text('arch', 'x64, arm64.'),
    text('os', 'Operating system.'),
    text('runtime', 'Runtime of the measuring program.'),
    text('labels', 'The environment’s labels as JSON.'),
    truth('partial', 'Whether only some of the benchmarks were measured.'),
    truth('generated', 'Whether the numbers were made up.'),
    truth('interrupted', 'Whether somebody ended it early.'),
    text('warnings', 'JSON list.'),
    text('calibration', 'JSON: noise of the machine just before.'),
    text('shard', '2/5 where several machines shared the plan.'),
    number('cases', 'Cases in the run.'),
    number('failed_cases', 'Those that failed.'),
  ],
}

const points: TableFacts = {
  name: 'points',
  about: 'One row per metric of a case in a run, as charts draw it. Failed cases give none.',
  columns: [
    runId,
    casePosition,
    metricPosition,
    ...series,
    environment,
    status,
    number('median', 'Median of the samples.'),
    number('mad', 'Median absolute deviation of the samples.'),
    number('sample_count', 'Samples behind it.'),
    number('low', 'Lower end of the median’s 95 % interval.'),
    number('high', 'Upper end.'),
  ],
}

const samples: TableFacts = {
  name: 'samples',
  about: 'One row per sample: one value of one metric in one iteration.',
  columns: [
    runId,
    ...series,
    environment,
    status,
    text('phase', 'measured or warmup.'),
    number('iteration', 'From 0.'),
    number('value', 'The value, in the metric’s unit.'),
  ],
}

const verdicts: TableFacts = {
  name: 'verdicts',
  about: 'One row per verdict, as it was given then.',
  columns: [
    schemaVersion,
    runId,
    number('verdict_position', 'Place among the run’s verdicts, from 0.'),
    ...series,
    environment,
    text('state', 'ok, improved, regressed, over-budget, inconclusive, missing or failed.'),
    text('severity', 'minor, moderate or critical.'),
    truth('significant', 'Beyond the series’ own noise.'),
    list('reasons', 'Sentences, the most important first.'),
    number('value', 'What was judged.'),
    number('value_low', 'Lower end of its interval.'),
    number('value_high', 'Upper end.'),
    number('change', 'Against the baseline, as a ratio: 0.05 is 5 % more.'),
    number('change_low', 'Lower end of its interval.'),
    number('change_high', 'Upper end.'),
    number('confidence', 'Of the intervals.'),
    number('p_value', 'Of the comparison.'),
    list('baseline_run_ids', 'The runs it was compared with.'),
    number('smallest_detectable_ratio', 'Smallest change that could have been seen.'),
    text('budget', 'The budget, as written.'),
    toolVersion,
    number('analysis_version', 'Version of the statistics.'),
  ],
}

/** The four tables that SQL sees, the same as those of `perfledger query`. */
export const tables: readonly TableFacts[] = [runs, points, samples, verdicts]

/** @returns undefined where there is no such table; capital letters do not matter */
export function tableNamed(name: string): TableFacts | undefined {
  return tables.find((table) => table.name === name.toLowerCase())
}
