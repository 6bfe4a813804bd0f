import { measurableMetrics } from '../metrics/index.ts'
import { checkSeal } from './checksum.ts'
import { chunkColumns } from './chunk-columns.ts'
import { type Ask, quoted } from './duckdb.ts'
import { isChunk, type LedgerPart } from './layout.ts'
import { faultOf } from './parquet-file.ts'
import { LEDGER_SCHEMA_VERSION, laterColumns, runColumns, type SqlType, verdictColumns } from './schema.ts'
import { caseCounts, fileViews, pointsOf, rankTable, selectFrom } from './views.ts'

/** Something wrong with one file, in words that follow its name: `is empty (0 bytes)`. */
export interface FileFault {
  readonly file: string
  readonly fault: string
  /** False where the file is sound and only this perfledger cannot use it: it is not put aside. */
  readonly broken: boolean
}

/**
 * Everything that can be said of one file alone: that it is a Parquet file, as it was written, of the known form, and
 * that its values are what a ledger may hold. Stops at the first kind of fault: what comes after would follow from it.
 */
export async function faultsOfFile(ask: Ask, part: LedgerPart, file: string): Promise<FileFault[]> {
  const broken = (fault: string): FileFault => ({ file, fault, broken: true })
  const torn = faultOf(file)
  if (torn !== undefined) return [broken(torn)]
  const seal = await checkSeal(file)
  if (seal === 'wrong') return [broken('is not as it was written: its checksum does not match its bytes')]
  try {
    const form = await faultsOfForm(ask, part, file)
    if (form.length > 0) return form.map(broken)
    const version = await versionIn(ask, file)
    if (version > LEDGER_SCHEMA_VERSION) return [{ file, fault: newer(version), broken: false }]
    if (version >= 2 && seal === 'absent')
      return [broken('has no checksum, as every file of its version has')]
    return (await faultsOfValues(ask, part, file)).map(broken)
  } catch (error) {
    return [broken(`cannot be read (${(error as Error).message.split('\n')[0]})`)]
  }
}

function newer(version: number): string {
  return `was written by a newer perfledger: its schema version is ${version}, this one reads up to ${LEDGER_SCHEMA_VERSION}`
}

async function versionIn(ask: Ask, file: string): Promise<number> {
  const [found] = await ask<{ version: number | null }>(
    `SELECT max(schema_version) AS version FROM (${selectFrom([file], { schema_version: 'INTEGER' })})`,
  )
  return found?.version ?? LEDGER_SCHEMA_VERSION
}

async function faultsOfForm(ask: Ask, part: LedgerPart, file: string): Promise<string[]> {
  const extra = part === 'runs' && isChunk(file) ? chunkColumns : {}
  const expected: Readonly<Record<string, SqlType>> = {
    ...(part === 'runs' ? runColumns : verdictColumns),
    ...extra,
  }
  const rows = await ask<{ column_name: string; column_type: string }>(
    `DESCRIBE FROM read_parquet(${quoted(file.replaceAll(/[*?[]/g, '[$&]'))}, hive_partitioning = false)`,
  )
  const found = new Map(rows.map(({ column_name, column_type }) => [column_name, column_type]))
  return Object.entries(expected).flatMap(([column, type]) => {
    const actual = found.get(column)
    // Columns that came later are absent from older files, and mean nothing there.
    if (actual === type || (actual === undefined && laterColumns.has(column))) return []
    return [
      actual === undefined ? `has no column ${column}` : `has ${actual} in column ${column}, not ${type}`,
    ]
  })
}

/** What is wrong, and the rows of a file in which it is. */
type Check = readonly [fault: string, rows: string]

