import type { Stewardship } from '../../runner/config/stewardship-files.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { makeRun, runsAt } from '../analyze/build-history.ts'

/** A benchmark with a change that people accepted, one that was taken back, and two runs that people left out. */
export function decidedHistory(): MeasuredRun[] {
  const levels = [
    ...new Array<number>(14).fill(1e9),
    2.6e9,
    ...new Array<number>(9).fill(1e9),
    ...new Array<number>(12).fill(1.35e9),
    ...new Array<number>(10).fill(1.9e9),
    ...new Array<number>(12).fill(1.36e9),
  ]
  const committedAt = (place: number) => new Date(Date.UTC(2026, 0, 1) + place * 3_600_000).toISOString()
  const runs = runsAt(levels).map((run, place) => {
    const { header } = run
    const commit = header.commit && { ...header.commit, committedAt: committedAt(place) }
    return { ...run, header: { ...header, commit } }
  })
  const side = makeRun(70, { branch: 'try', pullRequest: 7, results: [{ samples: [1.3e9, 1.31e9, 1.32e9] }] })
  return [...runs, side]
}

export const REASON = 'every input is checked <b>now</b>'

/** What people decided about it. */
export function decisionsOn(runs: readonly MeasuredRun[]): Stewardship {
  const id = (place: number) => runs[place]!.header.id
  return {
    accepted: [{ run: id(24), reason: REASON, link: 'https://example.org/pull/42' }],
    excluded: [14, 30].map((place) => ({ run: id(place), reason: 'the disk was full' })),
  }
}
