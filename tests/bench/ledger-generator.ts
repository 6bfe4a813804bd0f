import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, openDatabase, quoted } from '../../runner/ledger/duckdb.ts'
import { runColumns, type SqlType, verdictColumns } from '../../runner/ledger/schema.ts'

export interface LedgerSize {
  readonly runs: number
  /** In each run, with one metric each. */
  readonly cases: number
  /** In each case. */
  readonly samples: number
  /** The runs take turns on so many machines. */
  readonly environments: number
  /** The history is that of so many months, 120 unless given. */
  readonly months?: number
  /** Whether each run has a verdict on each case. */
  readonly judged?: boolean
}

const runsPerFile = 250

/**
 * Writes a ledger of any size in the form that imports give: files of some hundred runs, by month, over ten years. Made
 * by SQL from hashes, so the same size gives the same ledger. Samples are whole nanoseconds with noise of some per cent
 * inside a run and from run to run; every seventh case became 10 % slower in the middle of its history.
 */
export async function generateLedger(folder: string, size: LedgerSize): Promise<void> {
  await generateRuns(folder, size, 0, size.runs)
}

/** The runs from `from` up to `to` of a ledger that is at least as large as `size` says. */
export async function generateRuns(
  folder: string,
  size: LedgerSize,
  from: number,
  to: number,
): Promise<void> {
  const database = await openDatabase({ memoryMiB: 2_048 })
  const runsPerMonth = monthlyRuns(size)
  for (let month = Math.floor(from / runsPerMonth); month * runsPerMonth < to; month++) {
    const end = Math.min(to, (month + 1) * runsPerMonth)
    const start = Math.max(from, month * runsPerMonth)
    // At least two files, so that there is something to compact.
    const step = Math.min(runsPerFile, Math.ceil((end - start) / 2))
    for (let first = start; first < end; first += step) {
      await writeRuns(database, folder, size, { first, end: Math.min(end, first + step), month })
    }
  }
  database.close()
}

interface Runs {
  readonly first: number
  readonly end: number
  readonly month: number
}

async function writeRuns(database: Database, folder: string, size: LedgerSize, runs: Runs): Promise<void> {
  await writeRows(database, join(folder, 'runs'), runs, runRows(size, runs))
  if (size.judged) await writeRows(database, join(folder, 'verdicts'), runs, verdictRows(size, runs))
}

async function writeRows(
  { connection }: Database,
  part: string,
  { first, month }: Runs,
  rows: string,
): Promise<void> {
  const folder = join(part, `year=${yearOf(month)}`, `month=${String((month % 12) + 1).padStart(2, '0')}`)
  await mkdir(folder, { recursive: true })
  const file = quoted(join(folder, `generated-${first}.parquet`))
  await connection.run(`COPY (${rows}) TO ${file} (FORMAT parquet, COMPRESSION zstd)`)
}

const yearOf = (month: number): number => 2017 + Math.floor(month / 12)
const monthlyRuns = ({ runs, months = 120 }: LedgerSize): number => Math.ceil(runs / months)

/** SQL for the start of a run of this month, and for its id. */
function identityOf(size: LedgerSize, { month }: Runs) {
  const first = monthlyRuns(size) * month
  const apart = Math.floor((27 * 86_400) / monthlyRuns(size))
  const startedAt = `(make_timestamp(${yearOf(month)}, ${(month % 12) + 1}, 1, 0, 0, 0) + INTERVAL 1 SECOND * ((run - ${first}) * ${apart}))`
  return {
    startedAt,
    runId: `strftime(${startedAt}, '%Y%m%d-%H%M%S') || '-' || lpad(run::VARCHAR, 10, '0')`,
  }
}

const fraction = (...of: string[]) => `(hash(${of.join(', ')}) / 18446744073709551615.0 - 0.5)`

