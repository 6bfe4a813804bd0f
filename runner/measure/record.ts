import type { CiJob } from '../ci.ts'
import type { Commit } from '../git.ts'
import type { Metric, Timeline } from '../metrics/metric.ts'
import type { CaseKey, Shard } from '../plan/plan.ts'

export type { CiJob } from '../ci.ts'
export type { Commit } from '../git.ts'

/** What must match for numbers to be comparable. Every field but `fingerprint` is for people; equal fields give equal fingerprints. */
export interface Environment {
  /** 12 hex digits over the other fields. */
  readonly fingerprint: string
  readonly cpuModel: string
  readonly cores: number
  /** Rounded to whole GiB. */
  readonly memoryGiB: number
  /** `linux`, `darwin`, `win32` … */
  readonly platform: string
  readonly arch: string
  /** For example `Debian GNU/Linux 12`. */
  readonly os: string
  /** For example `node 24`. */
  readonly runtime: string
  /** Whatever else the config's `environment` says must match (`python: "3.12"`). */
  readonly labels: Readonly<Record<string, string>>
}

/** Who, where, when: everything about a run that is not a measurement. Journaled before the first iteration. */
export interface RunHeader {
  /** `20261120-051230-9f86d081ab`: UTC start time to the millisecond and 28 random bits; sorts by time; safe in URLs and file names. */
  readonly id: string
  /** ISO 8601, UTC, milliseconds. */
  readonly startedAt: string
  readonly toolVersion: string
  /** 16 hex digits over the normalised config. */
  readonly configHash: string
  readonly seed: number
  readonly commit: Commit | undefined
  readonly pullRequest: number | undefined
  readonly ci: CiJob | undefined
  readonly environment: Environment
  /** The plan was filtered or sharded: what is absent was not expected. */
  readonly partial: boolean
  /** True for `perfledger demo`: numbers made by a generator, not measured. */
  readonly generated: boolean
  /** Which part of a plan that several machines share; undefined for all of it. */
  readonly shard?: Shard | undefined
  /** What was learned of the machine just before; undefined where nothing was calibrated. */
  readonly calibration?: Calibration | undefined
}

/** What starting a process took, medians of some starts. */
export interface ProcessTimes {
  readonly wallTimeNs: number
  readonly userTimeNs: number
  readonly systemTimeNs: number
}

/** How still the machine was just before a run, and what measuring itself costs. */
export interface Calibration {
  /** The smallest relative change between two runs that the machine could show then: 0.03. */
  readonly noiseFloorRatio: number
  /** Share of the time that the host of a virtual machine took; undefined where the system does not tell. */
  readonly stealRatio: number | undefined
  /** The executor that measures, and what `true` takes through it: contained in every wall-time. Undefined where there is no `true`. */
  readonly executor: string
  readonly executorStartNs: number | undefined
  /** Start of the shell, which was subtracted from commands with `shell: true`; undefined where the plan has none. */
  readonly shellStart: ProcessTimes | undefined
}

export type Phase = 'warmup' | 'measured'

/** Why an iteration gave no usable measurement. */
export interface Failure {
  readonly reason: 'exit-code' | 'signal' | 'timeout' | 'not-started' | 'hook' | 'output' | 'interrupted'
  /** What happened, in a sentence: `exited with code 1`. */
  readonly message: string
  readonly outputTail?: string | undefined
}

/** The values of one metric that one iteration gave: one value, or many where the command measures itself. */
export interface Measurement {
  /** The name of the result inside the tool's output; undefined where the output has just one nameless result. */
  readonly result?: string | undefined
  readonly metric: Metric
  /** In `metric.unit`, in the order in which they were measured. Never empty, all finite. */
  readonly samples: readonly number[]
  /** How many measurements stand behind the samples where the tool kept only some or a summary. */
  readonly sampleCount?: number | undefined
  /** The interval that the tool itself reports around its summary, where it kept no samples. */
  readonly reportedLow?: number | undefined
  readonly reportedHigh?: number | undefined
}

