import type { PerfledgerError } from '../../errors.ts'
import type { MeasureRecord } from '../../measure/record.ts'
import type { Plan } from '../../plan/plan.ts'

/** What a run of a version that cannot be built records: every case failed, with the reason, and nothing measured. */
export function* buildFailureRecords(
  plan: Plan,
  { message, hint }: PerfledgerError,
  startedAtMs: number,
): Generator<MeasureRecord> {
  yield {
    kind: 'warning',
    code: 'build-failed',
    message,
    advice: 'Nothing could be measured of this commit.',
  }
  for (const { key } of plan.suites.flatMap(({ cases }) => cases)) {
    yield {
      kind: 'iteration',
      case: key,
      phase: 'warmup',
      index: 0,
      startedAtMs,
      executor: 'portable',
      measurements: [],
      failure: { reason: 'hook', message, ...(hint !== undefined && { outputTail: hint }) },
    }
    yield { kind: 'case-end', case: key, bound: 'failure', precisionRatio: undefined }
  }
}
