import { appendFile, cp, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { analyzeHistory } from '../../runner/commands/analyze-history.ts'
import { judgeRun } from '../../runner/commands/judge-run.ts'
import { publishReport, type Today } from '../../runner/commands/publish-report.ts'
import { writeReportsOf } from '../../runner/commands/run-reports.ts'
import type { Stewardship } from '../../runner/config/stewardship-files.ts'
import { appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { Ledger } from '../../runner/ledger/series.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import type { ReportProject } from '../../runner/report/model.ts'
import { measuredHistory } from '../site/measured-history.ts'

/** What is kept from the last time must never show: everything below compares with a report that is made from nothing. */

const history = measuredHistory()
const project: ReportProject = {
  name: 'Project',
  repositoryUrl: null,
  commitUrl: null,
  compareUrl: null,
  pullRequestUrl: null,
  baseBranch: 'main',
  generated: false,
}
const thresholds = { minor: 1.2, moderate: 1.5, critical: 2 }
const policy = {
  forMetric: () => ({ thresholds, confidence: 0.95, budgets: [] }),
  budgets: [],
  expected: [],
}
const now = new Date(Date.UTC(2026, 9, 1))

let root: string
let ledgerFolder: string
let reportFolder: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'perfledger-publish-'))
  await keep(join(root, 'ledger'), history.slice(0, 20))
  await withLedger(join(root, 'ledger'), (ledger) => publish(ledger, join(root, 'report')))
}, 60_000)
afterAll(() => rm(root, { recursive: true, force: true }))
beforeEach(async () => {
  ledgerFolder = await mkdtemp(join(root, 'ledger-'))
  reportFolder = await mkdtemp(join(root, 'report-'))
  await cp(join(root, 'ledger'), ledgerFolder, { recursive: true, preserveTimestamps: true })
  await cp(join(root, 'report'), reportFolder, { recursive: true, preserveTimestamps: true })
})

async function keep(folder: string, runs: readonly MeasuredRun[]): Promise<void> {
  await appendRuns(folder, runs)
  await withLedger(folder, async (ledger) => {
    const known = { runs: await ledger.runs(), series: await ledger.series() }
    for (const run of runs) {
      const { verdicts } = judgeRun(run, known, policy, 'main')
      await appendVerdicts(folder, run.header.id, run.header.startedAt, verdicts)
    }
  })
}

async function withLedger<T>(folder: string, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(folder)
  try {
    return await work(ledger)
  } finally {
    ledger.close()
  }
}

interface Given {
  readonly stewardship?: Stewardship
  readonly today?: Partial<Today>
  readonly project?: ReportProject
}

function publish(ledger: Ledger, folder: string, given: Given = {}): Promise<number> {
  const today: Today = {
    budgetsOf: () => [],
    commandOf: () => null,
    placeOf: () => 0,
    ...given.today,
    ...(given.stewardship && { decisions: { stewardship: given.stewardship, warn: () => {} } }),
  }
  return publishReport(ledger, given.project ?? project, today, folder, now)
}

/** How many run reports the report that was there took, and that it now is as one made from nothing. */
async function expectAsFromNothing(given: Given = {}): Promise<number> {
  const fresh = await mkdtemp(join(root, 'fresh-'))
  return withLedger(ledgerFolder, async (ledger) => {
    const made = await publish(ledger, reportFolder, given)
    await publish(ledger, fresh, given)
    expect(await contentOf(reportFolder)).toEqual(await contentOf(fresh))
    return made
  })
}

/** Without what only saves work. */
async function contentOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith('.json') && name !== 'manifest.json').sort()
  return new Map(
    await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}

