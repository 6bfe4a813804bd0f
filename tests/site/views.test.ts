import { beforeAll, describe, expect, test } from 'vitest'
import type { ChangeSummary, ReportIndex } from '../../runner/report/model.ts'
import { chartDocument } from '../../site/lib/chart-data.ts'
import { environmentNames } from '../../site/lib/environments.ts'
import { quietRows } from '../../site/lib/quiet-rows.ts'
import { openReport, type ReportDoor } from '../../site/lib/report.ts'
import { samplesOf } from '../../site/lib/run-samples.ts'
import { allChangesView } from '../../site/lib/views/all-changes.ts'
import { benchmarkView } from '../../site/lib/views/benchmark.ts'
import { changeLines, newestLines } from '../../site/lib/views/change-groups.ts'
import type { ChangeView } from '../../site/lib/views/changes.ts'
import { historyView, runsDocument } from '../../site/lib/views/history.ts'
import { overviewView } from '../../site/lib/views/overview.ts'
import { releaseViews } from '../../site/lib/views/releases.ts'
import { type RunView, runView } from '../../site/lib/views/run.ts'
import { runRowView } from '../../site/lib/views/runs.ts'
import { suiteView } from '../../site/lib/views/suite.ts'
import { measuredHistory, RUN_COUNT } from './measured-history.ts'
import { writeTestReport } from './site-under-test.ts'

let full: ReportDoor
let first: ReportDoor
let empty: ReportDoor

beforeAll(async () => {
  const history = measuredHistory()
  full = openReport(await writeTestReport('views-full', history))
  first = openReport(await writeTestReport('views-first', history.slice(0, 1)))
  empty = openReport(await writeTestReport('views-empty', []))
})

const slugOf = (door: ReportDoor, title: string) =>
  door
    .index()
    .suites.flatMap((suite) => suite.cases)
    .find((one) => one.title === title)!.slug

describe('the overview', () => {
  test('of a past without verdicts, as one that was imported, tells how many cases have it', () => {
    const index = full.index()
    const counts = { ...index.counts }
    for (const state of Object.keys(counts) as (keyof typeof counts)[]) Object.assign(counts, { [state]: 0 })
    expect(overviewView({ ...index, counts, changes: [] }).sentence).toBe(
      '9 cases with a past, none of them judged yet.',
    )
    const step = index.changes.find(({ caseTitle, kind }) => caseTitle !== 'grep' && kind === 'step')!
    const worse = { ...step, better: false, state: 'confirmed' as const }
    const told = (...changes: ChangeSummary[]) => overviewView({ ...index, counts, changes }).sentence
    expect(told(worse, worse)).toBe('9 cases with a past, none of them judged yet; 1 got worse lately.')
    expect(told({ ...worse, state: 'fixed' })).toBe('9 cases with a past, none of them judged yet.')
    expect(overviewView(empty.index()).sentence).toBe(empty.index().sentence)
  })

  test('lists two dozen changes at most, however many there are, and tells all of them in words', () => {
    const index = full.index()
    const [one] = index.changes
    const many = Array.from({ length: 60 }, (_, place) => ({
      ...one!,
      startedAt: index.latestRun!.startedAt,
      commit: { ...one!.commit!, sha: `${place}`.padStart(40, '0') },
      better: place < 10,
      state: 'confirmed' as const,
    }))
    const view = overviewView({ ...index, changes: many })
    expect(view.changes.length + view.olderChanges.length).toBe(24)
    expect(view.otherChanges).toBe(36)
    expect(view.since[0]).toMatchObject({
      value: 'run',
      told: 'Changes in the last run: 50 for the worse, 10 for the better.',
    })
    expect(overviewView({ ...index, changes: [] }).since[1]!.told).toMatch(/^No series has changed its level/)
  })

  test('says the state, counts every case once, and names what is bad', () => {
    const index = full.index()
    const view = overviewView(index)
    expect(view.stage).toBe('history')
    expect(view.sentence).toBe(index.sentence)
    expect(view.rollUp.total).toBe(9)
    const failed = view.rollUp.lines.find(({ mark }) => mark.state === 'failed')!
    expect(failed).toMatchObject({
      count: 1,
      named: [{ title: 'sort' }],
      unnamed: 0,
      href: '/?verdict=failed#cases',
    })
    expect(view.rollUp.lines.map(({ mark }) => mark.state)).toEqual(
      ['failed', 'missing', 'over-budget', 'regressed', 'inconclusive', 'improved', 'ok'].filter((state) =>
        view.rollUp.lines.some(({ mark }) => mark.state === state),
      ),
    )
  })

  test('has a line per case with its first metric, value, change and latest change', () => {
    const rows = overviewView(full.index()).suites.flatMap((suite) => suite.rows)
    expect(rows).toHaveLength(9)
    const gzip = rows.find(({ title }) => title === 'gzip (level=9)')!
    expect(gzip).toMatchObject({
      metric: 'wall-time',
      mark: { state: 'regressed', severity: 'moderate' },
      stale: false,
    })
    expect(gzip.latest!.unit).toBe('ms')
    expect(gzip.latest!.interval).toMatch(/^\[\d+(\.\d+)?, \d+(\.\d+)?\]$/)
    expect(gzip.change!.value).toMatch(/^\+[56]\d\u00a0%$/)
    const brotli = rows.find(({ title }) => title === 'brotli')!
    expect(brotli.lastChange).toMatchObject({ kind: 'step', better: true, state: 'confirmed' })
    expect(brotli.budget).toBe('300 ms')
  })

  test('shows the last known value of a failed or missing case as such, without a comparison', () => {
    const rows = overviewView(full.index()).suites.flatMap((suite) => suite.rows)
    for (const [title, state] of [
      ['sort', 'failed'],
      ['grep', 'missing'],
    ]) {
      const row = rows.find((one) => one.title === title)!
      expect(row).toMatchObject({ stale: true, change: null, verdict: state })
      expect(row.latest).not.toBeNull()
    }
  })

  test('of one run teaches that a history is needed, and of none how to begin', () => {
    expect(overviewView(first.index())).toMatchObject({ stage: 'first', changes: [] })
    expect(overviewView(empty.index())).toMatchObject({ stage: 'nothing', latestRun: null, suites: [] })
  })
})

