import type { MeasuredRun } from '../measure/record.ts'
import type { Direction, Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'
import type { Mapping } from './mapping.ts'
import type { Source } from './source.ts'

/** Something in the source that could not be taken over, with its place, so that nothing is left out in silence. */
export interface Unread {
  /** The file and the place in it: `data.js: entries.pipeline[3].benches[0]`. */
  readonly place: string
  /** What is wrong with it, in words. */
  readonly reason: string
}

/** Where another tool measured, as far as it tells. What it does not tell is left out. */
export interface ImportedEnvironment {
  readonly cpuModel: string
  readonly cores?: number | undefined
  readonly memoryGiB?: number | undefined
  readonly platform?: string | undefined
  readonly arch?: string | undefined
  readonly os?: string | undefined
  readonly runtime?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
}

/** The commit as far as another tool tells it; who wrote it is not taken over. */
export interface ImportedCommit {
  readonly sha: string
  readonly subject?: string | undefined
  /** ISO 8601. The start of the run where the source does not tell. */
  readonly committedAt?: string | undefined
  readonly branch?: string | undefined
  readonly tag?: string | undefined
  readonly dirty?: boolean | undefined
}

/** One metric of one case, in `metric.unit`. */
export interface ImportedMeasurement {
  readonly key: CaseKey
  readonly metric: Metric
  readonly samples: readonly number[]
  readonly sampleCount?: number | undefined
  readonly low?: number | undefined
  readonly high?: number | undefined
}

/** A run as another tool kept it. */
export interface ImportedRun {
  readonly place: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly commit: ImportedCommit | undefined
  readonly pullRequest?: number | undefined
  readonly environment: ImportedEnvironment
  readonly measurements: readonly ImportedMeasurement[]
}

/** What an importer found in a source. */
export interface ImportedHistory {
  readonly runs: readonly ImportedRun[]
  /** Runs that perfledger itself wrote: taken as they are, their ids kept. */
  readonly ownRuns?: readonly MeasuredRun[]
  readonly unread: readonly Unread[]
  /** Told once, whatever the number of runs: `no time in the files, so their modification times were taken`. */
  readonly notes?: readonly string[]
}

export interface ImportOptions {
  /** For formats that know no suites. */
  readonly suite?: string | undefined
  /** For CSV and JSON of any shape. */
  readonly mapping?: Mapping | undefined
  /** The config's metrics: their direction wins over what the importer would guess. */
  readonly declaredMetrics?: readonly Metric[] | undefined
}

/** Reads the history that one tracker kept. One file each in this folder. */
export interface Importer {
  /** As written after `--as`. */
  readonly name: string
  /** One sentence for the docs. */
  readonly description: string
  /** Whether the source looks like this tracker's history, whole or damaged. Never throws. */
  readonly detect: (source: Source) => boolean
  /** Everything that can be read; what cannot is in `unread`. */
  readonly read: (source: Source, options: ImportOptions) => ImportedHistory | Promise<ImportedHistory>
}

/** A measurement as the source says it, in the source's unit. */
export interface RawValue {
  readonly key: CaseKey
  readonly metric: string
  readonly unit: string
  readonly direction: Direction
  readonly samples: readonly number[]
  readonly sampleCount?: number | undefined
  readonly low?: number | undefined
  readonly high?: number | undefined
}
