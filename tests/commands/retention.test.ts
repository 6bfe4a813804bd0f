import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compact } from '../../runner/commands/compact.ts'
import { type References, wishOf } from '../../runner/commands/retention.ts'
import { loadConfig } from '../../runner/config/load.ts'
import { appendRuns } from '../../runner/ledger/append.ts'
import type { RunInfo } from '../../runner/ledger/series.ts'
import type { MeasuredRun, RunHeader } from '../../runner/measure/record.ts'
import { read } from '../ledger/folders.ts'
import { commit, measuredCase, metric, run } from '../ledger/runs.ts'

const root = mkdtempSync(path.join(tmpdir(), 'perfledger-retention-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const now = new Date('2026-11-20T00:00:00.000Z')
const DAY_MS = 86_400_000

/** A run of so many days ago. */
function aged(days: number, given: Partial<RunHeader> = {}, from: Date = now): MeasuredRun {
  const startedAt = new Date(from.getTime() - days * DAY_MS).toISOString()
  const digits = startedAt.replace(/\D/g, '')
  const id = `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${String(days).padStart(10, '0')}`
  return run([measuredCase('parse', { metrics: [metric([3, 1, 2])] })], {
    id,
    startedAt,
    commit: commit(`day ${days}`, { committedAt: startedAt }),
    ...given,
  })
}

const infoOf = ({ header, finishedAt, interrupted }: MeasuredRun): RunInfo => ({
  header,
  finishedAt,
  interrupted,
  cases: 1,
  failedCases: 0,
})

const nobody: References = {
  stewardship: { accepted: [], excluded: [] },
  baselines: new Map(),
  tagged: new Set(),
}
const rules = { samplesDays: 730, pullRequestsDays: 90 }

describe('rules of retention', () => {
  const young = aged(89, { pullRequest: 1 })
  const old = aged(91, { pullRequest: 2 })
  const recent = aged(700)
  const ancient = aged(800)
  const runs = [ancient, recent, old, young]
  const wish = (references = nobody, some = runs) => wishOf(rules, some.map(infoOf), references, now)

  it('take samples and runs of pull requests by their age', () => {
    expect(wish()).toEqual({
      thin: new Set([ancient.header.id]),
      drop: new Set([old.header.id]),
      referred: new Set(),
    })
    expect(
      wishOf({ samplesDays: undefined, pullRequestsDays: undefined }, runs.map(infoOf), nobody, now),
    ).toEqual({
      thin: new Set(),
      drop: new Set(),
      referred: new Set(),
    })
  })

  it.each([
    ['a named baseline', { ...nobody, baselines: new Map([['v1', { runs: [ancient.header.id] }]]) }],
    [
      'an accepted change at its commit',
      {
        ...nobody,
        stewardship: {
          accepted: [{ commit: ancient.header.commit!.sha.slice(0, 10), reason: 'x' }],
          excluded: [],
        },
      },
    ],
    [
      'an excluded range',
      {
        ...nobody,
        stewardship: {
          accepted: [],
          excluded: [{ from: ancient.header.id, to: ancient.header.id, reason: 'x' }],
        },
      },
    ],
  ])('leave alone what %s refers to', (_what, references) => {
    expect(wish(references)).toMatchObject({ thin: new Set(), referred: new Set([ancient.header.id]) })
  })

  it('leave alone what has got a tag since it was measured', () => {
    const tagged = new Set([ancient.header.commit!.sha])
    expect(wish({ ...nobody, tagged })).toMatchObject({
      thin: new Set(),
      referred: new Set([ancient.header.id]),
    })
  })

  it('leave alone what has a tag', () => {
    const tagged = aged(900, { commit: commit('release', { tag: 'v1' }) })
    expect(wish(nobody, [tagged])).toEqual({
      thin: new Set(),
      drop: new Set(),
      referred: new Set([tagged.header.id]),
    })
  })
})

describe('perfledger compact with rules of retention', () => {
  async function project(more: string, runs: readonly MeasuredRun[]) {
    const folder = mkdtempSync(path.join(root, 'project-'))
    const config = path.join(folder, 'perf.config.yaml')
    writeFileSync(
      config,
      `${more}\nsuites: { parser: { benchmarks: { parse: { command: node --version } } } }\n`,
    )
    const ledger = path.join(folder, 'data')
    await appendRuns(ledger, runs)
    const printed: string[] = []
    return { config, ledger, printed, print: (text: string) => printed.push(text) }
  }

  const today = new Date()
  const runs = [aged(1, {}, today), aged(100, { pullRequest: 7 }, today), aged(800, {}, today)]
  const retention = 'retention: { samples: 2y, pull-requests: 90d }'
  const contents = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)).toString('base64'))

  it('tells with --dry-run what would go, and changes nothing', async () => {
    const { config, ledger, printed, print } = await project(retention, runs)
    const before = contents(ledger)
    expect(await compact({ config, dryRun: true }, print)).toBe(0)
    expect(printed).toEqual([
      'Retention: the samples of 1 run become their medians with intervals, verdicts stay; 1 run of pull requests goes; 6 values in all. This was a dry run: nothing was changed.\n',
    ])
    expect(contents(ledger)).toEqual(before)
  })

  it('thins, tells it in numbers, and has nothing to do the second time', async () => {
    const { config, ledger, printed, print } = await project(retention, runs)
    expect(await compact({ config }, print)).toBe(0)
    expect(printed.join('')).toMatch(
      /Read back and compared: the files of these runs had [\d.]+\skB, and now have [\d.]+\skB\./,
    )
    const kept = await read(ledger, async (one) =>
      Promise.all((await one.runs()).map(async ({ header }) => (await one.run(header.id))!)),
    )
    expect(kept.map(({ cases }) => cases[0]!.metrics[0]!.samples)).toEqual([[2], [3, 1, 2]])
    printed.length = 0
    await compact({ config }, print)
    expect(printed[0]).toBe('Retention: nothing is old enough to go.\n')
  })

  it('takes nothing where the config says nothing', async () => {
    const { config, ledger, printed, print } = await project('', runs)
    await compact({ config, dryRun: true }, print)
    expect(printed).toEqual(['There are no rules of retention in the config: nothing would go.\n'])
    await compact({ config }, print)
    expect(await read(ledger, (one) => one.runs())).toHaveLength(3)
  })

  it('is read strictly: `90 days` is told as `90d`', async () => {
    const { config } = await project('retention: { samples: 90 days }', [])
    await expect(loadConfig(config, {})).rejects.toThrow(/a length of time in days[\s\S]*`90d`/)
  })
})