describe('the releases', () => {
  const tagged = (tags: Readonly<Record<number, string>>) =>
    full.runs().runs.map((run, place) => ({ ...run, commit: { ...run.commit!, tag: tags[place] ?? null } }))
  const told = (tags: Readonly<Record<number, string>>, read = full.runDocument) =>
    releaseViews(full.index(), tagged(tags), read).map(({ tag, sentence }) => `${tag}: ${sentence}`)

  test('are compared with the one before, in a sentence', () => {
    expect(told({ 0: 'v3', 1: 'v2', 15: 'v1' })).toMatchInlineSnapshot(`
      [
        "v3: 1 worse since v2, of 9 values compared. 2 values were measured in only one of the two.",
        "v2: 1 better since v1, of 11 values compared.",
        "v1: ",
      ]
    `)
  })

  test('of which too few samples were taken say so', () => {
    const scarce = (id: string) => {
      const document = full.runDocument(id)
      const cases = document.cases.map((one) => ({
        ...one,
        metrics: one.metrics.map((metric) => ({ ...metric, samples: metric.samples.slice(0, 1) })),
      }))
      return { ...document, cases }
    }
    expect(told({ 1: 'v2', 15: 'v1' }, scarce)[0]).toMatchInlineSnapshot(
      `"v2: No clear difference since v1, in 11 values. Too few samples to judge 10 of them."`,
    )
  })

  test('that share nothing say so, and nothing where there is none before', () => {
    const without = (id: string) => {
      const document = full.runDocument(id)
      return id === full.runs().runs[0]!.id
        ? { ...document, cases: document.cases.slice(0, 1) }
        : { ...document, cases: [] }
    }
    expect(told({ 0: 'v2', 1: 'v1' }, without)).toMatchInlineSnapshot(`
      [
        "v2: It has nothing in common with v1 that could be compared. 2 values were measured in only one of the two.",
        "v1: ",
      ]
    `)
  })
})

