import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'
import type { ComparisonState } from './decision.ts'

/** The version of the document that `perfledger compare --format json` prints. */
export const COMPARISON_SCHEMA_VERSION = 1

/** A version that took part. */
export interface ComparedVersion {
  /** As it was asked for: `main`, `v1.2.0`; `working tree`. */
  readonly name: string
  /** Null outside a repository. */
  readonly sha: string | null
  readonly subject: string | null
  /** With changes that no commit has. */
  readonly dirty: boolean
}

/** A value with its interval. An end is null where the samples are too few for one. */
export interface Range {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** One metric of one case. */
export interface MetricComparison {
  readonly metric: Metric
  /** Medians with their intervals, in the metric's unit; null where there is no value. */
  readonly base: Range | null
  readonly head: Range | null
  /** Relative, head against base: 0.03 is 3 % more. Null where there is no ratio. */
  readonly change: Range | null
  /** Corrected for the looks; then for all metrics of the suite too. */
  readonly pValue: number | null
  readonly adjustedPValue: number | null
  readonly state: ComparisonState
  /** In a sentence. */
  readonly reason: string
  /** Pairs that were measured, or the smaller number of values for stored runs. */
  readonly pairs: number
  /** About how many pairs a decision would take; null where it is decided or cannot be told. */
  readonly pairsNeeded: number | null
  /** Base against itself; null where it was not measured. */
  readonly control: ControlResult | null
}

/** What measuring base twice gave. */
export interface ControlResult {
  /** Control against base, relative. */
  readonly change: number
  readonly state: ComparisonState
  /** The smallest change that as many pairs could tell from none; null where too little was measured. */
  readonly noiseFloorRatio: number | null
}

export interface CaseComparison {
  readonly case: CaseKey
  /** `decided`, `out-of-time`, `interrupted`, `failed` (head), `absent` (only head can be measured), `stored`. */
  readonly end: 'decided' | 'out-of-time' | 'interrupted' | 'failed' | 'absent' | 'stored'
  /** Why there is nothing to judge, in a sentence. */
  readonly failure: string | null
  readonly metrics: readonly MetricComparison[]
}

/** All controls of a comparison together. */
export interface ControlSummary {
  readonly comparisons: number
  /** How many of them were called a regression or an improvement: false alarms. */
  readonly falseAlarms: number
  /** The share; null without controls. */
  readonly falsePositiveRatio: number | null
  /** The median over the cases’ first metrics. */
  readonly noiseFloorRatio: number | null
}

/** Two versions against each other. */
export interface VersionComparison {
  readonly schemaVersion: typeof COMPARISON_SCHEMA_VERSION
  readonly toolVersion: string
  readonly base: ComparedVersion
  readonly head: ComparedVersion
  /** `paired`: measured now, in turns. `stored`: from the ledger. */
  readonly method: 'paired' | 'stored'
  readonly thresholdRatio: number
  readonly confidence: number
  readonly seed: number
  readonly interrupted: boolean
  readonly cases: readonly CaseComparison[]
  readonly control: ControlSummary | null
  readonly notes: readonly string[]
}
