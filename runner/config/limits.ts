/** An absolute limit on a metric, whatever the history. */
export interface Budget {
  readonly operator: '<=' | '>='
  /** In the metric's base unit. */
  readonly limit: number
  /** The base unit that `limit` is in. */
  readonly unit: string
  /** As written in the config or the environment variable. */
  readonly text: string
}

/** From which ratio on a significant change in the worse direction is relevant, and how bad it is. 1.2 = 20 % worse. */
export interface Thresholds {
  readonly minor: number
  readonly moderate: number
  readonly critical: number
}
