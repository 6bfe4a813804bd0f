import path from 'node:path'
import { type Ask, openDatabase, select } from './duckdb.ts'
import type { LedgerPart } from './layout.ts'
import { openLedger } from './open.ts'
import { runColumns, verdictColumns } from './schema.ts'
import type { FileFault } from './verify-file.ts'
import { fileViews } from './views.ts'

/** Something odd that breaks nothing: it is told, and the history is used as it is. */
export interface Oddity {
  /** The file, or the run, that it is about. */
  readonly about: string
  readonly what: string
}

const parts = {
  runs: { rows: 'filed_rows', columns: runColumns },
  verdicts: { rows: 'filed_verdicts', columns: verdictColumns },
} as const

/** What only all sound files of a ledger together can tell: runs in several files, and whether these say the same. */
export async function findCopies(
  runFiles: readonly string[],
  verdictFiles: readonly string[],
): Promise<{ faults: FileFault[]; oddities: Oddity[] }> {
  const database = await openDatabase()
  const ask: Ask = (sql, values) => select(database.connection, sql, values)
  try {
    for (const view of fileViews(runFiles, verdictFiles)) await ask(view)
    const found = [await copiesIn(ask, 'runs'), await copiesIn(ask, 'verdicts')]
    return {
      faults: found.flatMap(({ faults }) => faults),
      oddities: [...found.flatMap(({ oddities }) => oddities), ...(await oddTimes(ask))],
    }
  } finally {
    database.close()
  }
}

interface CopiesRow {
  readonly run_id: string
  readonly filenames: readonly string[]
  readonly contents: number
}

async function copiesIn(ask: Ask, part: LedgerPart): Promise<{ faults: FileFault[]; oddities: Oddity[] }> {
  const { rows, columns } = parts[part]
  const content = Object.keys(columns).filter((column) => column !== 'schema_version')
  const copies = await ask<CopiesRow>(
    `WITH shared AS (SELECT run_id FROM (SELECT DISTINCT run_id, filename FROM ${rows}) GROUP BY run_id HAVING count(*) > 1),
       copies AS (SELECT run_id, filename, sum(hash(${content.join(', ')})) AS content, count(*) AS row_count
         FROM ${rows} SEMI JOIN shared USING (run_id) GROUP BY run_id, filename)
     SELECT run_id, list(filename ORDER BY filename) AS filenames, count(DISTINCT (content, row_count)) AS contents
     FROM copies GROUP BY run_id ORDER BY run_id`,
  )
  const different = copies.filter(({ contents }) => contents > 1)
  const equal = copies.length - different.length
  return {
    faults: different.flatMap(({ run_id, filenames }) => conflict(run_id, filenames)),
    oddities:
      equal === 0
        ? []
        : [
            {
              about: part,
              what: `${equal} runs are in more than one file, alike; perfledger compact puts that right`,
            },
          ],
  }
}

/** Of two accounts of one run, the one that was compacted was compared with its source once; the other is put aside. */
function conflict(runId: string, filenames: readonly string[]): FileFault[] {
  const [kept = '', ...others] = filenames.toSorted(
    (a, b) => Number(isNamedAfter(a, runId)) - Number(isNamedAfter(b, runId)),
  )
  return others.map((file) => ({
    file,
    fault: `says something else of run ${runId} than ${kept}`,
    broken: true,
  }))
}

function isNamedAfter(file: string, runId: string): boolean {
  return path.basename(file) === `${runId}.parquet`
}

const day = 'INTERVAL 1 DAY'

/** Clocks are wrong at times, and git's dates are anybody's: the order of runs does not depend on them alone. */
async function oddTimes(ask: Ask): Promise<Oddity[]> {
  const ofRuns: readonly [string, string][] = [
    ['started in the future', `SELECT run_id FROM filed_runs WHERE started_at > now()::TIMESTAMP + ${day}`],
    [
      'started more than a day before its commit was made',
      `SELECT run_id FROM filed_runs WHERE committed_at > started_at + ${day}`,
    ],
    [
      'ended before it started: the clock was set back',
      'SELECT DISTINCT run_id FROM filed_rows WHERE finished_at < started_at',
    ],
    [
      'has a commit that comes before its own parent by their positions',
      `SELECT child.run_id FROM (SELECT *, unnest(commit_parents) AS parent FROM filed_runs) child
       JOIN filed_runs before ON before.commit_sha = child.parent WHERE before.commit_position >= child.commit_position`,
    ],
    [
      'lies in the folder of another month than it started in',
      `SELECT run_id FROM filed_runs WHERE regexp_matches(filename, 'year=[0-9]+[/\\\\]month=[0-9]+')
         AND NOT regexp_matches(filename, strftime(started_at, 'year=%Y[/\\\\]month=%m'))`,
    ],
  ]
  const odd: Oddity[] = []
  for (const [what, query] of ofRuns) {
    const rows = await ask<{ run_id: string }>(`SELECT DISTINCT run_id FROM (${query}) ORDER BY run_id`)
    odd.push(...rows.map(({ run_id }) => ({ about: `run ${run_id}`, what })))
  }
  return odd
}

/** Metrics that changed their unit or direction, and verdicts of runs that are not there. Only for a ledger that opens. */
export async function oddContents(folder: string): Promise<Oddity[]> {
  const ledger = await openLedger(folder)
  try {
    const changes = await ledger.metricChanges()
    const known = new Set((await ledger.runs()).map(({ header }) => header.id))
    const homeless = new Set(
      (await ledger.verdicts()).map(({ runId }) => runId).filter((id) => !known.has(id)),
    )
    return [
      ...changes.map(({ case: { suite, benchmark }, metricName, metrics, sinceRunId }) => ({
        about: `${suite} › ${benchmark} › ${metricName}`,
        what: `is kept in ${metrics.map(({ unit, direction }) => `${unit} (${direction} is better)`).join(', then ')}, the last since run ${sinceRunId}: these are series apart`,
      })),
      ...[...homeless].map((id) => ({ about: `run ${id}`, what: 'has verdicts but is not in the ledger' })),
    ]
  } finally {
    ledger.close()
  }
}
