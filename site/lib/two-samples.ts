import type { ReportEstimate } from '../../runner/report/model.ts'

/** Two sets of samples against each other: how much larger the second is, and how likely they are of one kind. */
export interface SamplesComparison {
  /** Null where there are too few samples for an interval, and where the first median is zero. */
  readonly change: ReportEstimate | null
  /** Relative change of the medians; NaN where the first one is zero. */
  readonly changeRatio: number
  /** Null where there are too few samples. */
  readonly pValue: number | null
}

/** Below this many samples on either side there is no interval at 95 %. */
const FEWEST = 4
/** Of more samples, evenly spaced ones in order of size are taken: 256 × 256 differences are quick, and change nothing that shows. */
const MOST = 256
const Z95 = 1.959_964

/**
 * The shift of Hodges and Lehmann between two sets of samples, as a ratio, with its 95 % interval by the order statistics of all
 * pairwise ratios (Hollander, Wolfe, Chicken 2014, Nonparametric Statistical Methods, 4.2 and 4.3), and the p-value of Mann and Whitney
 * by the normal approximation with ties corrected. Ratios need positive values; where there are others, differences relative to the
 * first median are taken. It knows only these samples: how much whole runs differ from one another is not in it.
 */
export function compareSamples(base: readonly number[], head: readonly number[]): SamplesComparison {
  const first = thinned(base)
  const second = thinned(head)
  const level = middle(first)
  const changeRatio = level === 0 ? Number.NaN : middle(second) / level - 1
  if (first.length < FEWEST || second.length < FEWEST) return { change: null, changeRatio, pValue: null }
  const pValue = rankTest(first, second)
  if (level === 0) return { change: null, changeRatio, pValue }
  const positive = first[0]! > 0 && second[0]! > 0
  const toRatio = positive ? (x: number, y: number) => y / x - 1 : (x: number, y: number) => (y - x) / level
  const ratios = Float64Array.from(first.flatMap((x) => second.map((y) => toRatio(x, y)))).sort()
  const outside = lowerRank(first.length, second.length)
  const change = {
    value: (ratios[(ratios.length - 1) >> 1]! + ratios[ratios.length >> 1]!) / 2,
    low: ratios[outside]!,
    high: ratios[ratios.length - 1 - outside]!,
    confidence: 0.95,
  }
  return { change, changeRatio: change.value, pValue }
}

/** Sorted, and at most `MOST` of them. */
function thinned(samples: readonly number[]): number[] {
  const sorted = [...samples].sort((a, b) => a - b)
  if (sorted.length <= MOST) return sorted
  const stride = (sorted.length - 1) / (MOST - 1)
  return Array.from({ length: MOST }, (_, index) => sorted[Math.round(index * stride)]!)
}

function middle(sorted: readonly number[]): number {
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2
}

/** How many of the sorted pairwise differences lie outside the interval on either side. */
function lowerRank(m: number, n: number): number {
  const rank = (m * n) / 2 - Z95 * Math.sqrt((m * n * (m + n + 1)) / 12)
  return Math.max(0, Math.floor(rank))
}

function rankTest(first: readonly number[], second: readonly number[]): number {
  const m = first.length
  const n = second.length
  const all = [...first, ...second].sort((a, b) => a - b)
  const ranks = new Map<number, number>()
  let ties = 0
  for (let at = 0; at < all.length; ) {
    let end = at
    while (all[end + 1] === all[at]) end += 1
    const count = end - at + 1
    ties += count ** 3 - count
    ranks.set(all[at]!, (at + end) / 2 + 1)
    at = end + 1
  }
  const sum = second.reduce((total, value) => total + ranks.get(value)!, 0)
  const distance = Math.abs(sum - (n * (m + n + 1)) / 2)
  const total = m + n
  const spread = Math.sqrt(((m * n) / 12) * (total + 1 - ties / (total * (total - 1))))
  if (spread === 0) return 1
  return 2 * upperNormal(Math.max(0, distance - 0.5) / spread)
}

/** P(Z > z) for z ≥ 0, to 1e-7: Abramowitz and Stegun 26.2.17. */
function upperNormal(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z)
  const poly =
    t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly
}
