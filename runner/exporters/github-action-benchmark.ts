import { UsageError } from '../errors.ts'
import type { MeasuredCase, MeasuredMetric, MeasuredRun } from '../measure/record.ts'
import { caseId, fullCaseTitle } from '../plan/identity.ts'
import { medianInterval } from '../stats/median-interval.ts'
import { median } from '../stats/summary.ts'

interface Entry {
  readonly name: string
  readonly unit: string
  readonly value: number
  /** Half of the interval of the median. */
  readonly range: string
  readonly extra: string
}

/**
 * The newest point of every metric of every case, as github-action-benchmark takes it (`customSmallerIsBetter` or
 * `customBiggerIsBetter`). The format knows one direction for a whole file.
 */
export class CustomJson {
  readonly #newest = new Map<string, { readonly entry: Entry; readonly direction: string }>()

  /** Runs in commit order: later ones replace the points of earlier ones. */
  add(run: MeasuredRun): void {
    for (const measured of run.cases.filter(({ status }) => status !== 'failed')) {
      for (const metric of measured.metrics.filter(({ samples }) => samples.length > 0)) {
        const { name, unit, direction } = metric.metric
        const id = JSON.stringify([caseId(measured.key), name, unit, direction])
        this.#newest.set(id, { entry: entryOf(run, measured, metric), direction })
      }
    }
  }

  get count(): number {
    return this.#newest.size
  }

  /** @throws UsageError where lower is better for some of the metrics and higher for others */
  text(): string {
    const points = [...this.#newest.values()]
    if (new Set(points.map(({ direction }) => direction)).size > 1) {
      throw new UsageError(
        'github-action-benchmark takes one direction for a whole file; here some metrics are better lower, some higher.',
        { hint: 'Choose metrics of one direction: --metric wall-time --metric peak-memory' },
      )
    }
    return `${JSON.stringify(
      points.map(({ entry }) => entry),
      null,
      2,
    )}\n`
  }
}

function entryOf(
  { header }: MeasuredRun,
  { key }: MeasuredCase,
  { metric, samples, reportedLow, reportedHigh }: MeasuredMetric,
): Entry {
  const own = medianInterval(samples, 0.95)
  const low = reportedLow ?? own.low
  const high = reportedHigh ?? own.high
  return {
    name: `${fullCaseTitle(key)} ${metric.name}`,
    unit: metric.unit === '' ? 'value' : metric.unit,
    value: median(samples),
    range: `± ${(high - low) / 2}`,
    extra: `${samples.length} samples, run ${header.id}`,
  }
}