describe('A report over one that is there', () => {
  it('makes no report of a run where nothing changed, and touches no file', async () => {
    const before = await readFile(join(reportFolder, 'manifest.json'), 'utf8')
    expect(await expectAsFromNothing()).toBe(0)
    expect(await readFile(join(reportFolder, 'manifest.json'), 'utf8')).toBe(before)
  })

  it('makes those of a new run and of its neighbour', async () => {
    await keep(ledgerFolder, history.slice(20, 21))
    expect(await expectAsFromNothing()).toBe(2)
  })

  it('takes in several runs, those of pull requests and of another machine too', async () => {
    await keep(ledgerFolder, history.slice(20))
    expect(await expectAsFromNothing()).toBe(history.length - 20 + 1)
  })

  it('puts a run that comes late where it belongs', async () => {
    const first = history[0]!
    const early = new Date(Date.parse(first.header.startedAt) - 3_600_000)
    const id = `${early.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-00000000aa`
    await keep(ledgerFolder, [{ ...first, header: { ...first.header, id, startedAt: early.toISOString() } }])
    expect(await expectAsFromNothing()).toBe(2)
  })

  it('knows when a run was judged since', async () => {
    await appendRuns(ledgerFolder, history.slice(20, 21))
    await expectAsFromNothing()
    const { id, startedAt } = history[20]!.header
    await withLedger(ledgerFolder, async (ledger) => {
      const known = { runs: await ledger.runs(), series: await ledger.series() }
      const { verdicts } = judgeRun(history[20]!, known, policy, 'main')
      await appendVerdicts(ledgerFolder, id, startedAt, verdicts)
    })
    expect(await expectAsFromNothing()).toBe(1)
  })

  it('stays as it is when the ledger is compacted', async () => {
    const before = await contentOf(reportFolder)
    await compactLedger(ledgerFolder)
    await expectAsFromNothing()
    expect(await contentOf(reportFolder)).toEqual(before)
  })

  it('obeys what people decide about changes and points, and what they take back', async () => {
    const [accepted, excluded] = [history[9]!.header.id, history[18]!.header.id]
    const reason = 'a new normal'
    await expectAsFromNothing({ stewardship: { accepted: [{ run: accepted, reason }], excluded: [] } })
    await expectAsFromNothing({
      stewardship: { accepted: [{ run: accepted, reason }], excluded: [{ run: excluded, reason }] },
    })
    await expectAsFromNothing({
      stewardship: {
        accepted: [],
        excluded: [{ from: history[10]!.header.id, to: history[19]!.header.id, reason }],
      },
    })
    expect(await expectAsFromNothing()).toBe(0)
  })

  it('follows the config', async () => {
    const text = '300 ms'
    await expectAsFromNothing({ project: { ...project, name: 'Other', baseBranch: 'next' } })
    await expectAsFromNothing({
      today: {
        budgetsOf: () => [{ text, limit: 3e8, operator: '<=', quantile: 0.5 }],
        commandOf: () => 'true',
        placeOf: () => undefined,
      },
    })
  })

  it('forgets runs that left the ledger', async () => {
    await rm(join(ledgerFolder, 'runs'), { recursive: true })
    await rm(join(ledgerFolder, 'verdicts'), { recursive: true })
    await keep(ledgerFolder, history.slice(0, 5))
    await expectAsFromNothing()
    expect((await readdir(join(reportFolder, 'runs'))).length).toBe(5)
  })
})

