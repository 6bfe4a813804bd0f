import { PerfledgerError } from '../errors.ts'
import { paramsText } from '../plan/identity.ts'
import { type CaseKeyOf, caseKeyOf } from './identity.ts'
import { LEDGER_SCHEMA_VERSION, type VerdictRow } from './schema.ts'
import type { RecordedVerdict } from './verdicts.ts'

const numbers = [
  'value',
  'value_low',
  'value_high',
  'change',
  'change_low',
  'change_high',
  'confidence',
  'p_value',
  'smallest_detectable_ratio',
] as const satisfies readonly (keyof VerdictRow)[]

/** The verdicts of one run as the rows of its file. Throws PerfledgerError on NaN and on a verdict of another run. */
export function verdictRowsOf(runId: string, verdicts: readonly RecordedVerdict[]): VerdictRow[] {
  return verdicts.map((verdict, position) => {
    const row = rowOf(verdict, position)
    const broken = numbers.find((column) => Number.isNaN(row[column]))
    if (broken !== undefined) throw refusal(runId, `the ${broken} of ${place(verdict)} is not a number`)
    if (verdict.runId !== runId) throw refusal(runId, `${place(verdict)} belongs to run ${verdict.runId}`)
    return row
  })
}

function rowOf(verdict: RecordedVerdict, position: number): VerdictRow {
  return {
    schema_version: LEDGER_SCHEMA_VERSION,
    run_id: verdict.runId,
    verdict_position: position,
    suite: verdict.case.suite.toWellFormed(),
    benchmark: verdict.case.benchmark.toWellFormed(),
    params: paramsText(verdict.case.params),
    metric: verdict.metric?.name.toWellFormed() ?? null,
    unit: verdict.metric?.unit.toWellFormed() ?? null,
    direction: verdict.metric?.direction ?? null,
    environment: verdict.environment.toWellFormed(),
    state: verdict.state,
    severity: verdict.severity ?? null,
    significant: verdict.significant,
    reasons: verdict.reasons.map((reason) => reason.toWellFormed()),
    value: verdict.value ?? null,
    value_low: verdict.valueLow ?? null,
    value_high: verdict.valueHigh ?? null,
    change: verdict.change ?? null,
    change_low: verdict.changeLow ?? null,
    change_high: verdict.changeHigh ?? null,
    confidence: verdict.confidence,
    p_value: verdict.pValue ?? null,
    baseline_run_ids: verdict.baselineRunIds,
    smallest_detectable_ratio: verdict.smallestDetectableRatio ?? null,
    budget: verdict.budget?.toWellFormed() ?? null,
    tool_version: verdict.toolVersion.toWellFormed(),
    analysis_version: verdict.analysisVersion,
  }
}

/** The reverse, for one row. */
export function verdictOf(row: VerdictRow, keyOf: CaseKeyOf = caseKeyOf): RecordedVerdict {
  return {
    runId: row.run_id,
    case: keyOf(row.suite, row.benchmark, row.params),
    metric:
      row.metric === null
        ? undefined
        : {
            name: row.metric,
            unit: row.unit ?? '',
            direction: row.direction === 'higher' ? 'higher' : 'lower',
          },
    environment: row.environment,
    state: row.state as RecordedVerdict['state'],
    severity: (row.severity ?? undefined) as RecordedVerdict['severity'],
    significant: row.significant,
    reasons: row.reasons,
    value: row.value ?? undefined,
    valueLow: row.value_low ?? undefined,
    valueHigh: row.value_high ?? undefined,
    change: row.change ?? undefined,
    changeLow: row.change_low ?? undefined,
    changeHigh: row.change_high ?? undefined,
    confidence: row.confidence,
    pValue: row.p_value ?? undefined,
    baselineRunIds: row.baseline_run_ids,
    smallestDetectableRatio: row.smallest_detectable_ratio ?? undefined,
    budget: row.budget ?? undefined,
    toolVersion: row.tool_version,
    analysisVersion: row.analysis_version,
  }
}

/** What a text stands for, made once for all that are the same. */
export function sameTexts<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    known.set(text, made)
    return made
  }
}

function place({ case: key, metric }: RecordedVerdict): string {
  return [key.suite, key.benchmark, metric?.name]
    .filter((part) => part !== undefined)
    .join(' › ')
    .toWellFormed()
}

function refusal(runId: string, what: string): PerfledgerError {
  return new PerfledgerError(`The verdicts of run ${runId} were not kept: ${what}.`, {
    hint: 'The run itself is in the ledger. This is a fault of perfledger: please report it.',
  })
}
