import type { ChangeSummary, ReportIndex } from '../../../runner/report/model.ts'
import { environmentNames } from '../environments.ts'
import { plural } from '../format.ts'
import { type ChangeView, changeView } from './changes.ts'
import type { Choice } from './history.ts'

/** Every change of level that was ever found, each in a line of its own. */
export interface AllChangesView {
  readonly sentence: string
  readonly lines: readonly ChangeView[]
  /** Older ones, which are only in the data. */
  readonly omitted: number
  readonly directions: readonly Choice[]
  readonly kinds: readonly Choice[]
  readonly states: readonly Choice[]
  readonly metrics: readonly Choice[]
  readonly environments: readonly Choice[]
}

/** A page of 500 lines is as much as a phone takes well. */
const MOST_LINES = 500
/** A later change must take back so much of an earlier one for that to count as fixed. */
const TAKEN_BACK_RATIO = 0.75

export function allChangesView(index: ReportIndex, changes: readonly ChangeSummary[]): AllChangesView {
  const environmentName = environmentNames(index.environments)
  const several = index.environments.length > 1
  const fixed = fixedChanges(changes)
  const lines = changes.slice(0, MOST_LINES).map((change) => {
    const view = changeView(change, index.project, environmentName)
    return {
      ...view,
      state: fixed.has(change) ? 'fixed' : view.state,
      also: several ? `on ${view.environment}` : '',
    }
  })
  return {
    sentence: sentence(changes, fixed),
    lines,
    omitted: Math.max(0, changes.length - MOST_LINES),
    directions: [
      { value: 'regressed', text: 'worse' },
      { value: 'improved', text: 'better' },
    ],
    kinds: choices(lines.map(({ kind }) => kind)),
    states: choices(lines.map(({ state }) => state)),
    metrics: choices(lines.map(({ metric }) => metric)),
    environments: index.environments.map(({ fingerprint, description }) => ({
      value: fingerprint,
      text: description,
    })),
  }
}

function choices(values: readonly string[]): Choice[] {
  return [...new Set(values)].sort().map((value) => ({ value, text: value }))
}

/**
 * The changes for the worse that later changes of the same series took back: at some later point the level, with all changes between
 * multiplied, has returned at least three quarters of the way. A spike takes itself back and is never open.
 */
export function fixedChanges(changes: readonly ChangeSummary[]): Set<ChangeSummary> {
  const fixed = new Set<ChangeSummary>()
  const series = Map.groupBy(changes, (one) =>
    JSON.stringify([one.caseSlug, one.metric.name, one.environment]),
  )
  for (const newestFirst of series.values()) {
    const oldestFirst = newestFirst.filter(({ kind }) => kind !== 'spike').reverse()
    for (const [place, change] of oldestFirst.entries()) {
      if (!change.better && isTakenBack(change, oldestFirst.slice(place + 1))) fixed.add(change)
    }
  }
  return fixed
}

function isTakenBack({ change }: ChangeSummary, later: readonly ChangeSummary[]): boolean {
  let level = 1 + change.value
  return later.some((next) => {
    level *= 1 + next.change.value
    const left = (level - 1) / change.value
    return left <= 1 - TAKEN_BACK_RATIO
  })
}

function sentence(changes: readonly ChangeSummary[], fixed: ReadonlySet<ChangeSummary>): string {
  if (changes.length === 0) return 'No series has changed its level beyond its own noise.'
  const worse = changes.filter(({ better }) => !better)
  const open = worse.filter((one) => !fixed.has(one) && one.kind !== 'spike').length
  const better = changes.length - worse.length
  return `${plural(changes.length, 'change')} of level: ${worse.length} for the worse, of which ${open} ${open === 1 ? 'was' : 'were'} not taken back; ${better} for the better.`
}
