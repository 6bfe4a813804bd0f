/** What a column holds: it decides what may be compared with it. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'time' | 'list'

export interface ColumnFacts {
  readonly name: string
  readonly kind: ColumnKind
}

export type TableName = 'runs' | 'points' | 'samples' | 'verdicts'

export interface TableFacts {
  readonly name: TableName
  /** In the order of `SELECT *`. */
  readonly columns: readonly ColumnFacts[]
}

const column = (name: string, kind: ColumnKind): ColumnFacts => ({ name, kind })
const text = (name: string) => column(name, 'text')
const number = (name: string) => column(name, 'number')
const truth = (name: string) => column(name, 'boolean')
const time = (name: string) => column(name, 'time')
const list = (name: string) => column(name, 'list')

const runId = text('run_id')
const environment = text('environment')
const casePosition = number('case_position')
const metricPosition = number('metric_position')
const status = text('status')
const schemaVersion = number('schema_version')
const toolVersion = text('tool_version')

const series = [
  text('suite'),
  text('benchmark'),
  text('params'),
  text('metric'),
  text('unit'),
  text('direction'),
]

const runs: TableFacts = {
  name: 'runs',
  columns: [
    number('run_position'),
    schemaVersion,
    runId,
    time('started_at'),
    time('finished_at'),
    toolVersion,
    text('config_hash'),
    number('seed'),
    text('commit_sha'),
    list('commit_parents'),
    text('commit_subject'),
    time('committed_at'),
    number('commit_position'),
    text('branch'),
    text('tag'),
    truth('dirty'),
    number('pull_request'),
    text('ci_service'),
    text('ci_job'),
    text('ci_url'),
    environment,
    text('cpu_model'),
    number('cores'),
    number('memory_gib'),
    text('platform'),
    text('arch'),
    text('os'),
    text('runtime'),
    text('labels'),
    truth('partial'),
    truth('generated'),
    truth('interrupted'),
    text('warnings'),
    text('calibration'),
    text('shard'),
    number('cases'),
    number('failed_cases'),
  ],
}

const points: TableFacts = {
  name: 'points',
  columns: [
    runId,
    casePosition,
    metricPosition,
    ...series,
    environment,
    status,
    number('median'),
    number('mad'),
    number('sample_count'),
    number('low'),
    number('high'),
  ],
}

const samples: TableFacts = {
  name: 'samples',
  columns: [runId, ...series, environment, status, text('phase'), number('iteration'), number('value')],
}

const verdicts: TableFacts = {
  name: 'verdicts',
  columns: [
    schemaVersion,
    runId,
    number('verdict_position'),
    ...series,
    environment,
    text('state'),
    text('severity'),
    truth('significant'),
    list('reasons'),
    number('value'),
    number('value_low'),
    number('value_high'),
    number('change'),
    number('change_low'),
    number('change_high'),
    number('confidence'),
    number('p_value'),
    list('baseline_run_ids'),
    number('smallest_detectable_ratio'),
    text('budget'),
    toolVersion,
    number('analysis_version'),
  ],
}

/** The four tables that SQL sees, the same as those of `perfledger query`. */
export const tables: readonly TableFacts[] = [runs, points, samples, verdicts]

/** @returns undefined where there is no such table; capital letters do not matter */
export function tableNamed(name: string): TableFacts | undefined {
  return tables.find((table) => table.name === name.toLowerCase())
}