describe('a list of changes', () => {
  const change = (given: Partial<ChangeSummary>): ChangeSummary => ({
    caseSlug: 'a',
    caseTitle: 'a',
    suite: 's',
    metric: { name: 'wall-time', unit: 'ns', direction: 'lower' },
    environment: 'e1',
    kind: 'step',
    state: 'confirmed',
    accepted: null,
    fixedBy: null,
    better: false,
    change: { value: 0.2, low: 0.1, high: 0.3, confidence: 0.95 },
    pValue: 1e-6,
    runId: 'r1',
    startedAt: '2026-11-20T00:00:00.000Z',
    commit: {
      sha: 'c1'.repeat(20),
      subject: 'One',
      committedAt: '',
      branch: 'main',
      tag: null,
      dirty: false,
    },
    previousRunId: 'r0',
    previousCommit: null,
    ...given,
  })
  const throughput = { name: 'throughput', unit: 'ops/s', direction: 'higher' } as const

  test('tells one commit once per case, by the metric that comes first, with what moved along', () => {
    const index = { ...full.index(), suites: [] } as ReportIndex
    const lines = changeLines(index, [
      change({}),
      change({ metric: throughput }),
      change({ environment: 'e2', runId: 'r2' }),
      change({ caseSlug: 'b', caseTitle: 'b' }),
      change({ caseSlug: 'a', better: true, metric: throughput }),
    ])
    expect(
      lines.map(({ caseTitle, metric, also, continued, better }) => [
        caseTitle,
        metric,
        also,
        continued,
        better,
      ]),
    ).toEqual([
      ['a', 'wall-time', 'and throughput, in 2 environments', false, false],
      ['b', 'wall-time', '', true, false],
      ['a', 'throughput', '', true, true],
    ])
  })

  test('names the suite of cases that are called alike', () => {
    const [suite] = full.index().suites
    const one = suite!.cases.find(({ verdict }) => verdict !== null)!
    const caseOf = (name: string, title: string) => ({
      ...one,
      suite: name,
      title,
      retired: false,
      verdict: { ...one.verdict!, state: 'failed' as const },
    })
    const java = { ...suite!, name: 'java', cases: [caseOf('java', 'No logging')] }
    const python = {
      ...suite!,
      name: 'python',
      cases: [caseOf('python', 'No logging'), caseOf('python', 'Binary file')],
    }
    const index: ReportIndex = { ...full.index(), suites: [java, python] }
    const changes = [
      change({ suite: 'java', caseSlug: 'x', caseTitle: 'No logging' }),
      change({ suite: 'python', caseSlug: 'y', caseTitle: 'Binary file' }),
    ]
    const told = [
      ['No logging', 'java'],
      ['Binary file', ''],
    ]
    const shown = (lines: readonly ChangeView[]) =>
      lines.map(({ caseTitle, ofSuite }) => [caseTitle, ofSuite])
    expect(shown(changeLines(index, changes))).toEqual(told)
    expect(shown(allChangesView(index, changes).lines)).toEqual(told)
    const rollUp = overviewView(index).rollUp.lines.find(({ mark }) => mark.state === 'failed')!
    expect(rollUp.named.map(({ title }) => title)).toEqual(['java / No logging', 'python / No logging'])
  })

  test('is cut between commits, unless one commit moved very much', () => {
    const index = { ...full.index(), suites: [] } as ReportIndex
    const commit = (name: string) => ({ ...change({}).commit!, sha: name.repeat(40) })
    const lines = changeLines(index, [
      ...['a', 'b', 'c'].map((slug) => change({ caseSlug: slug, commit: commit('1') })),
      ...['a', 'b', 'c'].map((slug) => change({ caseSlug: slug, commit: commit('2') })),
    ])
    expect(newestLines(lines, 2)).toBe(3)
    expect(newestLines(lines, 4)).toBe(6)
    expect(
      newestLines(
        lines.map((line, index) => ({ ...line, continued: index > 0 })),
        2,
      ),
    ).toBe(4)
  })

  test('links the commits between two runs, and refuses links that are none', () => {
    const index = { ...full.index(), suites: [] } as ReportIndex
    const two = change({ previousCommit: { ...change({}).commit!, sha: 'c0'.repeat(20) } })
    expect(changeLines(index, [two])[0]!.compareHref).toBe(
      `https://github.com/example/project/compare/${'c0'.repeat(20)}...${'c1'.repeat(20)}`,
    )
    const hostile = {
      ...index,
      project: { ...index.project, compareUrl: 'javascript:alert(1)//{base}{head}' },
    }
    expect(changeLines(hostile, [two])[0]!.compareHref).toBeNull()
  })
})

