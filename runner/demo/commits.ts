import type { Commit } from '../measure/record.ts'
import { type Random, randomFrom, randomInteger, shuffled } from '../stats/random.ts'
import { mainCommits, ordinarySubjects, pullRequests, releases, subjects } from './story.ts'

/** The project is older than its ledger: commits on main before the first measured one. */
const earlierCommits = 412
const historyDays = 243
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** One push to a pull request. */
export interface DemoPush {
  readonly number: number
  /** Index of the commit on main that the branch starts from. */
  readonly from: number
  readonly push: number
  readonly commit: Commit
}

/** A sha that depends on nothing but the keys. */
export function demoHex(digits: number, ...keys: readonly (string | number)[]): string {
  const random = randomFrom('demo', ...keys)
  return Array.from({ length: digits }, () => randomInteger(random, 16).toString(16)).join('')
}

/** The commits on main, oldest first, over the eight months before `now`. */
export function demoMainCommits(seed: number, now: Date): readonly Commit[] {
  const times = workingTimes(randomFrom('demo', seed, 'times'), now)
  const ordinary = shuffled(randomFrom('demo', seed, 'subjects'), ordinarySubjects)
  const shaOf = (index: number) => demoHex(40, seed, 'main', index)
  let nextOrdinary = 0
  const subjectOf = (index: number): string => {
    const told = releases[index] === undefined ? subjects[index] : `Release ${releases[index]}`
    if (told !== undefined) return told
    nextOrdinary += 1
    return ordinary[(nextOrdinary - 1) % ordinary.length] as string
  }
  return times.map((time, index) => ({
    sha: shaOf(index),
    parents: [shaOf(index - 1)],
    subject: subjectOf(index),
    committedAt: new Date(time).toISOString(),
    position: earlierCommits + index,
    branch: 'main',
    tag: releases[index],
    dirty: false,
  }))
}

/** One commit per push to a pull request, each on the one before, the first on main. */
export function demoPushes(seed: number, main: readonly Commit[], now: Date): readonly DemoPush[] {
  return pullRequests.flatMap(({ number, branch, from, pushes }) => {
    const base = main[from] as Commit
    const shaOf = (push: number) => (push < 0 ? base.sha : demoHex(40, seed, branch, push))
    const gapMs = pushGapMs(main, from, pushes.length, now)
    return pushes.map(({ subject }, push) => ({
      number,
      from,
      push,
      commit: {
        sha: shaOf(push),
        parents: [shaOf(push - 1)],
        subject,
        committedAt: new Date(pushTime(base, gapMs, push)).toISOString(),
        position: earlierCommits + from + push + 1,
        branch,
        tag: undefined,
        dirty: false,
      },
    }))
  })
}

/** Spreads the pushes evenly between the commit they start from and the second one after it, or now. */
function pushGapMs(main: readonly Commit[], from: number, pushes: number, now: Date): number {
  const next = main[from + 2]
  const endMs = next === undefined ? now.getTime() - 2 * hourMs : Date.parse(next.committedAt)
  return (endMs - Date.parse((main[from] as Commit).committedAt)) / (pushes + 1)
}

/** In the daytime, and later than the commit before. */
function pushTime(base: Commit, gapMs: number, push: number): number {
  const baseMs = Date.parse(base.committedAt)
  const evenly = baseMs + gapMs * (push + 1)
  const midnight = Math.floor(evenly / dayMs) * dayMs
  const inDaytime = midnight + 8 * hourMs + ((evenly - midnight) * 10) / 24
  return wholeSeconds(Math.max(inDaytime, baseMs + (push + 1) * (hourMs / 2)))
}

/** Ascending times of day at which people commit, Monday to Friday, at least half an hour apart; the last some hours ago. */
function workingTimes(random: Random, now: Date): number[] {
  const last = wholeSeconds(now.getTime() - 20 * hourMs)
  const first = last - historyDays * dayMs
  const times = Array.from({ length: mainCommits - 1 }, () => workingTime(random, first, last)).sort(
    (a, b) => a - b,
  )
  const apart: number[] = []
  for (const time of [...times, last]) apart.push(Math.max(time, (apart.at(-1) ?? 0) + hourMs / 2))
  const overshoot = Math.max(0, (apart.at(-1) as number) - last)
  return apart.map((time) => time - overshoot)
}

function workingTime(random: Random, first: number, last: number): number {
  const day = Math.floor((first + random() * (last - first - dayMs)) / dayMs) * dayMs
  const weekday = new Date(day).getUTCDay()
  const workday = weekday === 0 ? day + dayMs : weekday === 6 ? day - dayMs : day
  return wholeSeconds(workday + (8 + random() * 10) * hourMs)
}

function wholeSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000
}
