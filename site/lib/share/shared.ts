import { words } from '../../words.ts'
import { report } from '../report.ts'
import { urls } from '../urls.ts'
import { pullRequestRuns } from '../views/pull-requests.ts'
import { isPrintable } from './card.ts'
import type { Renderer } from './picture.ts'

/**
 * How many of the newest runs, and how many pull requests, have a picture of their own. A picture takes 40 ms: for every run of a
 * long history it would cost more than all the pages.
 */
const MOST_SHARED = 20

/**
 * Pictures are made only where the address of the site is known, since networks want the whole address of a picture, and only in a
 * language whose letters the font has: one without words is worse than none.
 */
export function isShared(): boolean {
  const isAddressKnown = typeof __SITE_RENDERER__ !== 'undefined' && __SITE_RENDERER__ !== null
  return isAddressKnown && isPrintable(words.cardNothingChanged)
}

export function renderer(): Renderer {
  return __SITE_RENDERER__!
}

/** The runs that have a picture, newest first. */
export function sharedRuns(): string[] {
  return isShared()
    ? report
        .runs()
        .runs.slice(0, MOST_SHARED)
        .map(({ id }) => id)
    : []
}

/** The pull requests that have a picture, with their newest run. */
export function sharedPullRequests(): { number: number; runId: string }[] {
  if (!isShared()) return []
  return [...pullRequestRuns(report.runs().runs)]
    .slice(0, MOST_SHARED)
    .map(([number, runs]) => ({ number, runId: runs[0]!.id }))
}

/** The picture of a run's page; undefined where the project's own stands for it. */
export function runImage(id: string): string | undefined {
  return sharedRuns().includes(id) ? urls.shareImage('runs', id) : undefined
}

export function pullRequestImage(number: number): string | undefined {
  return sharedPullRequests().some((one) => one.number === number)
    ? urls.shareImage('pr', String(number))
    : undefined
}