describe('What is kept from the last time', () => {
  it.each([
    ['cut off', async (file: string) => writeFile(file, (await readFile(file)).subarray(0, 100))],
    ['of others', (file: string) => writeFile(file, '{"schemaVersion":99,"cases":[],"runs":null}')],
    ['absent', (file: string) => rm(file)],
  ])('is not used where it is %s', async (_, damage) => {
    await damage(join(reportFolder, 'manifest.json'))
    await damage(join(reportFolder, 'analyses.cache'))
    expect(await expectAsFromNothing()).toBe(20)
  })

  it('is not used where one bit of it is wrong', async () => {
    const file = join(reportFolder, 'analyses.cache')
    const bytes = await readFile(file)
    bytes[bytes.length >> 1]! ^= 1
    await writeFile(file, bytes)
    await expectAsFromNothing()
  })

  it('is not used where it was made by another version', async () => {
    const file = join(reportFolder, 'manifest.json')
    const manifest = JSON.parse(await readFile(file, 'utf8'))
    const [id] = Object.keys(manifest.runs)
    manifest.runs[id!].key = 'of another version'
    await writeFile(file, JSON.stringify(manifest))
    await writeFile(join(reportFolder, 'runs', `${id}.json`), '{"made":"otherwise"}')
    expect(await expectAsFromNothing()).toBe(1)
  })

  it('does not hide that somebody changed or removed the report of a run', async () => {
    const runs = join(reportFolder, 'runs')
    const [first, second, third] = await readdir(runs)
    await appendFile(join(runs, first!), ' ')
    await rm(join(runs, second!))
    await utimes(join(runs, third!), now, now)
    expect(await expectAsFromNothing()).toBe(3)
  })

  it('is gone where a report is made from nothing', async () => {
    await writeFile(join(reportFolder, 'stray.txt'), 'left behind')
    const made = await withLedger(ledgerFolder, (ledger) =>
      publishReport(
        ledger,
        project,
        { budgetsOf: () => [], commandOf: () => null, placeOf: () => 0 },
        reportFolder,
        now,
        { fromNothing: true },
      ),
    )
    expect(made).toBe(20)
    expect(await readdir(reportFolder)).not.toContain('stray.txt')
  })
})

describe('Threads', () => {
  it('analyze as one thread does', async () => {
    await withLedger(ledgerFolder, async (ledger) => {
      const known = { runs: await ledger.runs(), series: await ledger.series(), baseBranch: 'main' }
      const [here, there] = [join(root, 'here.cache'), join(root, 'there.cache')]
      const expected = await analyzeHistory(known, here)
      expect(await analyzeHistory(known, there, { pointsForThreads: 0 })).toStrictEqual(expected)
    })
  })

  it('and what is kept, obey what is known of programs', async () => {
    await withLedger(ledgerFolder, async (ledger) => {
      const known = { runs: await ledger.runs(), series: await ledger.series(), baseBranch: 'main' }
      const artifacts = known.series.flatMap(({ key, points }) =>
        points.map(({ runId }) => ({ runId, case: key.case, artifact: 'the one program' })),
      )
      const changesOf = async (
        file: string,
        history: Parameters<typeof analyzeHistory>[0],
        pointsForThreads?: number,
      ) => {
        const analyses = await analyzeHistory(history, join(root, file), { pointsForThreads })
        return [...analyses.values()].flatMap(({ changePoints }) => changePoints)
      }
      expect(await changesOf('programs.cache', known)).not.toEqual([])
      expect(await changesOf('programs.cache', { ...known, artifacts })).toEqual([])
      expect(await changesOf('programs-in-threads.cache', { ...known, artifacts }, 0)).toEqual([])
    })
  })

  it('write the reports of runs as one thread does, and tell what fails in them', async () => {
    const folder = await mkdtemp(join(root, 'threads-'))
    const states = history.slice(0, 20).map(({ header }) => ({
      runId: header.id,
      previousRunId: null,
      nextRunId: null,
      contentKey: '',
    }))
    await withLedger(ledgerFolder, async (ledger) => {
      const write = async (folderOf: string, runsForThreads: number) => {
        for await (const { runId } of writeReportsOf(ledger, folderOf, states, { runsForThreads }))
          expect(runId).not.toBe('')
      }
      await write(join(folder, 'one'), 1_000)
      await write(join(folder, 'many'), 0)
      expect(await contentOf(join(folder, 'many'))).toEqual(await contentOf(join(folder, 'one')))
      await writeFile(join(folder, 'blocked'), 'a file where a folder must be')
      await expect(write(join(folder, 'blocked'), 0)).rejects.toThrow('blocked')
    })
  })
})
