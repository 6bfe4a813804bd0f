import { processMetricNamed, runMetrics } from '../metrics/index.ts'
import type { FileSizes, Metric } from '../metrics/metric.ts'
import type { PlannedCase } from '../plan/plan.ts'
import { median } from '../stats/summary.ts'
import { isPreciseEnough, precisionRatio } from './precision.ts'
import type { RunningEstimate } from './progress.ts'
import type { CaseEndRecord, Failure, IterationRecord, Measurement, StopBound } from './record.ts'

/** How far the measuring of one case has come, and when it is enough. */
export class CaseState {
  readonly planned: PlannedCase
  bound: StopBound | undefined
  /** Iterations done, by phase. */
  warmupsDone = 0
  attempted = 0
  failed = 0
  /** Failed iterations that were repeated, and why the last of them failed. */
  retries = 0
  retriedFailure: Failure | undefined
  #retriesInARow = 0
  /** Hash of the files that are measured, where the case names any. */
  artifact: string | undefined
  /** Sizes of the files that the case names, after its last iteration. */
  files: FileSizes | undefined
  #warmupMs = 0
  /** Time that measured iterations took, hooks included. */
  #spentMs = 0
  /** Time that all iterations took, warm-up included, for the pace. */
  #paceMs = 0
  /** The samples of the first metric, one for each measured iteration: its median where the iteration gave many. */
  readonly samples: number[] = []
  /** Wall times of measured iterations, where the case measures them. */
  readonly wallTimesNs: number[] = []
  #first: { readonly metric: Metric; readonly result: string | undefined } | undefined
  #peakMemoryUnknown = false
  readonly #seen = new Set<string>()
  /** Why an instrument could not tell a metric, by its name. */
  readonly unavailable = new Map<string, string>()

  constructor(planned: PlannedCase) {
    this.planned = planned
  }

  get isEnded(): boolean {
    return this.bound !== undefined
  }

