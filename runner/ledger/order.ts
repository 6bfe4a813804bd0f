import type { Commit } from '../measure/record.ts'

/** What the order of a run depends on. */
export interface OrderedRun {
  readonly id: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly commit: Pick<Commit, 'sha' | 'parents' | 'position' | 'committedAt' | 'dirty'> | undefined
}

/** A commit as the runs on it describe it. */
interface CommitNode {
  readonly sha: string
  readonly parents: readonly string[]
  readonly position: number | undefined
  /** Milliseconds; see {@link soundTimes}. */
  readonly timeMs: number
}

/**
 * Run ids in commit order: the order of the code, not of the clock. `ranks` is git's topological order of the commits
 * that it knows, ancestors first; it may be empty.
 *
 * - Commits that git knows keep git's order, whenever they were measured: a back-filled old commit goes to its place.
 * - Commits that git does not know (a deleted branch, a shallow clone, an import) go where their position in the
 *   branch, or else their time, contradicts the fewest of the others; and always after their recorded parents. A
 *   commit's time counts as no later than the first run on it and no earlier than its parents, so that one wrong clock
 *   does not tear the order.
 * - Runs of one commit: clean before dirty (a dirty tree is the commit and then some), then by start, then by id.
 * - Runs without a commit go by their start among the others.
 *
 * Pure and deterministic: the order in which the runs are given does not matter. About n·m for n known and m unknown
 * commits, n log n where all are known.
 */
export function orderRuns(runs: readonly OrderedRun[], ranks: ReadonlyMap<string, number>): string[] {
  const inTime = runs.toSorted(byStart)
  const ofCommit = Map.groupBy(
    inTime.filter((run) => run.commit !== undefined),
    (run) => run.commit?.sha as string,
  )
  const commits = parentsFirst(byHints(nodesOf(ofCommit), ranks), ranks)
  const placed = commits.flatMap(({ sha }) => (ofCommit.get(sha) ?? []).toSorted(cleanFirst))
  const homeless = inTime.filter((run) => run.commit === undefined)
  return insertByKey(placed, homeless, (run) => Date.parse(run.startedAt)).map((run) => run.id)
}

function byStart(a: OrderedRun, b: OrderedRun): number {
  return Date.parse(a.startedAt) - Date.parse(b.startedAt) || compareText(a.id, b.id)
}