describe('a suite', () => {
  test('gives a value of one sample no interval', () => {
    const index = full.index()
    const [suite] = index.suites
    const [one, ...others] = suite!.cases
    const alone = one!.series.map(({ latest, ...series }) => {
      const { value } = latest
      return { ...series, latest: { ...latest, low: value, high: value }, latestSamples: 1 }
    })
    const rows = suiteView(index, { ...suite!, cases: [{ ...one!, series: alone }, ...others] }).table.rows
    const intervals = rows.filter(({ title }) => title === one!.title).map(({ latest }) => latest?.interval)
    expect(new Set(intervals)).toEqual(new Set(['one sample']))
  })

  test('has a line per series, and tells the environment once', () => {
    const index = full.index()
    const view = suiteView(index, index.suites.find(({ name }) => name === 'compression')!)
    const gzip = view.table.rows.filter(({ title }) => title === 'gzip (level=1)')
    expect(gzip.map(({ metric, environment, continued }) => [metric, environment, continued])).toEqual([
      ['wall-time', 'AMD EPYC 7B13', false],
      ['peak-memory', '', true],
      ['wall-time', 'Apple M3', true],
      ['peak-memory', '', true],
    ])
    expect(view.rollUp.total).toBe(4)
    expect(gzip.map(({ latest }) => latest?.interval.startsWith('['))).toEqual([true, true, true, true])
    expect(view.changes.every(({ suite }) => suite === 'compression')).toBe(true)
  })
})

describe('a benchmark', () => {
  test('has its command, its series, its changes and its words', () => {
    const view = benchmarkView(full.index(), full.caseReport(slugOf(full, 'brotli')))
    expect(view.command).toBe("brotli --flag '<file>'")
    expect(view.metrics).toEqual([{ value: 'wall-time', text: 'wall-time' }])
    expect(view.environments).toHaveLength(2)
    expect(view.changes[0]).toMatchObject({ kind: 'step', better: true, commit: { short: '3134206' } })
    expect(view.trendSentence).toMatch(
      /^The latest wall-time is 3\d\d\u00a0ms \[.*\], of 21 runs\. 1 change of level; the latest is a step of −\d+\u00a0% \[.*\] for the better on 15 Sept? 2026 at 3134206 \(confirmed, p < 0\.001\)\./,
    )
    expect(view.samplesSentence).toMatch(
      /^144 samples of the last 12 runs, from .* to .*; the runs' medians lie between /,
    )
  })

  test('with a single run says that there is nothing to compare it with', () => {
    const view = benchmarkView(first.index(), first.caseReport(slugOf(first, 'brotli')))
    expect(view.trendSentence).toMatch(/of the only run so far: there is nothing to compare it with\.$/)
    expect(view.mark.state).not.toBe('ok')
    expect(view.canShowChange).toBe(false)
    expect(view.statistics[0]).toMatchObject({ level: null, range: expect.not.stringContaining(' to ') })
  })

  test('gives its charts columns of one length, runs only once, and changes where they are', () => {
    const document = chartDocument(full.caseData(slugOf(full, 'brotli')))
    expect(document.runs.id).toHaveLength(RUN_COUNT)
    expect(new Set(document.runs.id).size).toBe(RUN_COUNT)
    for (const series of document.series) {
      for (const column of ['median', 'low', 'high', 'count', 'base', 'verdict'] as const) {
        expect(series[column]).toHaveLength(series.run.length)
      }
    }
    const [server] = document.series
    expect(server!.base.filter((base) => base === 0)).toHaveLength(2)
    expect(document.runs.id[server!.run[server!.changes[0]!.index]!]).toMatch(/^20260915/)
    expect(server!.budgets).toMatchObject([{ text: '300 ms', limit: 300e6 }])
  })
})

