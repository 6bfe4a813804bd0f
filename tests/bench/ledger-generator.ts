import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase, quoted } from '../../runner/ledger/duckdb.ts'
import { runColumns } from '../../runner/ledger/schema.ts'

export interface LedgerSize {
  readonly runs: number
  /** In each run, with one metric each. */
  readonly cases: number
  /** In each case. */
  readonly samples: number
  /** The runs take turns on so many machines. */
  readonly environments: number
}

const months = 120
const runsPerFile = 250

/**
 * Writes a ledger of any size in the form that imports give: files of some hundred runs, by month, over ten years. Made
 * by SQL from hashes, so the same size gives the same ledger. Samples are whole nanoseconds with noise of some per cent.
 */
export async function generateLedger(folder: string, size: LedgerSize): Promise<void> {
  const database = await openDatabase({ memoryMiB: 2_048 })
  const runsPerMonth = Math.ceil(size.runs / months)
  for (let month = 0; month * runsPerMonth < size.runs; month++) {
    const monthFolder = join(
      folder,
      'runs',
      `year=${2017 + Math.floor(month / 12)}`,
      `month=${String((month % 12) + 1).padStart(2, '0')}`,
    )
    await mkdir(monthFolder, { recursive: true })
    const end = Math.min(size.runs, (month + 1) * runsPerMonth)
    // At least two files, so that there is something to compact.
    const step = Math.min(runsPerFile, Math.ceil((end - month * runsPerMonth) / 2))
    for (let first = month * runsPerMonth; first < end; first += step) {
      const rows = rowsOf(size, first, Math.min(end, first + step), month, runsPerMonth)
      const file = join(monthFolder, `generated-${first}.parquet`)
      await database.connection.run(`COPY (${rows}) TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd)`)
    }
  }
  database.close()
}

function rowsOf(size: LedgerSize, first: number, end: number, month: number, runsPerMonth: number): string {
  const start = `make_timestamp(${2017 + Math.floor(month / 12)}, ${(month % 12) + 1}, 1, 0, 0, 0)`
  const startedAt = `(${start} + INTERVAL 1 SECOND * ((run - ${month * runsPerMonth}) * ${Math.floor((27 * 86_400) / runsPerMonth)}))`
  const sample = `round(1e6 * (1 + case_number) * (1 + 0.03 * (hash(run, case_number, place) / 18446744073709551615.0 - 0.5)))`
  const values: Partial<Record<keyof typeof runColumns, string>> = {
    schema_version: '1',
    run_id: `strftime(${startedAt}, '%Y%m%d-%H%M%S') || '-' || lpad(run::VARCHAR, 10, '0')`,
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
    suite: `'suite ' || case_number // 20`,
    benchmark: `'benchmark ' || case_number`,
    params: `'{}'`,
    status: `'ok'`,
    iterations: String(size.samples),
    failures: '0',
    executor: `'fake'`,
    stop: `'max-iterations'`,
    precision_ratio: '0.01',
    metric: `'wall-time'`,
    unit: `'ns'`,
    direction: `'lower'`,
    samples: `list_transform(range(${size.samples}), lambda place: ${sample})`,
    warmup_samples: `[]`,
    sample_count: String(size.samples),
  }
  const columns = Object.entries(runColumns).map(
    ([column, type]) => `(${values[column as keyof typeof runColumns] ?? 'NULL'})::${type} AS ${column}`,
  )
  return `SELECT ${columns.join(', ')} FROM range(${first}, ${end}) runs(run), range(${size.cases}) cases(case_number) ORDER BY run, case_number`
}
