import { describe, expect, it } from 'vitest'
import { demoBudgets, generateDemoHistory } from '../../runner/demo/history.ts'
import { assertValidRun } from '../../runner/ledger/valid.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { caseId } from '../../runner/plan/identity.ts'
import { quantile } from '../../runner/stats/quantile.ts'

const now = new Date('2026-11-20T12:00:00.000Z')
const runs = [...generateDemoHistory(1, now)]

/** Medians of one metric of one case on the machine that measures every commit, main only, oldest first. */
function medians(
  suite: string,
  benchmark: string,
  metric: string,
  params = {},
): { main: string; median: number }[] {
  const id = caseId({ suite, benchmark, params })
  const machine = runs[0]?.header.environment.fingerprint
  return runs
    .filter(({ header }) => header.pullRequest === undefined && header.environment.fingerprint === machine)
    .flatMap(({ header, cases }) => {
      const measured = cases
        .find(({ key }) => caseId(key) === id)
        ?.metrics.find((each) => each.metric.name === metric)
      if (measured === undefined) return []
      return { main: header.commit?.subject ?? '', median: quantile(measured.samples, 0.5) }
    })
}

function medianAt(list: readonly { main: string; median: number }[], subject: string): number {
  return list.find(({ main }) => main.startsWith(subject))?.median ?? Number.NaN
}

describe('The generated history of the demo', () => {
  it('is the same for the same seed and time, and another for another seed', () => {
    expect([...generateDemoHistory(1, now)]).toEqual(runs)
    const other = [...generateDemoHistory(2, now)]
    expect(other[0]?.header.id).not.toBe(runs[0]?.header.id)
    expect(other[0]?.header.commit?.sha).not.toBe(runs[0]?.header.commit?.sha)
  })

  it('holds only what the ledger takes, and says everywhere that it is generated', () => {
    for (const run of runs) assertValidRun(run)
    expect(runs.every(({ header }) => header.generated)).toBe(true)
  })

  it('ends within a day before now and begins about eight months earlier, oldest start first', () => {
    const starts = runs.map(({ header }) => Date.parse(header.startedAt))
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(now.getTime() - (starts.at(-1) ?? 0)).toBeLessThan(24 * 3_600_000)
    expect(starts.at(-1)).toBeLessThan(now.getTime())
    expect((now.getTime() - (starts[0] ?? 0)) / 86_400_000).toBeGreaterThan(200)
  })

  it('gives every run an id of its own that sorts by its start', () => {
    const ids = runs.map(({ header }) => header.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => /^\d{8}-\d{6}-[0-9a-f]{10}$/.test(id))).toBe(true)
    expect(ids.map((id) => id.slice(0, 15))).toEqual(ids.map((id) => id.slice(0, 15)).toSorted())
  })

  it('has several machines, releases, pull requests of several pushes, and about thirty cases', () => {
    expect(new Set(runs.map(({ header }) => header.environment.fingerprint)).size).toBe(3)
    expect(new Set(runs.map(({ header }) => header.commit?.tag)).size).toBe(8)
    const pushes = Map.groupBy(runs, ({ header }) => header.pullRequest)
    pushes.delete(undefined)
    expect([...pushes.values()].map((each) => each.length).toSorted()).toEqual([1, 1, 2, 2, 2, 2, 2, 3])
    const cases = new Set(runs.flatMap((run) => run.cases.map(({ key }) => caseId(key))))
    expect(cases.size).toBe(30)
    expect(new Set(runs.flatMap((run) => run.cases.map(({ key }) => key.suite))).size).toBe(5)
  })

  it('chains commits by their parents, pull requests to the commit on main that they start from', () => {
    const main = new Set(mainRuns().map(({ header }) => header.commit?.sha))
    for (const { header } of runs.filter((run) => run.header.pullRequest !== undefined)) {
      expect(main.has(header.commit?.sha)).toBe(false)
    }
    const pushes = Map.groupBy(runs, ({ header }) => header.pullRequest).get(241) ?? []
    expect(main.has(pushes[0]?.header.commit?.parents[0])).toBe(true)
    expect(pushes[1]?.header.commit?.parents).toEqual([pushes[0]?.header.commit?.sha])
    const positions = mainRuns().map(({ header }) => header.commit?.position ?? 0)
    expect(positions.at(-1)).toBe(412 + 119)
  })

  it('tells of a regression that was fixed', () => {
    const routing = medians('http', 'router', 'throughput', { routes: 1_000 })
    const before = medianAt(routing, 'Store cache entries')
    const broken = medianAt(routing, 'Match route parameters')
    const fixed = medianAt(routing, 'Compile route patterns once')
    expect(broken / before).toBeLessThan(0.8)
    expect(fixed / before).toBeGreaterThan(0.9)
  })

  it('tells of a slow drift, of an exact size and of a regression that still stands', () => {
    const startup = medians('cli', 'version', 'wall-time').map(({ median }) => median)
    const sizes = medians('build', 'core', 'file-size').map(({ median }) => median)
    const csv = medians('parse', 'csv', 'wall-time', { rows: 100_000 }).map(({ median }) => median)
    expect(quantile(startup.slice(-10), 0.5) / quantile(startup.slice(0, 20), 0.5)).toBeGreaterThan(1.08)
    expect(new Set(sizes).size).toBe(2)
    expect((csv.at(-1) ?? 0) / quantile(csv, 0.5)).toBeGreaterThan(1.15)
  })

  it('has a failed case, a case lost for one run, one added and one retired', () => {
    const failed = runs.filter((run) => run.cases.some(({ status }) => status === 'failed'))
    expect(failed.map(({ header }) => header.commit?.subject)).toEqual([
      'Generate the reference from doc comments',
    ])
    const counts = mainRuns().map((run) => run.cases.length)
    expect(new Set(counts)).toEqual(new Set([29, 28, 26]))
    expect(has(runs[0], 'ini')).toBe(true)
    expect(has(runs.at(-1), 'ini')).toBe(false)
    expect(has(runs[0], 'websocket-echo')).toBe(false)
    expect(has(runs.at(-1), 'websocket-echo')).toBe(true)
  })

  it('has budgets, one of them broken at the end', () => {
    const upload = medians('http', 'upload', 'latency-p99')
    const key = { suite: 'http', benchmark: 'upload', params: {} }
    const [budget] = demoBudgets(key, { name: 'latency-p99', unit: 'ns', direction: 'lower' })
    expect(budget?.text).toBe('5 ms')
    expect(upload.at(-1)?.median).toBeGreaterThan(budget?.limit ?? 0)
    expect(demoBudgets(key, { name: 'throughput', unit: 'ops/s', direction: 'higher' })).toEqual([])
  })
})

function mainRuns(): MeasuredRun[] {
  return runs.filter(({ header }) => header.pullRequest === undefined)
}

function has(run: MeasuredRun | undefined, benchmark: string): boolean {
  return run?.cases.some(({ key }) => key.benchmark === benchmark) ?? false
}