describe('a run', () => {
  const lastRun = () => full.runs().runs[0]!.id

  test('keeps its verdicts with the version that gave them, its warnings and its machine', () => {
    const view = runView(full.index(), full.run(lastRun()))
    expect(view.judgedBy).toMatch(/^\d+\.\d+\.\d+/)
    expect(view.warnings).toHaveLength(1)
    expect(view.facts.find(({ name }) => name === 'Took')!.value).toBe('1 min 30 s')
    expect(view.facts.find(({ name }) => name === 'Labels')!.value).toBe('pool: dedicated')
    expect(view.nextHref).toBeNull()
    expect(view.previousHref).toMatch(/^\/runs\/20260925/)
  })

  const casesOf = (suites: RunView['news']) => suites.flatMap((suite) => suite.cases)

  test('tells first what failed, is missing or got worse, and of a failed case why', () => {
    const { news, quiet } = runView(full.index(), full.run(lastRun()))
    expect(new Set(casesOf(quiet).map(({ mark }) => mark.state))).toEqual(new Set(['ok']))
    expect(casesOf(news).map(({ title, mark }) => `${title} ${mark.state}`)).toEqual([
      'brotli over-budget',
      'gzip (level=9) regressed',
      'sort failed',
      'grep missing',
    ])
    const gzip = casesOf(news).find(({ title }) => title === 'gzip (level=9)')!
    expect(gzip.metrics.map(({ name }) => name)).toEqual(['wall-time', 'peak-memory'])
    expect(gzip.metrics[0]!.evidence).toMatch(/^\d+ runs, p < 0\.001, \d+(\.\d)?\u00a0% would show$/)
    expect(casesOf(news).find(({ title }) => title === 'sort')!.failure).toMatchObject({
      message: 'exited with code 1',
      outputTail: 'fatal: <b>no</b> such file\n',
    })
  })

  test('finds the samples of every metric in what browsers read of it', () => {
    const { news, quiet } = runView(full.index(), full.run(lastRun()))
    const find = samplesOf(full.runDocument(lastRun()))
    const measured = [...casesOf(news), ...casesOf(quiet)].flatMap(({ metrics }) =>
      metrics.filter(({ samplesAt }) => samplesAt !== ''),
    )
    expect(measured.length).toBeGreaterThan(3)
    for (const metric of measured) {
      const [place, at] = metric.samplesAt.split('.').map(Number)
      expect(find(place!)!.metrics[at!]).toMatchObject({ name: metric.name, text: metric.sampled })
    }
    const gzip = casesOf(news).find(({ title }) => title === 'gzip (level=9)')!
    const found = find(gzip.place)!
    expect(found.metrics[0]!.list.split('  ')).toHaveLength(12)
    expect(found.effort).toBe('12 iterations, median known to ±1\u00a0%, precise enough, exact executor')
    const imported = full.runDocument(lastRun())
    const one = { ...imported.cases[gzip.place]!, executor: 'import' }
    one.metrics = one.metrics.map((metric) => ({ ...metric, value: 5e6, samples: [5e6] }))
    const alone = samplesOf({ ...imported, cases: [one] })(0)!
    expect(alone).toMatchObject({ effort: '' })
    expect(alone.metrics[0]).toMatchObject({ text: '1 sample of 5.00\u00a0ms', list: '', strip: null })
  })

  test('that was never judged tells its failures first all the same', () => {
    const run = full.run(lastRun())
    const cases = run.cases.map((one) => ({ ...one, verdict: null }))
    const { news } = runView(full.index(), { ...run, cases })
    expect(casesOf(news).map(({ title }) => title)).toEqual(['sort'])
  })

  test('says of a case that is undecided what is lacking, and of one that is fine nothing more', () => {
    const run = full.run(lastRun())
    const inconclusive = {
      state: 'inconclusive',
      severity: null,
      reasons: ['<i>one</i> more run'],
      toolVersion: '1',
    } as const
    const told = (verdict: object, last = verdict) => {
      const cases = run.cases.map((one, place) => ({
        ...one,
        failure: null,
        verdict: { ...inconclusive, reasons: [...inconclusive.reasons], ...(place === 0 ? last : verdict) },
      }))
      return runView(full.index(), { ...run, cases })
        .quiet.map((suite) => quietRows(suite).html)
        .join('')
    }
    expect(told({})).toContain('&lt;i&gt;one&lt;/i&gt; more run')
    const count = (html: string) => html.split('more run').length - 1
    expect(count(told({}))).toBe(new Set(run.cases.map(({ suite }) => suite)).size)
    expect(count(told({}, { reasons: ['two more runs'] }))).toBeGreaterThan(3)
    expect(told({ state: 'ok' })).not.toContain('more run')
  })

  test('folds a warning that many cases have under the first of them', () => {
    const warning = (caseTitle: string | null, code: string) => ({
      code,
      caseTitle,
      message: `${caseTitle} is short`,
      advice: code,
    })
    const warnings = [
      warning(null, 'load'),
      ...['a', 'b', 'c'].map((title) => warning(title, 'short')),
      ...['a', 'b'].map((title) => warning(title, 'clock')),
    ]
    const view = runView(full.index(), { ...full.run(lastRun()), warnings })
    expect(view.warnings.map(({ caseTitle, others }) => [caseTitle, others.length])).toEqual([
      [null, 0],
      ['a', 2],
      ['a', 0],
      ['b', 0],
    ])
  })

  test('that was imported tells nothing of what the other tool did not keep', () => {
    const run = full.run(lastRun())
    const environment = {
      ...run.environment,
      cpuModel: 'not recorded: csv',
      cores: 0,
      memoryGiB: 0,
      platform: 'not known',
      arch: 'x86_64',
      os: 'not known',
      runtime: 'not known',
      labels: { 'imported-from': 'csv', cython: '' },
    }
    const times = { startedAt: run.run.startedAt, finishedAt: run.run.startedAt }
    const view = runView(full.index(), {
      ...run,
      run: { ...run.run, ...times, ci: null },
      environment,
      configHash: 'import:csv',
      noiseFloorRatio: null,
    })
    expect(view.facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'System: x86_64',
      'Labels: imported-from: csv, cython',
      expect.stringMatching(/^Environment: /),
      expect.stringMatching(/^Imported by: perfledger /),
    ])
  })

  test('links only cases that have a page', () => {
    const { news, quiet } = runView({ ...full.index(), suites: [] }, full.run(lastRun()))
    expect([...casesOf(news), ...casesOf(quiet)].every(({ href }) => href === null)).toBe(true)
  })
})