/** Stable, so runs stay in the order of their start. */
function cleanFirst(a: OrderedRun, b: OrderedRun): number {
  return Number(a.commit?.dirty) - Number(b.commit?.dirty)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function nodesOf(ofCommit: ReadonlyMap<string, readonly OrderedRun[]>): CommitNode[] {
  const times = soundTimes(ofCommit)
  return [...ofCommit].map(([sha, runs]) => ({
    sha,
    parents: parentsOf(runs),
    position: runs.find((run) => run.commit?.position !== undefined)?.commit?.position,
    timeMs: times.get(sha) as number,
  }))
}

/** A shallow clone hides parents that another run of the same commit recorded. */
function parentsOf(runs: readonly OrderedRun[]): readonly string[] {
  return runs.find((run) => (run.commit?.parents.length ?? 0) > 0)?.commit?.parents ?? []
}

/**
 * The times of the commits as far as they can be true: a commit is made before it is measured, and after its parents
 * (git's "corrected commit date"). Bounded by the former first, so that a clock in the future does not spread.
 */
function soundTimes(ofCommit: ReadonlyMap<string, readonly OrderedRun[]>): Map<string, number> {
  const times = new Map<string, number>()
  for (const [sha, runs] of ofCommit) {
    const first = runs[0] as OrderedRun
    times.set(sha, Math.min(Date.parse(first.commit?.committedAt ?? ''), Date.parse(first.startedAt)))
  }
  const before = (sha: string) => parentsOf(ofCommit.get(sha) ?? [])
  for (const sha of ancestorsFirst([...ofCommit.keys()], before)) {
    const parentTimes = before(sha).flatMap((parent) => times.get(parent) ?? [])
    times.set(sha, Math.max(times.get(sha) as number, ...parentTimes))
  }
  return times
}

/** Known commits as git ranks them; the others put between them, by position where they have one, else by time. */
function byHints(nodes: readonly CommitNode[], ranks: ReadonlyMap<string, number>): CommitNode[] {
  const rank = ({ sha }: CommitNode) => ranks.get(sha) ?? Number.POSITIVE_INFINITY
  const known = nodes.filter(({ sha }) => ranks.has(sha)).sort((a, b) => rank(a) - rank(b))
  const unknown = nodes.filter(({ sha }) => !ranks.has(sha)).sort(byPositionThenTime)
  // Positions tell nothing about commits that have none to compare with.
  const comparable = known.length === 0 || known.some(({ position }) => position !== undefined)
  const withPosition = unknown.filter(({ position }) => comparable && position !== undefined)
  const withoutPosition = unknown.filter(({ position }) => !comparable || position === undefined)
  const positioned = insertByKey(known, withPosition, ({ position }) => position ?? Number.NaN)
  return insertByKey(positioned, withoutPosition, ({ timeMs }) => timeMs)
}

function byPositionThenTime(a: CommitNode, b: CommitNode): number {
  return (a.position ?? 0) - (b.position ?? 0) || a.timeMs - b.timeMs || compareText(a.sha, b.sha)
}

/**
 * Puts each newcomer into the sequence where the fewest members are on the wrong side of it by key; after equals, and
 * as late as the count allows. The sequence itself keeps its order even where its keys are out of order, and members
 * whose key is NaN have no say. Newcomers come sorted; those in one gap stay in that order.
 */
export function insertByKey<T>(
  sequence: readonly T[],
  newcomers: readonly T[],
  keyOf: (item: T) => number,
): T[] {
  const keys = sequence.map(keyOf)
  const sorted = newcomers.toSorted((a, b) => keyOf(a) - keyOf(b))
  const gaps = Map.groupBy(sorted, (item) => bestGap(keys, keyOf(item)))
  const at = (gap: number) => gaps.get(gap) ?? []
  return [...at(0), ...sequence.flatMap((item, index) => [item, ...at(index + 1)])]
}

/** The index before which a key belongs: the one with the fewest greater keys before and smaller or equal keys after. */
function bestGap(keys: readonly number[], key: number): number {
  let wrong = 0
  let fewest = 0
  let best = 0
  for (const [index, other] of keys.entries()) {
    if (other > key) wrong += 1
    if (other <= key) wrong -= 1
    if (wrong <= fewest) {
      fewest = wrong
      best = index + 1
    }
  }
  return best
}

/** The same order, but no commit before a recorded parent. Between two commits that git knows, git has the last word. */
function parentsFirst(nodes: readonly CommitNode[], ranks: ReadonlyMap<string, number>): CommitNode[] {
  const bySha = new Map(nodes.map((node) => [node.sha, node]))
  const before = (sha: string) => {
    const parents = bySha.get(sha)?.parents ?? []
    return ranks.has(sha) ? parents.filter((parent) => !ranks.has(parent)) : parents
  }
  const shas = ancestorsFirst(
    nodes.map(({ sha }) => sha),
    before,
  )
  return shas.map((sha) => bySha.get(sha) as CommitNode)
}

/** The same shas, each after those that must be before it. Cycles, which only damaged data has, are cut where met. */
function ancestorsFirst(shas: readonly string[], before: (sha: string) => readonly string[]): string[] {
  const wanted = new Set(shas)
  const entered = new Set<string>()
  const done: string[] = []
  for (const start of shas) {
    const stack = [{ sha: start, expanded: false }]
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.expanded) done.push(top.sha)
      else if (!entered.has(top.sha) && wanted.has(top.sha)) {
        entered.add(top.sha)
        stack.push({ sha: top.sha, expanded: true })
        for (const parent of before(top.sha).toReversed()) stack.push({ sha: parent, expanded: false })
      }
    }
  }
  return done
}