function runRows(size: LedgerSize, runs: Runs): string {
  const { startedAt, runId } = identityOf(size, runs)
  const level = `1e6 * (1 + case_number) * (1 + 0.02 * ${fraction('run', 'case_number')})
    * CASE WHEN case_number % 7 = 0 AND run >= ${Math.floor(size.runs / 2)} THEN 1.1 ELSE 1 END`
  const sample = `round(${level} * (1 + 0.03 * ${fraction('run', 'case_number', 'place')}))`
  const values: Partial<Record<keyof typeof runColumns, string>> = {
    schema_version: '1',
    run_id: runId,
    started_at: startedAt,
    finished_at: `${startedAt} + INTERVAL 5 MINUTE`,
    tool_version: `'0.1.0'`,
    config_hash: `'0123456789abcdef'`,
    seed: '1',
    commit_sha: 'sha1(run::VARCHAR)',
    commit_parents: 'CASE WHEN run = 0 THEN [] ELSE [sha1((run - 1)::VARCHAR)] END',
    commit_subject: `'Change number ' || run`,
    committed_at: `${startedAt} - INTERVAL 1 HOUR`,
    commit_position: 'run',
    branch: `'main'`,
    dirty: 'false',
    environment: `'environment' || run % ${size.environments}`,
    cpu_model: `'AMD EPYC'`,
    cores: '2',
    memory_gib: '8',
    platform: `'linux'`,
    arch: `'x64'`,
    os: `'Debian GNU/Linux 12'`,
    runtime: `'node 24'`,
    labels: `'{}'`,
    partial: 'false',
    generated: 'true',
    interrupted: 'false',
    warnings: `'[]'`,
    case_position: 'case_number',
    metric_position: '0',
    ...caseOf,
    status: `'ok'`,
    iterations: String(size.samples),
    failures: '0',
    executor: `'fake'`,
    stop: `'max-iterations'`,
    precision_ratio: '0.01',
    samples: `list_transform(range(${size.samples}), lambda place: ${sample})`,
    warmup_samples: `[]`,
    sample_count: String(size.samples),
  }
  return rowsOf(size, runs, runColumns, values)
}

const caseOf = {
  suite: `'suite ' || case_number // 20`,
  benchmark: `'benchmark ' || case_number`,
  params: `'{}'`,
  metric: `'wall-time'`,
  unit: `'ns'`,
  direction: `'lower'`,
}

/** Baselines of the last 30 runs, as real verdicts have; one in fifty is a regression, one in fifty inconclusive. */
function verdictRows(size: LedgerSize, runs: Runs): string {
  const { runId } = identityOf(size, runs)
  const value = '1e6 * (1 + case_number)'
  const values: Partial<Record<keyof typeof verdictColumns, string>> = {
    schema_version: '2',
    run_id: runId,
    verdict_position: 'case_number',
    ...caseOf,
    environment: `'environment' || run % ${size.environments}`,
    state: `CASE hash(run, case_number) % 50 WHEN 0 THEN 'regressed' WHEN 1 THEN 'inconclusive' ELSE 'ok' END`,
    severity: `CASE hash(run, case_number) % 50 WHEN 0 THEN 'minor' END`,
    significant: 'hash(run, case_number) % 50 = 0',
    reasons: `['no significant change: ' || hash(run) % 100 || ' % [-3 %, +2 %] against the last 30 runs on main']`,
    value,
    value_low: `${value} * 0.99`,
    value_high: `${value} * 1.01`,
    change: fraction('run', 'case_number'),
    change_low: '-0.6',
    change_high: '0.6',
    confidence: '0.95',
    p_value: `0.5 + ${fraction('run', 'case_number')}`,
    baseline_run_ids: `list_transform(range(greatest(0, run - 30), run), lambda before: '20170101-000000-' || lpad(before::VARCHAR, 10, '0'))`,
    smallest_detectable_ratio: '0.03',
    tool_version: `'0.1.0'`,
    analysis_version: '3',
  }
  return rowsOf(size, runs, verdictColumns, values)
}

function rowsOf(
  { cases }: LedgerSize,
  { first, end }: Runs,
  types: Readonly<Record<string, SqlType>>,
  values: Readonly<Record<string, string>>,
): string {
  const columns = Object.entries(types).map(
    ([column, type]) => `(${values[column] ?? 'NULL'})::${type} AS ${column}`,
  )
  return `SELECT ${columns.join(', ')} FROM range(${first}, ${end}) runs(run), range(${cases}) cases(case_number) ORDER BY run, case_number`
}
