/**
 * A quantile sketch: counts in buckets whose bounds grow by a constant factor, so that any quantile is known within a relative
 * error, however many values there are, and two sketches of one accuracy add up exactly (Masson, Rim and Lee, DDSketch, 2019).
 * Negative values and zero have buckets of their own. Immutable.
 */
export interface Sketch {
  /** A quantile is off by at most this part of itself: 0.01 is 1 %. */
  readonly accuracy: number
  readonly count: number
  readonly zeros: number
  /** Bucket → count, of positive values; bucket i holds (γ^(i−1), γ^i], γ = (1 + accuracy) / (1 − accuracy). */
  readonly positive: ReadonlyMap<number, number>
  /** The same of the sizes of negative values. */
  readonly negative: ReadonlyMap<number, number>
}

/**
 * Sketches values. About 460 buckets for values that span four powers of ten at 1 %. O(n).
 *
 * @throws RangeError for an accuracy outside (0, 1), and for values that are not finite
 * @example sketchQuantile(sketchOf([1, 2, 3, 4, 5]), 0.5) // about 3, within 1 %
 */
export function sketchOf(values: ArrayLike<number>, accuracy = 0.01): Sketch {
  if (!(accuracy > 0 && accuracy < 1)) throw new RangeError(`${accuracy} is not an accuracy between 0 and 1`)
  const logGamma = Math.log((1 + accuracy) / (1 - accuracy))
  const positive = new Map<number, number>()
  const negative = new Map<number, number>()
  let zeros = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be sketched`)
    if (value === 0) zeros++
    else add(value > 0 ? positive : negative, Math.ceil(Math.log(Math.abs(value)) / logGamma), 1)
  }
  return { accuracy, count: values.length, zeros, positive, negative }
}

/**
 * Two sketches as one: the same as the sketch of all values together. O(buckets).
 *
 * @throws RangeError where the accuracies differ
 */
export function mergeSketches(first: Sketch, second: Sketch): Sketch {
  if (first.accuracy !== second.accuracy) throw new RangeError('only sketches of one accuracy can be merged')
  return {
    accuracy: first.accuracy,
    count: first.count + second.count,
    zeros: first.zeros + second.zeros,
    positive: merged(first.positive, second.positive),
    negative: merged(first.negative, second.negative),
  }
}

/**
 * The value at the rank ⌊probability · (n − 1)⌋, within the sketch's accuracy. O(buckets · log buckets).
 *
 * @throws RangeError without values, or for a probability outside [0, 1]
 */
export function sketchQuantile(sketch: Sketch, probability: number): number {
  if (sketch.count === 0) throw new RangeError('a quantile needs at least one value')
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is not a probability`)
  let left = Math.floor(probability * (sketch.count - 1))
  for (const [value, count] of ascending(sketch)) {
    if (left < count) return value
    left -= count
  }
  throw new RangeError('the counts of the sketch do not add up')
}

/** Each bucket's middle value with its count, from the smallest value up. */
function* ascending({ accuracy, negative, zeros, positive }: Sketch): Generator<[number, number]> {
  const gamma = (1 + accuracy) / (1 - accuracy)
  const middle = (bucket: number) => (2 * gamma ** bucket) / (gamma + 1)
  const byBucket = ([a]: [number, number], [b]: [number, number]) => a - b
  for (const [bucket, count] of [...negative].sort(byBucket).reverse()) yield [-middle(bucket), count]
  if (zeros > 0) yield [0, zeros]
  for (const [bucket, count] of [...positive].sort(byBucket)) yield [middle(bucket), count]
}

function merged(
  first: ReadonlyMap<number, number>,
  second: ReadonlyMap<number, number>,
): Map<number, number> {
  const result = new Map(first)
  for (const [bucket, count] of second) add(result, bucket, count)
  return result
}

function add(buckets: Map<number, number>, bucket: number, count: number): void {
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + count)
}