  get isWarm(): boolean {
    const { warmup, warmupTimeMs = 0 } = this.planned.stopping
    return this.isEnded || (this.warmupsDone >= warmup && this.#warmupMs >= warmupTimeMs)
  }

  /** Whether a failed iteration is part of what is measured, or ends the case. */
  get toleratesFailures(): boolean {
    return this.planned.metrics.includes('success-rate')
  }

  /** Asked for, but smaller than the runner: a separate execution has to find it out. */
  get needsMemoryPass(): boolean {
    return this.#peakMemoryUnknown && this.isMeasured
  }

  /** Ended, and neither failed nor interrupted. */
  get isMeasured(): boolean {
    return this.isEnded && this.bound !== 'failure' && this.bound !== 'interrupted'
  }

  /** Metrics of the process that were asked for and that no iteration of a completed case gave. */
  get unmeasuredMetrics(): readonly string[] {
    if (this.bound === 'failure') return []
    return this.planned.metrics.filter(
      (name) => processMetricNamed(name) && !this.#seen.has(name) && !this.unavailable.has(name),
    )
  }

  /** The first metric's median so far. */
  get estimate(): RunningEstimate | undefined {
    if (!this.#first || this.samples.length === 0) return undefined
    const { name, unit } = this.#first.metric
    return { metric: name, unit, median: median(this.samples), precisionRatio: precisionRatio(this.samples) }
  }

  /** The longest that the rest of this case can take at its pace; undefined before its first iteration. */
  get remainingMs(): number | undefined {
    if (this.isEnded) return 0
    const done = this.warmupsDone + this.attempted
    if (done === 0) return undefined
    const { warmup, warmupTimeMs = 0, max, maxTimeMs } = this.planned.stopping
    const each = this.#paceMs / done
    const warming = this.isWarm
      ? 0
      : Math.max((warmup - this.warmupsDone) * each, warmupTimeMs - this.#warmupMs)
    return warming + Math.min((max - this.attempted) * each, Math.max(0, maxTimeMs - this.#spentMs))
  }

  /** Whether this iteration failed in a way that the case wants to be tried again. Not where failures are what is measured. */
  mayRetry({ failure, onlyFor }: IterationRecord): boolean {
    if (!failure || onlyFor || this.toleratesFailures) return false
    if (failure.reason === 'interrupted' || failure.reason === 'not-started') return false
    return this.#retriesInARow < (this.planned.retries ?? 0)
  }

  /** Takes an iteration in, and decides whether the case goes on. */
  add(record: IterationRecord, tookMs: number): void {
    for (const { metric } of record.measurements) this.#seen.add(metric.name)
    for (const [name, why] of Object.entries(record.unavailable ?? {})) this.unavailable.set(name, why)
    if (record.onlyFor) return
    if (record.retried) {
      this.#addRetried(record, tookMs)
      return
    }
    this.#retriesInARow = 0
    this.#paceMs += tookMs
    if (record.phase === 'warmup') this.#addWarmup(tookMs)
    else this.#addMeasured(record, tookMs)
    if (record.failure) this.bound = this.#boundAfter(record.failure)
    if (!this.isEnded && record.phase === 'measured') this.bound = this.#reachedBound()
  }

  #addRetried({ failure, phase }: IterationRecord, tookMs: number): void {
    this.retries += 1
    this.#retriesInARow += 1
    this.retriedFailure = failure
    if (phase === 'measured') this.#spentMs += tookMs
  }

  #addWarmup(tookMs: number): void {
    this.warmupsDone += 1
    this.#warmupMs += tookMs
  }

  #addMeasured(record: IterationRecord, tookMs: number): void {
    if (record.failure?.reason === 'interrupted') return
    this.attempted += 1
    this.#spentMs += tookMs
    if (record.failure) this.failed += 1
    else this.#addSamples(record)
  }

  #addSamples(record: IterationRecord): void {
    const first = record.measurements[0]
    this.#first ??= first && { metric: first.metric, result: first.result }
    const again = record.measurements.find(
      ({ metric, result }) => metric.name === this.#first?.metric.name && result === this.#first.result,
    )
    if (again) this.samples.push(median(again.samples))
    const wallTime = record.measurements.find(({ metric }) => metric.name === 'wall-time')
    if (wallTime && wallTime.result === undefined) this.wallTimesNs.push(...wallTime.samples)
    const { metrics } = this.planned
    const hasMemory = record.measurements.some(({ metric }) => metric.name === 'peak-memory')
    if (metrics.includes('peak-memory') && !hasMemory) this.#peakMemoryUnknown = true
  }

  #boundAfter({ reason }: Failure): StopBound | undefined {
    if (reason === 'interrupted') return 'interrupted'
    const isHopeless = reason === 'not-started' || reason === 'hook'
    return isHopeless || !this.toleratesFailures ? 'failure' : undefined
  }

  /** False where only instruments or files are asked for: one iteration then shows that the command works. */
  get #learnsFromIterations(): boolean {
    const { output, metrics } = this.planned
    return output !== undefined || this.toleratesFailures || metrics.some((name) => processMetricNamed(name))
  }

  #reachedBound(): StopBound | undefined {
    const { min, max, maxTimeMs, precisionRatio: wanted } = this.planned.stopping
    if (this.attempted >= max || !this.#learnsFromIterations) return this.#endOfAttempts('max-iterations')
    if (this.attempted < min) return undefined
    if (isPreciseEnough(this.samples, wanted)) return 'precision'
    return this.#spentMs >= maxTimeMs ? this.#endOfAttempts('max-time') : undefined
  }

  /** Where no iteration at all succeeded, that is what ended the case. */
  #endOfAttempts(bound: StopBound): StopBound {
    return this.failed === this.attempted ? 'failure' : bound
  }

  /** To be called when the case has ended. */
  endRecord(): CaseEndRecord {
    const measurements = this.#runMeasurements()
    return {
      kind: 'case-end',
      case: this.planned.key,
      bound: this.bound ?? 'interrupted',
      precisionRatio: precisionRatio(this.samples),
      ...(measurements.length > 0 && { measurements }),
      ...(this.artifact && { artifact: this.artifact }),
    }
  }

  #runMeasurements(): Measurement[] {
    return runMetrics
      .filter(({ name }) => this.planned.metrics.includes(name))
      .flatMap(({ name, unit, direction, read }) => {
        const value = read({ attempted: this.attempted, failed: this.failed, files: this.files })
        return value === undefined ? [] : [{ metric: { name, unit, direction }, samples: [value] }]
      })
  }
}
