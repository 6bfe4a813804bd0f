import { PerfledgerError } from '../errors.ts'
import type { Ask } from './duckdb.ts'
import { runColumns } from './schema.ts'

interface Copies {
  readonly run_id: string
  readonly filenames: readonly string[]
  readonly contents: number
}

/**
 * Runs that are in more than one file: what git leaves when a ledger that was compacted is merged with one that was not.
 * All copies of a run but one are listed in the table `shadowed`, so that nothing counts twice. Returns whether there
 * are any. Copies that differ are no copies: throws PerfledgerError that names them.
 */
export async function findShadowed(ask: Ask): Promise<boolean> {
  const [twice] = await ask('SELECT run_id FROM filed_runs GROUP BY run_id HAVING count(*) > 1 LIMIT 1')
  if (twice === undefined) return false
  const columns = Object.keys(runColumns).join(', ')
  const copies = await ask<Copies>(
    `WITH copies AS (
       SELECT run_id, filename, sum(hash(${columns})) AS content, count(*) AS row_count
       FROM filed_rows SEMI JOIN (SELECT run_id FROM filed_runs GROUP BY run_id HAVING count(*) > 1) USING (run_id)
       GROUP BY run_id, filename
     )
     SELECT run_id, list(filename ORDER BY filename) AS filenames, count(DISTINCT (content, row_count)) AS contents
     FROM copies GROUP BY run_id ORDER BY run_id`,
  )
  const conflict = copies.find(({ contents }) => contents > 1)
  if (conflict !== undefined) throw conflicting(conflict)
  await ask(
    `INSERT INTO shadowed SELECT run_id, filename FROM filed_runs
     QUALIFY row_number() OVER (PARTITION BY run_id ORDER BY filename) > 1`,
  )
  return true
}

function conflicting({ run_id, filenames }: Copies): PerfledgerError {
  return new PerfledgerError(
    `Run ${run_id} is in more than one file of the history, and they differ:\n${filenames.map((file) => `  ${file}`).join('\n')}`,
    {
      hint: 'A run never changes once it is kept. Find out which is the true one and move the other out of the ledger.',
    },
  )
}
