import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { PerfledgerError } from '../errors.ts'
import { sealFile } from './checksum.ts'
import { closedKey } from './chunk-columns.ts'
import { type Ask, type Database, quoted, quotedFiles, quotedList } from './duckdb.ts'
import { chunkFile, type LedgerPart } from './layout.ts'
import { type OrderColumns, orderedRunOf } from './measured.ts'
import { orderRuns } from './order.ts'
import { publishFile, stageFile } from './place.ts'
import { LEDGER_SCHEMA_VERSION, runColumns, type SqlType, verdictColumns } from './schema.ts'
import { thinnedColumns, thinnedRows } from './thin-rows.ts'
import { caseCounts, pointsOf, selectFrom } from './views.ts'
import { parquetOptions } from './write-parquet.ts'

/** Where the rows of a chunk come from: a database in which the views of one folder's files are (see `views.ts`). */
export interface ChunkSource {
  readonly database: Database
  readonly ask: Ask
  readonly part: LedgerPart
  readonly folder: string
  readonly ranksOf: ((shas: readonly string[]) => Promise<ReadonlyMap<string, number>>) | undefined
  /** Runs whose samples are to become their median with its interval; none where left out. */
  readonly thinned?: ReadonlySet<string> | undefined
}

/**
 * Rows that are read together at least. Points of one series are about as many as a chunk has runs, so smaller groups
 * would only make the footer larger, which every reader has to read.
 */
const rowsPerGroup = 8_192

const forms = {
  runs: { columns: runColumns, key: ['run_id', 'case_position', 'metric_position'] },
  verdicts: { columns: verdictColumns, key: ['run_id', 'verdict_position'] },
} as const satisfies Record<
  LedgerPart,
  { columns: Readonly<Record<string, SqlType>>; key: readonly string[] }
>

/**
 * Writes one chunk of these runs (run id → the file to take it from) beside them, compares it row by row with what it
 * was made of, and only then gives it its name, which no file had before. The same runs give the same bytes and, as
 * long as nobody has it yet, the same name: two clones that compact alike do not differ. Returns its path.
 * Throws PerfledgerError where what is read back is not what was there; nothing is left behind then.
 */
export async function writeChunk(
  source: ChunkSource,
  owners: ReadonlyMap<string, string>,
  closed: boolean,
): Promise<string> {
  await gather(source, owners)
  let checksum = ''
  const staged = await stageFile(chunkFile(source.folder, '0'.repeat(16)), async (file) => {
    const dictionaries = !(await hasNegativeZero(source))
    const options = parquetOptions({ dictionaries, metadata: { [closedKey]: String(closed) } })
    const rows = source.part === 'runs' ? sortedRunRows : sortedVerdictRows
    await source.ask(`COPY (${rows}) TO ${quoted(file)} (${options}, ROW_GROUP_SIZE ${rowsPerGroup})`)
    checksum = await sealFile(file)
    await compare(source, owners, file)
  })
  const target = freshName(source.folder, checksum)
  // Where somebody else was faster by an instant, the same bytes are there under the same name.
  await publishFile({ ...staged, target })
  return target
}

/**
 * By content, unless a file of that name is there already: it may be one of those that are about to be replaced, and a
 * name that is new to all can never be on the list of files that another compaction takes away.
 */
function freshName(folder: string, checksum: string): string {
  const byContent = chunkFile(folder, checksum.slice(0, 16))
  return existsSync(byContent) ? chunkFile(folder, randomBytes(8).toString('hex')) : byContent
}

/** The rows of these runs in the table `gathered`, each run with its place in commit order. */
async function gather(source: ChunkSource, owners: ReadonlyMap<string, string>) {
  const { database, ask, part, ranksOf } = source
  await ask('CREATE OR REPLACE TEMP TABLE chosen (run_id VARCHAR, filename VARCHAR, run_place INTEGER)')
  const appender = await database.connection.createAppender('chosen')
  for (const [place, id] of (await placesOf(ask, owners, ranksOf)).entries()) {
    appender.appendVarchar(id)
    appender.appendVarchar(owners.get(id) as string)
    appender.appendInteger(place)
    appender.endRow()
  }
  appender.closeSync()
  await ask(`CREATE OR REPLACE TEMP TABLE gathered AS
    SELECT rows.* REPLACE (${LEDGER_SCHEMA_VERSION} AS schema_version), run_place
    FROM (${rowsIn(part, owners)}) rows JOIN chosen USING (run_id, filename)`)
  await ask('CREATE OR REPLACE TEMP TABLE thinned (run_id VARCHAR)')
  const thinned = [...owners.keys()].filter((id) => source.thinned?.has(id))
  if (part === 'verdicts' || thinned.length === 0) return
  await ask(`INSERT INTO thinned SELECT unnest(${quotedList(thinned)})`)
  await ask(`CREATE OR REPLACE TEMP TABLE gathered AS ${thinnedRows('gathered', ['filename', 'run_place'])}`)
}

async function placesOf(
  ask: Ask,
  owners: ReadonlyMap<string, string>,
  ranksOf: ChunkSource['ranksOf'],
): Promise<string[]> {
  const rows = await ask<OrderColumns>('SELECT DISTINCT ON (run_id) * FROM filed_runs')
  const runs = rows.filter(({ run_id }) => owners.has(run_id)).map(orderedRunOf)
  // The files of verdicts tell nothing of their runs but the ids, which sort by start.
  if (runs.length < owners.size) return [...owners.keys()].sort()
  const shas = [...new Set(runs.flatMap(({ commit }) => commit?.sha ?? []))]
  return orderRuns(runs, (await ranksOf?.(shas)) ?? new Map())
}

