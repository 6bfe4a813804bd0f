import type { CaseKey } from '../plan/plan.ts'
import { MAD_TO_SIGMA, median, medianAbsoluteDeviation } from '../stats/summary.ts'
import { formatQuantity } from '../units.ts'
import type { CaseState } from './case-state.ts'
import type { WarningRecord } from './record.ts'
import { twoLevels } from './two-levels.ts'

/**
 * Below this, starting a process is a large part of what is measured. Through the portable executor it takes about a
 * millisecond more, which is one percent of this.
 */
const SHORT_NS = { exact: 5e6, portable: 110e6 }
/** Modified z-score from which on a sample is an outlier: chance gives one in 10^45 of normal noise. As in hyperfine. */
const OUTLIER_SCORE = 14.26
const MIN_SAMPLES = 5
/** A difference that matters to nobody is no finding, however steady the samples are. */
const RELEVANT_RATIO = 0.05

/** What the samples of one case say about how it was measured. */
export function findingsOf(state: CaseState, executor: string): WarningRecord[] {
  const { wallTimesNs } = state
  const { key, stopping } = state.planned
  const [sampled, others] = split(state.unmeasuredMetrics)
  const findings = [unmeasured(key, others), unsampled(key, sampled), retried(state), ...unavailable(state)]
  if (wallTimesNs.length > 0) findings.push(shortCommand(key, wallTimesNs, executor))
  if (wallTimesNs.length >= MIN_SAMPLES) {
    const slowFirst = slowFirstIteration(key, wallTimesNs, stopping.warmup)
    const others = slowFirst ? wallTimesNs.slice(1) : wallTimesNs
    findings.push(slowFirst, twoSpeeds(key, others) ?? outliers(key, others))
  }
  return findings.filter((finding) => finding !== undefined)
}

/** What only the sampler sees, and what the executor tells. */
function split(names: readonly string[]): readonly [string[], string[]] {
  const isSampled = (name: string): boolean => name === 'peak-memory-tree'
  return [names.filter(isSampled), names.filter((name) => !isSampled(name))]
}

function unsampled(key: CaseKey, names: readonly string[]): WarningRecord | undefined {
  if (names.length === 0) return undefined
  return {
    kind: 'warning',
    code: 'metric-unavailable',
    case: key,
    message: `${names.join(', ')} could not be measured: the command ended before it was looked at three times`,
    advice:
      'Only Linux lets the sampler look, and only commands of a few periods: lower sample-interval, or ask for peak-memory.',
  }
}

function unmeasured(key: CaseKey, names: readonly string[]): WarningRecord | undefined {
  if (names.length === 0) return undefined
  return {
    kind: 'warning',
    code: 'metric-unavailable',
    case: key,
    message: `this system or executor cannot measure ${names.join(', ')}`,
    advice: 'Only the exact executor, on 64-bit Linux, measures them: leave them out elsewhere.',
  }
}

/** What an instrument could not tell, said once for each reason. */
function unavailable({ planned, unavailable: reasons }: CaseState): WarningRecord[] {
  return [...Map.groupBy(reasons, ([, why]) => why)].map(([why, metrics]) => ({
    kind: 'warning',
    code: 'metric-unavailable',
    case: planned.key,
    message: `${metrics.map(([name]) => name).join(', ')} could not be measured: ${why}`,
    advice:
      'Everything else was measured. Leave these metrics out on this machine, or give it what they need.',
  }))
}

function shortCommand(
  key: CaseKey,
  wallTimesNs: readonly number[],
  executor: string,
): WarningRecord | undefined {
  const typical = median(wallTimesNs)
  const isPortable = executor === 'portable'
  if (typical >= (isPortable ? SHORT_NS.portable : SHORT_NS.exact)) return undefined
  const why = isPortable
    ? 'and the portable executor adds about 1 ms to it'
    : 'of which starting the process is a large part'
  return {
    kind: 'warning',
    code: 'short-command',
    case: key,
    message: `takes ${(typical / 1e6).toFixed(1)} ms, ${why}`,
    advice:
      'Give the command more work, or let a benchmark inside the process measure itself and read its output with an adapter.',
  }
}

function slowFirstIteration(
  key: CaseKey,
  wallTimesNs: readonly number[],
  warmup: number,
): WarningRecord | undefined {
  const [first = 0, ...rest] = wallTimesNs
  if (!isOutlier(first, rest) || first < median(rest)) return undefined
  return {
    kind: 'warning',
    code: 'slow-first-iteration',
    case: key,
    message: `the first measured iteration took ${(first / median(rest)).toFixed(1)} times as long as the others`,
    advice:
      warmup === 0
        ? 'Caches were probably cold: set warmup to 1 or more, or clear the caches in prepare to measure it cold each time.'
        : 'Caches were probably still cold: raise warmup, or clear the caches in prepare to measure it cold each time.',
  }
}

function outliers(key: CaseKey, wallTimesNs: readonly number[]): WarningRecord | undefined {
  const count = wallTimesNs.filter((value) => isOutlier(value, wallTimesNs)).length
  if (count === 0) return undefined
  return {
    kind: 'warning',
    code: 'outliers',
    case: key,
    message: `${count} of ${wallTimesNs.length} iterations are far outside the others`,
    advice:
      'Something else used the machine: measure on a quiet one. The samples are kept, the median ignores them.',
  }
}

function twoSpeeds(key: CaseKey, wallTimesNs: readonly number[]): WarningRecord | undefined {
  const levels = twoLevels(wallTimesNs)
  if (!levels) return undefined
  const { low, high, highShare } = levels
  return {
    kind: 'warning',
    code: 'two-levels',
    case: key,
    message: `its times fall into two groups, around ${formatQuantity(low, 'ns')} and, ${Math.round(highShare * 100)} % of them, around ${formatQuantity(high, 'ns')}`,
    advice:
      'One number says little about two kinds of iterations: look for a cache, a timer or a second code path, and measure each as a benchmark of its own.',
  }
}

function retried({ planned, retries, retriedFailure }: CaseState): WarningRecord | undefined {
  if (retries === 0) return undefined
  const what = retries === 1 ? 'an iteration failed and was' : `${retries} iterations failed and were`
  return {
    kind: 'warning',
    code: 'retried',
    case: planned.key,
    message: `${what} repeated: ${retriedFailure?.message}`,
    advice: 'What was measured stands; a command that fails now and then hides something.',
  }
}

function isOutlier(value: number, others: readonly number[]): boolean {
  const centre = median(others)
  const distance = Math.abs(value - centre)
  if (distance < RELEVANT_RATIO * centre) return false
  return distance > OUTLIER_SCORE * MAD_TO_SIGMA * medianAbsoluteDeviation(others)
}
