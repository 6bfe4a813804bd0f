import type { Direction, Metric } from '../metrics/metric.ts'

/** The values that one metric of one result got. */
export interface AdapterMeasurement {
  readonly metric: Metric
  /** In `metric.unit` (a base unit where the tool's unit is known), in the tool's order. Never empty, all finite. */
  readonly samples: readonly number[]
  /** How many measurements stand behind the samples where the tool kept only some or a summary. */
  readonly sampleCount?: number | undefined
  /** The interval around its summary that the tool itself reports, in `metric.unit`. */
  readonly reportedLow?: number | undefined
  readonly reportedHigh?: number | undefined
}

/** One thing that the tool measured. */
export interface AdapterResult {
  /** The tool's own name for it; undefined where its output has just one nameless result. */
  readonly name?: string | undefined
  readonly measurements: readonly AdapterMeasurement[]
}

/** What the config says of a tool that has no adapter: an expression with named groups, and what they leave open. */
export interface RegexReading {
  /** Tried on each line. The group `value` is a sample; `name`, `metric` and `unit` may be groups too. */
  readonly regex: string
  /** Where the expression has no group `metric`. */
  readonly metric?: string | undefined
  /** Where the expression has no group `unit`. */
  readonly unit?: string | undefined
  readonly direction?: Direction | undefined
}

export interface AdapterOptions {
  /** Metrics that the config declares: their unit and direction win over what the adapter would guess. */
  readonly declaredMetrics?: readonly Metric[]
  /** Absolute; where the command ran. Paths in names are written relative to it, so that they are the same everywhere. */
  readonly cwd?: string
  /** Which metrics are kept; all where undefined. */
  readonly metrics?: readonly string[] | undefined
  /** What the adapter `regex` looks for. */
  readonly regex?: RegexReading | undefined
}

/** For a tool that leaves files in a folder. */
export interface AdapterFolder {
  /** Which files are read, as a glob below the folder. */
  readonly files: string
  /**
   * All results in the files, whose texts stand by their paths below the folder.
   * @throws OutputError naming the file and the place in it
   */
  readonly parse: (files: ReadonlyMap<string, string>, options?: AdapterOptions) => readonly AdapterResult[]
}

/** Reads the output of one tool. One file each in this folder. */
export interface Adapter {
  /** As written in the config. */
  readonly name: string
  /** One sentence for the docs: which output of which tool. */
  readonly description: string
  /** True where the text looks like this tool's output, whether or not it is complete. Never throws. */
  readonly detect: (text: string) => boolean
  /**
   * All results in the text, every sample kept.
   * @throws OutputError naming the place where the text is malformed, truncated or holds no result.
   */
  readonly parse: (text: string, options?: AdapterOptions) => readonly AdapterResult[]
  /** Where the tool can also leave its results in a folder. */
  readonly folder?: AdapterFolder
}

/** The output cannot be read; the message names the place (`results[2].times[0]`, `line 14`). */
export class OutputError extends Error {
  override readonly name = 'OutputError'
}