/** One execution of a case's command. A failure is a record too. */
export interface IterationRecord {
  readonly kind: 'iteration'
  readonly case: CaseKey
  readonly phase: Phase
  /** From 0, counted separately for each phase. */
  readonly index: number
  readonly startedAtMs: number
  readonly executor: string
  readonly measurements: readonly Measurement[]
  readonly failure?: Failure | undefined
  /**
   * Set on an execution that was not timed and does not count as an iteration: it was only to learn this metric
   * (`peak-memory` of a command smaller than the runner itself), or what this instrument tells (`callgrind`). A failure
   * of it does not fail the case.
   */
  readonly onlyFor?: string | undefined
  /** Metrics that an instrument was to tell and could not, and why, in a clause. */
  readonly unavailable?: Readonly<Record<string, string>> | undefined
  /** Failed, but repeated because the case asks for it: kept, and counted for nothing. */
  readonly retried?: boolean | undefined
  /** What the command used while it ran; only of measured iterations that took a while. */
  readonly timeline?: Timeline | undefined
}

/** Why measuring of a case ended. */
export type StopBound = 'precision' | 'max-iterations' | 'max-time' | 'failure' | 'interrupted'

export interface CaseEndRecord {
  readonly kind: 'case-end'
  readonly case: CaseKey
  readonly bound: StopBound
  /** Half-width of the median's interval over the median, of the first metric; undefined below 3 samples. */
  readonly precisionRatio: number | undefined
  /** Metrics of all iterations of the case together (`success-rate`), where the case asks for them. */
  readonly measurements?: readonly Measurement[] | undefined
  /** Hash of the files that the case names as what it measures; see `MeasuredCase.artifact`. */
  readonly artifact?: string | undefined
}

/** A finding about the machine or the measurement, with advice; worded late, by the reporters. */
export interface WarningRecord {
  readonly kind: 'warning'
  /** kebab-case: `slow-first-iteration`, `short-command`, `high-load` … */
  readonly code: string
  readonly case?: CaseKey | undefined
  readonly message: string
  readonly advice: string
}

/** What `measure` yields, in order, and what the journal keeps, one JSON line each. */
export type MeasureRecord = IterationRecord | CaseEndRecord | WarningRecord

/** One metric of one case in one run: a row of the ledger. */
export interface MeasuredMetric {
  readonly metric: Metric
  /** Of the measured iterations, in iteration order. */
  readonly samples: readonly number[]
  readonly warmupSamples: readonly number[]
  readonly sampleCount: number
  readonly reportedLow: number | undefined
  readonly reportedHigh: number | undefined
}

/** All that a run learned of one case. */
export interface MeasuredCase {
  readonly key: CaseKey
  /**
   * `failed`: an iteration or a hook failed, its reason is kept, and no verdict is built on the rest. A case whose success rate
   * is measured is `ok` in spite of failed iterations, as long as one succeeded. `interrupted`: the run ended before the case did.
   */
  readonly status: 'ok' | 'failed' | 'interrupted'
  readonly failure: Failure | undefined
  /** Measured iterations that were attempted, and those that failed. */
  readonly iterations: number
  readonly failures: number
  readonly executor: string
  readonly stop: StopBound | undefined
  readonly precisionRatio: number | undefined
  readonly metrics: readonly MeasuredMetric[]
  /**
   * SHA-256, 64 hex digits, over the names and contents of the files that are the program: two runs with the same hash, command
   * and environment ran the same program, and a difference between them is noise. Undefined where the config names none.
   */
  readonly artifact?: string | undefined
  /** Failed iterations that were repeated, where the config allows it; not among `failures`. */
  readonly retries?: number | undefined
  /** Of measured iterations that were looked at, in their order: all of them, or the most telling where that is too much. */
  readonly timelines?: readonly IterationTimeline[] | undefined
}

export interface IterationTimeline extends Timeline {
  /** Index of the measured iteration; undefined in files that kept but one timeline of a case. */
  readonly iteration?: number | undefined
}

/** A whole run, as it goes into the ledger and comes out of it. */
export interface MeasuredRun {
  readonly header: RunHeader
  /** ISO 8601, UTC. */
  readonly finishedAt: string
  /** Ended by SIGINT or SIGTERM, or recovered from the journal of a runner that died. */
  readonly interrupted: boolean
  readonly cases: readonly MeasuredCase[]
  readonly warnings: readonly WarningRecord[]
}
