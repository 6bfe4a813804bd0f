import { type Ask, type AskNumbers, quotedList } from './duckdb.ts'
import { type CaseKeyOf, sameCaseKeys } from './identity.ts'
import { type VerdictRow, verdictColumns } from './schema.ts'
import { tellingOf } from './select-told.ts'
import { sameTexts, verdictOf } from './verdict-rows.ts'
import type { GivenVerdict, RecordedVerdict, Severity, VerdictState } from './verdicts.ts'

/** The verdicts as they were given, of all runs or of these, in commit order. */
export async function readVerdicts(
  ask: Ask,
  runIds: readonly string[] | undefined,
): Promise<RecordedVerdict[]> {
  const wanted = runIds === undefined ? '' : `WHERE list_contains(${quotedList(runIds)}, run_id)`
  const rows = await ask<StoredVerdictRow>(
    `FROM verdicts LEFT JOIN run_order USING (run_id) SELECT ${storedVerdictColumns} ${wanted}
     ORDER BY run_position NULLS LAST, run_id, verdict_position`,
  )
  return verdictsIn(rows)
}

/** A row with its baseline as JSON: most verdicts of a run have the same, and a text is read faster than a list. */
type StoredVerdictRow = Omit<VerdictRow, 'baseline_run_ids'> & { readonly baseline: string }

const storedVerdictColumns = Object.keys(verdictColumns)
  .map((column) =>
    column === 'baseline_run_ids' ? 'to_json(baseline_run_ids)::VARCHAR AS baseline' : column,
  )
  .join(', ')

function verdictsIn(rows: readonly StoredVerdictRow[]): RecordedVerdict[] {
  const keyOf = sameCaseKeys()
  const baselines = sameTexts((text): readonly string[] => JSON.parse(text))
  return rows.map((row) => verdictOf({ ...row, baseline_run_ids: baselines(row.baseline) }, keyOf))
}

interface GivenRow {
  readonly suite: string
  readonly benchmark: string
  readonly params: string
  readonly metric: string | null
  readonly unit: string | null
  readonly direction: string | null
  readonly environment: string
  readonly state: string
  readonly severity: string | null
}

const states = [
  'ok',
  'improved',
  'regressed',
  'over-budget',
  'inconclusive',
  'missing',
  'failed',
] as const satisfies readonly VerdictState[]
const severities = ['minor', 'moderate', 'critical'] as const satisfies readonly Severity[]

/** A given verdict while its runs are read. */
interface Giving {
  readonly row: GivenRow
  readonly runIds: string[]
  /** Of the first run in which it was given: its place, and that of the verdict in it. */
  firstPosition: number
  firstVerdict: number
}

const givenColumns = 'suite, benchmark, params, metric, unit, direction, environment, state, severity'.split(
  ', ',
)

/** Which verdict was given to whom, without its reasons, in order of appearance. `runIds` are all runs in commit order. */
export async function readGivenVerdicts(
  ask: Ask,
  askNumbers: AskNumbers,
  runIds: readonly string[],
): Promise<GivenVerdict[]> {
  const telling = await tellingOf(ask, { source: 'verdicts', where: 'true' }, givenColumns)
  try {
    const found = telling.told.map((row) => givingOf(row as unknown as GivenRow))
    await askNumbers(
      `SELECT ${telling.table}.place AS place, run_position, verdict_position
       FROM verdicts rows JOIN run_order USING (run_id) ${telling.join}`,
      (columns, rows) => addRuns(found, runIds, columns, rows),
    )
    const keyOf = sameCaseKeys()
    return found
      .filter((giving) => giving.runIds.length > 0)
      .sort((a, b) => a.firstPosition - b.firstPosition || a.firstVerdict - b.firstVerdict)
      .map((giving) => givenOf(giving, keyOf))
  } finally {
    await ask(`DROP TABLE ${telling.table}`)
  }
}

const givingOf = (row: GivenRow): Giving => ({
  row,
  runIds: [],
  firstPosition: Number.POSITIVE_INFINITY,
  firstVerdict: 0,
})

function addRuns(
  found: readonly Giving[],
  runIds: readonly string[],
  [places, positions, verdicts]: readonly ArrayLike<number>[],
  rows: number,
): void {
  for (let row = 0; row < rows; row++) {
    const giving = found[places![row]!]!
    const position = positions![row]!
    giving.runIds.push(runIds[position]!)
    if (position >= giving.firstPosition) continue
    giving.firstPosition = position
    giving.firstVerdict = verdicts![row]!
  }
}

function givenOf({ row, runIds }: Giving, keyOf: CaseKeyOf): GivenVerdict {
  const direction = row.direction === 'higher' ? 'higher' : 'lower'
  return {
    case: keyOf(row.suite, row.benchmark, row.params),
    metric: row.metric === null ? undefined : { name: row.metric, unit: row.unit ?? '', direction },
    environment: row.environment,
    state: states.find((state) => state === row.state) ?? 'ok',
    severity: severities.find((severity) => severity === row.severity),
    runIds,
  }
}
