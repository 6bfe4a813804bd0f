import { UsageError } from '../errors.ts'
import { caseId } from './identity.ts'
import { caseCount } from './make-plan.ts'
import type { CaseKey, Plan, PlannedCase, Shard } from './plan.ts'

/** More machines than this measure no plan. */
const MOST_SHARDS = 1000

/**
 * Reads `2/5`.
 * @throws UsageError where it is no part of a whole.
 */
export function parseShard(text: string): Shard {
  const [, index = '0', of = '0'] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  const shard = { index: Number(index), of: Number(of) }
  if (shard.index >= 1 && shard.index <= shard.of && shard.of <= MOST_SHARDS) return shard
  throw new UsageError(`${JSON.stringify(text)} is no shard.`, {
    hint: `Expected its number and how many there are, such as 2/5: from 1 to at most ${MOST_SHARDS}.`,
  })
}

/**
 * One part of a plan. The dearest case goes first, each to the shard that has the least to do, so that all end at about
 * the same time; the same plan and costs give the same parts on every machine. Pure.
 *
 * Source: longest processing time first, at most 4/3 of the best: Graham 1969, Bounds on Multiprocessing Timing Anomalies.
 *
 * @param costOf what a case took before, in any unit; undefined where that is not known: then as much as most
 * @throws UsageError where nothing is left for this shard
 */
export function takeShard(
  plan: Plan,
  shard: Shard,
  costOf: (key: CaseKey) => number | undefined = () => undefined,
): Plan {
  const cases = plan.suites.flatMap((suite) => suite.cases)
  const mine = assign(cases, shard, costOf)
  if (mine.size === 0) {
    throw new UsageError(
      `Shard ${shard.index}/${shard.of} has nothing to measure: there are ${cases.length} cases.`,
      {
        hint: `Share them among at most ${cases.length} machines.`,
      },
    )
  }
  const suites = plan.suites
    .map((suite) => ({ ...suite, cases: suite.cases.filter(({ key }) => mine.has(caseId(key))) }))
    .filter((suite) => suite.cases.length > 0)
  return { ...plan, suites, partial: plan.partial || caseCount(suites) < cases.length }
}

function assign(
  cases: readonly PlannedCase[],
  { index, of }: Shard,
  costOf: (key: CaseKey) => number | undefined,
): Set<string> {
  const known = cases.map(({ key }) => costOf(key)).filter((cost) => cost !== undefined)
  const typical = known.toSorted((a, b) => a - b)[known.length >> 1] ?? 1
  const costs = cases.map(({ key }) => ({ id: caseId(key), cost: costOf(key) ?? typical }))
  costs.sort((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1))
  const shards = Array.from({ length: of }, () => ({ cost: 0, ids: new Set<string>() }))
  for (const { id, cost } of costs) {
    const least = shards.reduce((best, other) =>
      other.cost < best.cost || (other.cost === best.cost && other.ids.size < best.ids.size) ? other : best,
    )
    least.cost += cost
    least.ids.add(id)
  }
  return shards[index - 1]!.ids
}
