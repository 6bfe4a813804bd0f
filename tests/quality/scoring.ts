/**
 * How a list of change indices is scored against what people marked, as ../shared/samples/histories/README.md says:
 * F1 and covering as in van den Burg and Williams (2020), and agreed changes.
 */

/** A detected index matches a marked one within this many points. */
export const MARGIN = 5

/** Marked by at least half of the people (agreed) or by fewer (disputed). */
export interface Marks {
  readonly agreed: readonly number[]
  readonly disputed: readonly number[]
}

/** Marks of all people that lie within the margin of each other are one change, at their median. */
export function marksOf(people: readonly (readonly number[])[]): Marks {
  const clusters = clusterMarks(people)
  const place = ({ marks }: Cluster) => marks[Math.floor((marks.length - 1) / 2)]!
  const agreed = clusters.filter(({ people: by }) => by.size * 2 >= people.length)
  const disputed = clusters.filter(({ people: by }) => by.size * 2 < people.length)
  return { agreed: agreed.map(place), disputed: disputed.map(place) }
}

interface Cluster {
  readonly marks: number[]
  readonly people: Set<number>
}

function clusterMarks(people: readonly (readonly number[])[]): Cluster[] {
  const marks = people
    .flatMap((indices, person) => indices.map((index) => ({ index, person })))
    .sort((a, b) => a.index - b.index)
  const clusters: Cluster[] = []
  for (const { index, person } of marks) {
    const last = clusters.at(-1)
    if (last && index - last.marks[0]! <= MARGIN) {
      last.marks.push(index)
      last.people.add(person)
    } else {
      clusters.push({ marks: [index], people: new Set([person]) })
    }
  }
  return clusters
}

/** F1 with the trivial change at 0 in every list: precision against anybody's mark, recall as the mean over the people. */
export function f1(people: readonly (readonly number[])[], detected: readonly number[]): number {
  const found = withZero(detected)
  const anybody = withZero(people.flat())
  const precision = matches(anybody, found) / found.length
  const recalls = people.map((marks) => matches(withZero(marks), found) / withZero(marks).length)
  const recall = average(recalls)
  return (2 * precision * recall) / (precision + recall)
}

/** How well the segments between marks are covered by detected segments, weighted by length: the mean over the people. */
export function covering(
  people: readonly (readonly number[])[],
  detected: readonly number[],
  length: number,
): number {
  const found = segments(detected, length)
  return average(people.map((marks) => coveringOfOne(segments(marks, length), found, length)))
}

function coveringOfOne(truth: readonly Segment[], found: readonly Segment[], length: number): number {
  return truth.reduce((sum, segment) => {
    const best = Math.max(...found.map((other) => overlap(segment, other)))
    return sum + ((segment.end - segment.start) / length) * best
  }, 0)
}

interface Segment {
  readonly start: number
  readonly end: number
}

function segments(changes: readonly number[], length: number): Segment[] {
  const starts = withZero(changes)
  return starts.map((start, place) => ({ start, end: starts[place + 1] ?? length }))
}

/** Jaccard index of two intervals. */
function overlap(a: Segment, b: Segment): number {
  const shared = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))
  return shared / (Math.max(a.end, b.end) - Math.min(a.start, b.start))
}

/** How many of the first list have a partner in the second within the margin, each used once. */
export function matches(truth: readonly number[], found: readonly number[]): number {
  return matched(truth, found).length
}

/** The pairs of {@link matches}: each of the first list takes its nearest free partner. */
export function matched(truth: readonly number[], found: readonly number[]): [number, number][] {
  const free = new Set(found)
  return truth.flatMap((mark): [number, number][] => {
    const near = [...free].filter((index) => Math.abs(index - mark) <= MARGIN)
    if (near.length === 0) return []
    const nearest = near.reduce((best, index) =>
      Math.abs(index - mark) < Math.abs(best - mark) ? index : best,
    )
    free.delete(nearest)
    return [[mark, nearest]]
  })
}

function withZero(indices: readonly number[]): number[] {
  return [...new Set([0, ...indices])].sort((a, b) => a - b)
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Counts over many series, from which recall, precision and F1 are made. */
export interface AgreedCounts {
  readonly agreed: number
  readonly found: number
  readonly wrong: number
}

/** Agreed changes that were found, and detections that are neither agreed nor disputed. */
export function countAgreed(marks: Marks, detected: readonly number[]): AgreedCounts {
  const hits = matched(marks.agreed, detected)
  const used = new Set(hits.map(([, index]) => index))
  const rest = detected.filter((index) => !used.has(index))
  const excused = new Set(matched(marks.disputed, rest).map(([, index]) => index))
  return {
    agreed: marks.agreed.length,
    found: hits.length,
    wrong: rest.filter((index) => !excused.has(index)).length,
  }
}