function rowsIn(part: LedgerPart, owners: ReadonlyMap<string, string>): string {
  return selectFrom([...new Set(owners.values())].sort(), forms[part].columns, ['filename'])
}

const sortedRunRows = `
  SELECT ${Object.keys(runColumns)
    .map((column) => `gathered.${column}`)
    .join(', ')},
    gathered.case_position = 0 AND gathered.metric_position = 0 AS first_of_run,
    cases, failed_cases, median, mad, low, high, points.sample_count AS point_count
  FROM gathered JOIN (${caseCounts('gathered')}) counts USING (run_id, filename)
  LEFT JOIN (${pointsOf('gathered')}) points USING (run_id, case_position, metric_position)
  ORDER BY first_of_run DESC, gathered.suite, gathered.benchmark, gathered.params, gathered.metric, gathered.unit,
    gathered.direction, gathered.environment, run_place, case_position, metric_position`

const sortedVerdictRows = `
  SELECT ${Object.keys(verdictColumns).join(', ')} FROM gathered
  ORDER BY suite, benchmark, params, metric, environment, run_place, verdict_position`

/** DuckDB's dictionaries turn -0 into 0, so a chunk that has one does without them. */
async function hasNegativeZero({ ask, part }: ChunkSource): Promise<boolean> {
  const conditions = Object.entries<SqlType>(forms[part].columns).flatMap(([column, type]) => {
    if (type === 'DOUBLE') return [`(${column} = 0 AND signbit(${column}))`]
    if (type !== 'DOUBLE[]') return []
    const negative = `len(list_filter(${column}, lambda value: value = 0 AND signbit(value))) > 0`
    return [`CASE WHEN list_contains(${column}, 0) THEN ${negative} ELSE false END`]
  })
  const [found] = await ask(`SELECT 1 FROM gathered WHERE ${conditions.join(' OR ')} LIMIT 1`)
  return found !== undefined
}

/** Reads both sides anew, from their files. */
async function compare(
  { ask, part }: ChunkSource,
  owners: ReadonlyMap<string, string>,
  file: string,
): Promise<void> {
  const { columns, key } = forms[part]
  const content = Object.keys(columns).filter((column) => column !== 'schema_version')
  const alike = (some: readonly string[]) =>
    some.map((column) => `was.${column} IS NOT DISTINCT FROM now.${column}`).join(' AND ')
  // Of runs whose samples are dropped, all else is the same, and their points are, computed anew from either side.
  const same = `CASE WHEN run_id IN (FROM thinned) THEN ${alike(content.filter((column) => !thinnedColumns.has(column)))}
    ELSE ${alike(content)} END`
  if (part === 'runs') await comparePoints(ask, rowsIn(part, owners), file)
  const [answer] = await ask<{ before: number; after: number; matched: number }>(
    `WITH was AS (FROM (${rowsIn(part, owners)}) SEMI JOIN chosen USING (run_id, filename)),
       now AS (FROM read_parquet(${quotedFiles([file])}, hive_partitioning = false))
     SELECT (SELECT count(*) FROM was) AS before, (SELECT count(*) FROM now) AS after,
       (SELECT count(*) FROM was JOIN now USING (${key.join(', ')}) WHERE ${same}) AS matched`,
  )
  const { before = -1, after = 0, matched = 0 } = answer ?? {}
  if (before === after && before === matched) return
  throw new PerfledgerError(
    `A chunk did not read back as what it was made of: ${matched} of ${before} rows are the same, ${after} were written.`,
    { hint: 'Nothing was taken away. This is a fault of perfledger or of the disk: please report it.' },
  )
}

/** The points of runs whose samples were dropped are still those that the samples gave, but for their number and spread. */
async function comparePoints(ask: Ask, rows: string, file: string): Promise<void> {
  const [some] = await ask('SELECT 1 FROM thinned LIMIT 1')
  if (some === undefined) return
  await ask(`CREATE OR REPLACE TEMP VIEW thinned_was AS FROM (${rows}) SEMI JOIN thinned USING (run_id)
    SEMI JOIN chosen USING (run_id, filename)`)
  await ask(`CREATE OR REPLACE TEMP VIEW thinned_now AS
    FROM (${selectFrom([file], runColumns, ['filename'])}) SEMI JOIN thinned USING (run_id)`)
  const keys = 'run_id, case_position, metric_position'
  const values = `${keys}, median, low, high`
  const [differing] = await ask(
    `FROM (SELECT ${values} FROM (${pointsOf('thinned_was')})) was FULL JOIN (SELECT ${values} FROM (${pointsOf('thinned_now')})) now
     USING (${keys}) WHERE was.median IS DISTINCT FROM now.median OR was.low IS DISTINCT FROM now.low
       OR was.high IS DISTINCT FROM now.high LIMIT 1`,
  )
  if (differing === undefined) return
  throw new PerfledgerError(
    'A run without its samples did not read back with the median and interval that they gave.',
    {
      hint: 'Nothing was taken away. This is a fault of perfledger or of the disk: please report it.',
    },
  )
}
