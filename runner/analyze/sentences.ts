import { formatRatio } from '../units.ts'
import type { Comparison, Estimate } from './analysis.ts'
import type { Remedy } from './remedy.ts'

/** `12.4 % more wall-time than the last 14 runs on main [+9.1 %, +15.8 %]`. */
export function changeSentence({ change, baseline, currentRuns }: Comparison, metricName: string): string {
  const together = currentRuns > 1 ? `, the newest ${currentRuns} runs together` : ''
  const ends = `${intervalText(change)}${together}`
  if (change.value >= 1)
    return `${formatRatio(change.value)} the ${metricName} of ${baseline.description} ${ends}`
  const direction = change.value > 0 ? 'more' : 'less'
  return `${sizeText(Math.abs(change.value))} ${direction} ${metricName} than ${baseline.description} ${ends}`
}

/** Whether a reason says no more than that nothing changed. */
export function isQuietReason(reason: string): boolean {
  return /^(no change beyond the noise|the same number as|the same program as)\b/.test(reason)
}

/** `no change beyond the noise: −0.6 % [−2.2 %, +1.5 %] against the last 14 runs on main; one of 4.1 % would show`. */
export function quietSentence(comparison: Comparison): string {
  if (comparison.constant) return `the same number as ${comparison.baseline.description}`
  return `no change beyond the noise: ${againstText(comparison)}${detectableText(comparison)}`
}

/** `the same program as in run 2026…-ab12 (its artifact is identical), so +12 % [+9 %, +15 %] against … is noise`. */
export function sameProgramSentence(comparison: Comparison): string {
  return `the same program as in run ${comparison.sameProgramRunId} (its artifact is identical), so ${againstText(comparison)} is noise`
}

/** Why nothing can be said yet, and what it would take. */
export function openSentence(comparison: Comparison, threshold: number, remedy: Remedy): string {
  const open = isLikely(comparison)
    ? 'a change is likely, but not yet certain among all that was compared'
    : `a change of ${threshold}× cannot be excluded`
  return `${open}: ${againstText(comparison)}${detectableText(comparison)}; ${remedyText(remedy, threshold)}`
}

/** Alone it would be significant; one of many comparisons is beyond its interval by chance now and then. */
function isLikely({ change }: Comparison): boolean {
  return change.low > 0 || change.high < 0
}

/** From this factor on nobody asks what would show. */
const BLIND_RATIO = 9

/** How small a change this very run could have told: `; one of 4.1 % would show`. */
function detectableText({ smallestDetectableRatio: ratio }: Comparison): string {
  if (!(ratio < BLIND_RATIO)) return '; none short of tenfold would show'
  return `; one of ${sizeText(ratio)} would show`
}

/** `4 more runs of history, or 12 more iterations in each run`. */
function moreText({ runs, iterations, both }: Extract<Remedy, { kind: 'more' }>): string {
  const parts = [
    runs ? `${runs} more ${runs === 1 ? 'run' : 'runs'} of history` : '',
    iterations ? `${iterations} more ${iterations === 1 ? 'iteration' : 'iterations'} in each run` : '',
  ]
  return parts.filter(Boolean).join(both ? ', and ' : ', or ')
}

function againstText({ change, baseline }: Comparison): string {
  return `${formatRatio(change.value)} ${intervalText(change)} against ${baseline.description}`
}

function intervalText({ value, low, high }: Estimate): string {
  return `[${formatRatio(low, value)}, ${formatRatio(high, value)}]`
}

/** A change without its sign: `12 %`, `3.1×`. */
function sizeText(ratio: number): string {
  return formatRatio(ratio).replace(/^\+/, '')
}

function remedyText(remedy: Remedy, threshold: number): string {
  switch (remedy.kind) {
    case 'more':
      return `it takes ${moreText(remedy)}`
    case 'again':
      return 'one more run will tell'
    case 'noise':
      return `its noise from run to run is ${sizeText(remedy.noiseRatio)}, too much for a threshold of ${threshold}: it takes a quieter machine or a higher threshold`
  }
}