describe('the history', () => {
  test('is newest first, with the choices that occur, the base branch first', () => {
    const view = historyView(full.index(), full.runs())
    expect(view.total).toBe(RUN_COUNT)
    expect(view.rows[0]!.id > view.rows[1]!.id).toBe(true)
    expect(view.branches.map(({ value }) => value)).toEqual(['main', 'feature/20', 'feature/10'])
    expect(view.environments).toHaveLength(2)
    expect(view).toMatchObject({ hasBranches: true, hasCounts: true })
  })

  test('that was imported has no columns of branches and verdicts, which nobody kept', () => {
    const { runs } = full.runs()
    const bare = runs.map((run) => ({
      ...run,
      commit: null,
      pullRequest: null,
      counts: null,
      state: null,
      interrupted: false,
      partial: false,
    }))
    expect(historyView(full.index(), { ...full.runs(), runs: bare })).toMatchObject({
      hasBranches: false,
      hasCounts: false,
    })
  })

  test('gives the browser the same lines as the page has', () => {
    const index = full.index()
    const document = runsDocument(index, full.runs())
    const names = environmentNames(document.environments)
    const rows = document.runs.map((run) => runRowView(run, document.project, names))
    expect(rows).toEqual(historyView(index, full.runs()).rows)
  })
})
