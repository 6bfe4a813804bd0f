import type { DetectedShift, Detector } from './detector.ts'
import { pooledT } from './pooled-t.ts'

export interface EnergyDetectorOptions {
  /** A shift is kept when its t-test's p-value is below this. */
  readonly pValue?: number
  /** Values looked at together. */
  readonly window?: number
  /** No part between two shifts is shorter. */
  readonly minSegment?: number
}

/**
 * E-divisive with a t-test, as Apache Otava does it (Matteson and James, 2014; Fleming et al., Hunter, 2023): in windows
 * of 50 values, half overlapping, split where the energy between both parts is largest, as long as a t-test agrees
 * weakly; then take away the weakest shift until all that are left pass the strict test. O(n · window).
 *
 * @example energyDetector({ pValue: 0.001 }).detect([1, 1.1, 0.9, 1, 1.1, 2, 2.1, 1.9, 2, 2.1]) // [{ index: 5 … }]
 */
export function energyDetector(options: EnergyDetectorOptions = {}): Detector {
  const { pValue = 0.001, window = 50, minSegment = 3 } = options
  return {
    name: 'energy',
    detect: (values) => {
      const all = Float64Array.from(values)
      const candidates = energyCandidates(all, window, minSegment, pValue * 10)
      return merge(all, candidates, pValue)
    },
  }
}

/**
 * The places where windows of a series split, ascending: where the energy between both parts is largest, as long as a
 * t-test agrees. O(n · window).
 */
export function energyCandidates(
  values: Float64Array,
  window: number,
  minSegment: number,
  pValue: number,
): number[] {
  const found: number[] = []
  const step = Math.max(1, Math.floor(window / 2))
  for (let start = 0; start < values.length; start += step) {
    const from = Math.max(start, found.at(-1) ?? 0)
    const end = Math.min(start + window, values.length)
    const inside: number[] = []
    split(values, from, end, minSegment, pValue, inside)
    found.push(...inside.sort((a, b) => a - b))
    if (end === values.length) break
  }
  return found
}

function split(
  values: Float64Array,
  start: number,
  end: number,
  minSegment: number,
  pValue: number,
  found: number[],
): void {
  const at = bestSplit(values, start, end, minSegment)
  if (at === undefined) return
  if (!(pooledT(values.subarray(start, at), values.subarray(at, end)) < pValue)) return
  found.push(at)
  split(values, start, at, minSegment, pValue, found)
  split(values, at, end, minSegment, pValue, found)
}

/** Where the energy statistic between both parts is largest; undefined where the part is too short to split. */
function bestSplit(values: Float64Array, start: number, end: number, minSegment: number): number | undefined {
  let left = 0
  let right = 0
  let across = 0
  let best: { at: number; energy: number } | undefined
  for (let i = start; i < end; i++)
    for (let j = i + 1; j < end; j++) right += Math.abs(values[i]! - values[j]!)
  for (let at = start + 1; at < end; at++) {
    // The value before `at` moves from the right part to the left one.
    let toLeft = 0
    let toRight = 0
    for (let i = start; i < at - 1; i++) toLeft += Math.abs(values[i]! - values[at - 1]!)
    for (let i = at; i < end; i++) toRight += Math.abs(values[i]! - values[at - 1]!)
    left += toLeft
    right -= toRight
    across += toRight - toLeft
    const [m, n] = [at - start, end - at]
    if (m < minSegment || n < minSegment) continue
    const energy = energyOf(across, left, right, m, n)
    if (best === undefined || energy > best.energy) best = { at, energy }
  }
  return best?.at
}

/** Q̂ of Matteson and James: between the parts, less inside each. */
function energyOf(across: number, left: number, right: number, m: number, n: number): number {
  const inside = (m > 1 ? (2 * left) / (m * (m - 1)) : 0) + (n > 1 ? (2 * right) / (n * (n - 1)) : 0)
  return ((m * n) / (m + n)) * ((2 * across) / (m * n) - inside)
}

function merge(values: Float64Array, candidates: readonly number[], pValue: number): DetectedShift[] {
  let shifts = tested(values, candidates)
  for (;;) {
    const weakest = shifts.reduce<DetectedShift | undefined>(
      (worst, shift) => (worst === undefined || shift.pValue > worst.pValue ? shift : worst),
      undefined,
    )
    if (weakest === undefined || weakest.pValue < pValue) return shifts
    shifts = tested(
      values,
      shifts.filter((shift) => shift !== weakest).map((shift) => shift.index),
    )
  }
}

function tested(values: Float64Array, indices: readonly number[]): DetectedShift[] {
  return indices.map((index, position) => {
    const before = values.subarray(indices[position - 1] ?? 0, index)
    const after = values.subarray(index, indices[position + 1] ?? values.length)
    return { index, pValue: pooledT(before, after) }
  })
}
