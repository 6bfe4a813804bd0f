import { type Ask, quotedList } from './duckdb.ts'
import { caseKeyOf, sameCaseKeys } from './identity.ts'
import { type VerdictRow, verdictColumns } from './schema.ts'
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

interface StatesRow {
  readonly suite: string
  readonly benchmark: string
  readonly params: string
  readonly metric: string | null
  readonly unit: string | null
  readonly direction: string | null
  readonly environment: string
  readonly positions: Float64Array
  readonly codes: Float64Array
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
const severities = [undefined, 'minor', 'moderate', 'critical'] as const satisfies readonly (
  | Severity
  | undefined
)[]

/** Which verdict was given to whom, without its reasons. Cases in order of appearance. `runIds` are all runs in commit order. */
export async function readGivenVerdicts(askLists: Ask, runIds: readonly string[]): Promise<GivenVerdict[]> {
  const series = 'suite, benchmark, params, metric, unit, direction, environment'
  const rows = await askLists<StatesRow>(
    `WITH coded AS (
       SELECT ${series}, run_position, verdict_position,
         (${placeIn('state', states)}) * ${severities.length} + ${placeIn('severity', severities)} AS code
       FROM verdicts JOIN run_order USING (run_id))
     SELECT ${series}, list(run_position) AS positions, list(code) AS codes FROM coded GROUP BY ${series}
     ORDER BY min(run_position), arg_min(verdict_position, run_position), ${series}`,
  )
  return rows.flatMap((row) => givenIn(row, runIds))
}

function placeIn(column: string, values: readonly (string | undefined)[]): string {
  const cases = values.map((value, place) => (value === undefined ? '' : `WHEN '${value}' THEN ${place}`))
  return `CASE ${column} ${cases.join(' ')} ELSE 0 END`
}

function givenIn(row: StatesRow, runIds: readonly string[]): GivenVerdict[] {
  const { suite, benchmark, environment } = row
  const key = caseKeyOf(suite, benchmark, row.params)
  const metric =
    row.metric === null
      ? undefined
      : ({
          name: row.metric,
          unit: row.unit ?? '',
          direction: row.direction === 'higher' ? 'higher' : 'lower',
        } as const)
  return Array.from(row.positions, (position, index) => {
    const code = row.codes[index] as number
    return {
      runId: runIds[position] as string,
      case: key,
      metric,
      environment,
      state: states[Math.floor(code / severities.length)] as VerdictState,
      severity: severities[code % severities.length],
    }
  })
}
