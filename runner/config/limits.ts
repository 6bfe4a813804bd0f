/** An absolute limit on a metric, whatever the history. */
export interface Budget {
  readonly operator: '<=' | '>='
  /** In the metric's base unit. */
  readonly limit: number
  /** The base unit that `limit` is in. */
  readonly unit: string
  /** What is limited: 0.5 is the median of the run's iterations, 0.95 what 95 of 100 stay within. */
  readonly quantile: number
  /** As shown: what was written, and the percentile where it is not the median (`300 ms (p95)`). */
  readonly text: string
}

/** The name of what a budget limits, as in the config: `median`, `p95`, `p99.9`. */
export function nameOfQuantile(quantile: number): string {
  return quantile === 0.5 ? 'median' : `p${Number((quantile * 100).toPrecision(12))}`
}

/** Named runs that a benchmark is to be compared with. */
export interface BaselineRequest {
  /** Of `perfledger baseline set`, or a tag, a commit or a run. */
  readonly name: string
  /** True: this comparison alone makes the verdict. Otherwise it is made besides that with the last runs. */
  readonly instead: boolean
}

/** From which ratio on a significant change in the worse direction is relevant, and how bad it is. 1.2 = 20 % worse. */
export interface Thresholds {
  readonly minor: number
  readonly moderate: number
  readonly critical: number
}