async function faultsOfValues(ask: Ask, part: LedgerPart, file: string): Promise<string[]> {
  for (const view of fileViews(part === 'runs' ? [file] : [], part === 'verdicts' ? [file] : []))
    await ask(view)
  await ask(rankTable())
  const checks = part === 'runs' ? [...runChecks, ...(isChunk(file) ? chunkChecks : [])] : verdictChecks
  const faults: string[] = []
  for (const [fault, rows] of checks) {
    const [found] = await ask<{ row_count: number; run_id: string }>(
      `SELECT count(*) AS row_count, min(run_id) AS run_id FROM (${rows})`,
    )
    if (found !== undefined && found.row_count > 0) {
      faults.push(
        `${fault} (${found.row_count === 1 ? '1 row' : `${found.row_count} rows`}, first of run ${found.run_id})`,
      )
    }
  }
  return faults
}

const notFinite = (list: string) => `len(list_filter(${list}, lambda value: NOT isfinite(value))) > 0`

const knownUnits = measurableMetrics
  .map(({ name, unit, direction }) => `(${quoted(name)}, ${quoted(unit)}, ${quoted(direction)})`)
  .join(', ')

const wholeRun = Object.keys(runColumns).slice(0, Object.keys(runColumns).indexOf('case_position'))

const runChecks: readonly Check[] = [
  [
    'has samples that are no finite numbers',
    `FROM filed_rows WHERE ${notFinite('samples')} OR ${notFinite('warmup_samples')}
       OR NOT isfinite(coalesce(reported_low, 0)) OR NOT isfinite(coalesce(reported_high, 0))`,
  ],
  [
    'has rows that are there twice',
    `SELECT run_id FROM filed_rows GROUP BY run_id, case_position, metric_position HAVING count(*) > 1`,
  ],
  [
    'says different things of one run',
    `SELECT run_id FROM (SELECT DISTINCT ${wholeRun.join(', ')} FROM filed_rows) GROUP BY run_id HAVING count(*) > 1`,
  ],
  [
    'lacks the first row of a run',
    `SELECT run_id FROM filed_rows GROUP BY run_id HAVING min(case_position * 1000000 + metric_position) <> 0`,
  ],
  [
    'has values without a unit, a direction or samples',
    `FROM filed_rows WHERE metric IS NOT NULL
       AND (unit IS NULL OR samples IS NULL OR direction IS NULL OR direction NOT IN ('lower', 'higher'))`,
  ],
  [
    'has values in another unit or direction than their metric has',
    `FROM filed_rows JOIN (FROM (VALUES ${knownUnits}) known(metric, known_unit, known_direction)) USING (metric)
     WHERE unit <> known_unit OR direction <> known_direction`,
  ],
]

const chunkChecks: readonly Check[] = [
  [
    'has points that its samples do not give',
    `FROM (FROM chunk_rows) stored LEFT JOIN (${pointsOf('chunk_rows')}) given USING (run_id, case_position, metric_position)
     SELECT run_id WHERE stored.point_count IS DISTINCT FROM given.sample_count
       OR (given.sample_count IS NOT NULL AND (stored.median IS DISTINCT FROM given.median OR stored.mad IS DISTINCT FROM given.mad
         OR stored.low IS DISTINCT FROM given.low OR stored.high IS DISTINCT FROM given.high))`,
  ],
  [
    'counts other cases than it has',
    `FROM (FROM chunk_rows) stored JOIN (${caseCounts('chunk_rows')}) given USING (run_id)
     SELECT run_id WHERE stored.cases <> given.cases OR stored.failed_cases <> given.failed_cases
       OR first_of_run <> (case_position = 0 AND metric_position = 0)`,
  ],
]

const verdictNumbers = [
  'value',
  'value_low',
  'value_high',
  'confidence',
  'p_value',
  'smallest_detectable_ratio',
]

const verdictChecks: readonly Check[] = [
  [
    'has verdicts with values that are no numbers',
    `FROM filed_verdicts WHERE ${verdictNumbers.map((column) => `isnan(coalesce(${column}, 0))`).join(' OR ')}`,
  ],
  [
    'has verdicts that are there twice',
    'SELECT run_id FROM filed_verdicts GROUP BY run_id, verdict_position HAVING count(*) > 1',
  ],
]
