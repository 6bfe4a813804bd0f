import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { perfledger } from './command-line.ts'
import { commitAll, projectWith, reportIn, runsOf } from './project.ts'

const benchmarks = {
  quick: 'command: sleep 0.01',
  slow: 'command: sleep 0.05',
  other: 'command: sleep 0.02',
}

/** A project that is committed, with two shards measured into ledgers of their own. */
async function shardedProject() {
  const folder = projectWith(benchmarks)
  await commitAll(folder)
  for (const index of [1, 2]) {
    const ended = await perfledger(folder, 'run', '--shard', `${index}/2`)
    expect(ended.code).toBe(0)
  }
  return { folder, ledger: join(folder, 'data') }
}

describe('a plan that is shared by two machines', () => {
  it('becomes one run', async () => {
    const { folder, ledger } = await shardedProject()
    const ended = await perfledger(folder, 'merge', 'data', '--json')
    const report = reportIn(ended)
    expect(report.cases.map(({ title, status }) => `${title} ${status}`)).toEqual([
      'quick ok',
      'slow ok',
      'other ok',
    ])
    expect({ code: ended.code, partial: report.run.partial, runs: runsOf(ledger).length }).toEqual({
      code: 0,
      partial: false,
      runs: 3,
    })
  })

  it('is no run while a shard is missing', async () => {
    const { folder, ledger } = await shardedProject()
    const [first = ''] = runsOf(ledger)
    const file = join(
      ledger,
      'runs',
      `year=${first.slice(0, 4)}`,
      `month=${first.slice(4, 6)}`,
      `${first}.parquet`,
    )
    const ended = await perfledger(folder, 'merge', file)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('Of 2 shards, 2 is missing.')
    expect(runsOf(ledger)).toHaveLength(2)
  })
})
