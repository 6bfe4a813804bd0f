import type { IterationRecord, IterationTimeline } from './record.ts'

/** Looks that are kept of one case: some twenty kilobytes of the ledger's file at most. */
const MOST_LOOKS = 1200

/**
 * The timelines of a case's iterations, in their order. Where they are more than may be kept, the typical one and the
 * slowest come first, then the others in their order as far as there is room. Pure.
 */
export function keptTimelines(counted: readonly IterationRecord[]): IterationTimeline[] {
  const all = counted.flatMap(({ timeline, failure, index }) =>
    timeline && !failure ? [{ iteration: index, ...timeline }] : [],
  )
  const telling = [typicalTimeline(all), slowestTimeline(all)].filter((found) => found !== undefined)
  const kept = new Set<IterationTimeline>()
  let looks = 0
  for (const timeline of new Set([...telling, ...all])) {
    looks += timeline.atMs.length
    if (looks > MOST_LOOKS && kept.size > 1) break
    kept.add(timeline)
  }
  return all.filter((timeline) => kept.has(timeline))
}

/** Of the iteration that took as long as most: the others are of the same kind, or tell of the machine. */
export function typicalTimeline(timelines: readonly IterationTimeline[]): IterationTimeline | undefined {
  const byLength = [...timelines].sort((a, b) => lengthMs(a) - lengthMs(b))
  return byLength[(byLength.length - 1) >> 1]
}

export function slowestTimeline(timelines: readonly IterationTimeline[]): IterationTimeline | undefined {
  return timelines.reduce<IterationTimeline | undefined>(
    (slowest, each) => (slowest && lengthMs(slowest) >= lengthMs(each) ? slowest : each),
    undefined,
  )
}

/** How long the command ran, as far as it was looked at. */
export function lengthMs({ atMs }: IterationTimeline): number {
  return atMs.at(-1) ?? 0
}
