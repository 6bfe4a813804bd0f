import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { REPORT_SCHEMA_VERSION } from '../../runner/report/model.ts'
import { runPage } from '../../runner/report/run-document.ts'
import { perfledger, type Started, startPerfledger, until } from './command-line.ts'
import {
  commitAll,
  configOf,
  expectKept,
  historyOf,
  processesWith,
  projectOf,
  projectWith,
  reportFolderOf,
  reportIn,
  runsOf,
  statesOf,
  writeFiles,
} from './project.ts'

const quick = { quick: 'command: "true"' }

/** Takes as long as the file `pause` says. */
const paused = { paused: "command: 'sleep $(cat pause)', shell: true" }

describe('A project that is measured commit by commit', () => {
  it('gets no verdict at first, then a regression with its severity, each kept as it was given', async () => {
    const project = projectWith(paused)
    const data = join(project, 'data')
    writeFiles(project, { pause: '0.1', '.gitignore': 'data/\n' })
    const reasons: (string | undefined)[] = []
    for (const commit of ['one', 'two', 'three', 'four']) {
      await commitAll(project, commit)
      const ended = await perfledger(project, 'run', '--json')
      reasons.push(reportIn(ended).cases[0]?.verdict?.reasons[0])
      // What the fourth is told depends on how quiet this machine is.
      if (commit !== 'four') expect(ended.code).toBe(0)
    }
    expect(reasons.slice(0, 3)).toEqual([
      'no baseline yet: no earlier run on main in this environment; a verdict takes 3',
      expect.stringContaining('1 earlier run on main in this environment so far'),
      expect.stringContaining('2 earlier runs on main in this environment so far'),
    ])
    const before = historyOf(data)

    writeFiles(project, { pause: '1' })
    const sha = await commitAll(project, 'take a long pause')
    const slow = await perfledger(project, 'run', '--json')
    expect(slow.code).toBe(1)
    const [measured] = reportIn(slow).cases
    expect(measured?.verdict).toMatchObject({ state: 'regressed', severity: 'critical', significant: true })
    expect(measured?.metrics[0]?.change?.low).toBeGreaterThan(1)
    expect(measured?.metrics[0]?.baselineRuns).toBe(4)
    expect(reportIn(slow).baselines[measured!.metrics[0]!.baseline!]).toEqual(runsOf(data).slice(0, 4))
    expectKept(before, data)

    const given = historyOf(data)
    expect(Object.keys(given)).toHaveLength(10)
    expect(await perfledger(project, 'report', '--write')).toMatchObject({ code: 0 })
    expect(historyOf(data)).toEqual(given)
    const { index, list, cases, runs, data: points } = reportFolderOf(data)
    for (const document of [index, list, ...cases, ...runs])
      expect(document.schemaVersion).toBe(REPORT_SCHEMA_VERSION)
    expect(index).toMatchObject({ sentence: '1 regression.', totalRuns: 5, counts: { regressed: 1, ok: 0 } })
    const subjects = list.runs.map(({ commit }) => commit?.subject)
    expect(subjects).toEqual(['take a long pause', 'four', 'three', 'two', 'one'])
    expect(list.runs[0]).toMatchObject({
      state: 'regressed',
      severity: 'critical',
      commit: { sha, branch: 'main', dirty: false },
    })
    expect(cases[0]?.series[0]?.runs.counted).toBe(5)
    expect(points[0]?.verdicts[[points[0]?.series[0]?.verdict].flat().at(-1) ?? -1]).toBe('regressed')
    expect(runs.at(-1)).toEqual(runPage(reportIn(slow)))
  })
})

describe('A budget', () => {
  it('that is broken is exit code 1 in the very first run', async () => {
    const project = projectWith({ ...quick, nap: 'command: sleep 0.05, budgets: { wall-time: 5 ms }' })
    const ended = await perfledger(project, 'run', '--json')
    expect(ended.code).toBe(1)
    expect(statesOf(reportIn(ended))).toEqual({ quick: 'inconclusive', nap: 'over-budget' })
    expect(reportIn(ended).cases[1]?.verdict?.reasons[0]).toMatch(
      /ms \[.*\] is above the budget of 5\.00\sms/,
    )
  })

  it('on a percentile is broken by what lies beyond it, and open where so few iterations do not bound it', async () => {
    const nap = 'command: sleep 0.02, iterations: 8'
    const project = projectWith({
      over: `${nap}, budgets: { wall-time: { median: 1 min, p90: 5 ms } }`,
      open: `${nap}, budgets: { wall-time: { p90: 1 min } }`,
    })
    const ended = await perfledger(project, 'run', '--json')
    expect(ended.code).toBe(1)
    const { cases } = reportIn(ended)
    expect(cases[0]?.verdict).toMatchObject({ state: 'over-budget' })
    expect(cases[0]?.verdict?.reasons[0]).toMatch(/^p90 .*ms \[.*, ∞\] is above the budget of 5\.00\sms$/)
    expect(cases[1]?.metrics[0]?.verdict?.reasons.join()).toMatch(
      /p90 .* is within the budget of 1\.00\smin, but 8 samples do not bound p90: it takes 36, 28 more/,
    )
    const lifted = { PERF_S_OVER_WALL_TIME_P90: '1 min' }
    expect(await startPerfledger(project, ['run'], lifted).ended).toMatchObject({ code: 0 })
  })

  it('can be lifted by an environment variable, which must name something', async () => {
    const project = projectWith({ nap: 'command: sleep 0.05, budgets: { wall-time: 5 ms }' })
    const lifted = await startPerfledger(project, ['run'], { PERF_S_NAP_WALL_TIME: '1 min' }).ended
    expect(lifted.code).toBe(0)
    const wrong = await startPerfledger(project, ['run'], { PERF_S_NPA_WALL_TIME: '1 min' }).ended
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('PERF_S_NPA_WALL_TIME')
    expect(wrong.stderr).toContain('PERF_S_NAP_WALL_TIME')
  })
})

describe('What was measured before and is absent now', () => {
  it('is told as missing where it was taken out of the config, and fails only with --strict', async () => {
    const project = projectWith({ ...quick, other: 'command: "true"' })
    expect(await perfledger(project, 'run')).toMatchObject({ code: 0 })
    writeFiles(project, { 'perf.config.yaml': configOf(quick) })
    const strict = await perfledger(project, 'run', '--strict', '--no-append', '--json')
    expect(strict.code).toBe(1)
    const ended = await perfledger(project, 'run', '--json')
    expect(ended.code).toBe(0)
    expect(statesOf(reportIn(ended))).toEqual({ quick: 'inconclusive', other: 'missing' })
    expect(reportIn(ended).cases[1]?.verdict?.reasons).toEqual([
      'measured in the run before this one, and absent now: removed, renamed, or it did not run',
    ])
  })

  it('is a failure where the command still runs but no longer gives the result', async () => {
    const results = (...names: string[]) =>
      JSON.stringify({
        results: names.map((name) => ({ name, metrics: { latency: { unit: 'ms', samples: [1, 2] } } })),
      })
    const project = projectWith({ micro: 'command: cat results.json, adapter: json' })
    writeFiles(project, { 'results.json': results('parse', 'print') })
    expect(await perfledger(project, 'run')).toMatchObject({ code: 0 })
    writeFiles(project, { 'results.json': results('parse') })
    const ended = await perfledger(project, 'run', '--json')
    expect(ended.code).toBe(3)
    expect(statesOf(reportIn(ended))).toEqual({ 'micro/parse': 'inconclusive', 'micro/print': 'missing' })
  })
})

describe('An option of run', () => {
  const traced = { traced: 'command: touch measured' }

  it('--dry-run prints the plan, measures nothing and writes nothing', async () => {
    const project = projectWith(traced)
    const ended = await perfledger(project, 'run', '--dry-run')
    expect(ended, ended.stderr).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain('  traced\n    $ touch measured\n    0 warm-up, 3 measured')
    expect(ended.stdout.endsWith('\n')).toBe(true)
    const json = await perfledger(project, 'run', '--dry-run', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      suites: [{ name: 's', cases: [{ key: { benchmark: 'traced' } }] }],
    })
    expect(['data', 'measured'].filter((name) => existsSync(join(project, name)))).toEqual([])
  })

  it('--json prints one document, the same as `report --format json` and, but for its samples, the file in the report folder', async () => {
    const project = projectWith(quick)
    expect(await perfledger(project, 'run')).toMatchObject({ code: 0 })
    const ended = await perfledger(project, 'run', '--json')
    const report = reportIn(ended)
    expect(report.previousRunId).toBe(runsOf(join(project, 'data'))[0])
    const stored = await perfledger(project, 'report', '--format', 'json', '--run', report.run.id)
    expect(reportIn(stored)).toEqual(report)
    expect(reportFolderOf(join(project, 'data')).runs.at(-1)).toEqual(runPage(report))
  })

  it('--no-append measures and judges, and leaves no trace', async () => {
    const fresh = projectWith(traced)
    expect(await perfledger(fresh, 'run', '--no-append')).toMatchObject({ code: 0 })
    expect([existsSync(join(fresh, 'measured')), existsSync(join(fresh, 'data'))]).toEqual([true, false])
    const project = projectWith(quick)
    expect(await perfledger(project, 'run')).toMatchObject({ code: 0 })
    const before = historyOf(join(project, 'data'))
    const ended = await perfledger(project, 'run', '--no-append')
    expect(ended.stdout).toContain('1 earlier run in this environment so far')
    expect(ended.stdout).toContain('Nothing was kept (--no-append).')
    expect(historyOf(join(project, 'data'))).toEqual(before)
  })

  it('--suite and --filter measure a part, and what they leave out is not missing', async () => {
    const config = `${configOf({ ...quick, other: 'command: "true"' })}  t:\n    benchmarks:\n      third: { command: "true" }\n`
    const project = projectOf({ 'perf.config.yaml': config })
    expect(await perfledger(project, 'run')).toMatchObject({ code: 0 })
    const suite = reportIn(await perfledger(project, 'run', '--suite', 't', '--json'))
    expect([suite.run.partial, statesOf(suite)]).toEqual([true, { third: 'inconclusive' }])
    const filter = reportIn(await perfledger(project, 'run', '--filter', 'q*k', '--filter', 'thi', '--json'))
    expect([filter.run.partial, statesOf(filter)]).toEqual([
      true,
      { quick: 'inconclusive', third: 'inconclusive' },
    ])
  })

  it('--strict takes a first run, which nothing can be said of, for a failure', async () => {
    expect(await perfledger(projectWith(quick), 'run', '--strict')).toMatchObject({ code: 1 })
  })
})

/** A project whose second benchmark never ends, started and known to be in it. */
async function startEndless(
  script = 'sleep $seconds',
): Promise<{ project: string; seconds: string; runner: Started }> {
  const seconds = `${86_400 + Math.random()}`
  const words = JSON.stringify(script.replaceAll('$seconds', seconds))
  const suite = { ...quick, endless: `command: [sh, -c, ${words}], timeout: 10 min` }
  const project = projectOf({
    'perf.config.yaml': configOf(suite).replace('  s:\n', '  s:\n    order: sequential\n'),
  })
  const runner = startPerfledger(project, ['run', '--json'])
  await runner.told(/✓ s \/ quick/)
  onTestFinished(() => processesWith(seconds).forEach(({ pid }) => void process.kill(pid, 'SIGKILL')))
  return { project, seconds, runner }
}

describe('A run that is interrupted', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s keeps what was measured, leaves no process behind, and is exit code 130',
    async (signal) => {
      const { project, seconds, runner } = await startEndless('sleep $seconds & setsid sleep $seconds')
      runner.child.kill(signal)
      const ended = await runner.ended
      expect(ended.code).toBe(130)
      expect(ended.stderr).toContain('Interrupted: ending what runs and keeping what was measured')
      expect(processesWith(seconds)).toEqual([])
      const report = reportIn(ended)
      expect(report.run.interrupted).toBe(true)
      expect(report.cases[0]).toMatchObject({ benchmark: 'quick', status: 'ok', iterations: 3 })
      expect(report.cases[1]).toMatchObject({ benchmark: 'endless', status: 'interrupted', metrics: [] })
      const next = await perfledger(project, 'run', '--filter', 'quick', '--json')
      expect(next, next.stderr).toMatchObject({ code: 0 })
      expect(reportIn(next).previousRunId).toBe(report.run.id)
    },
  )

  it('twice ends at once, and the next one recovers what was measured', async () => {
    const { project, seconds, runner } = await startEndless(
      "trap '' TERM INT; sleep $seconds & wait; sleep $seconds",
    )
    runner.child.kill('SIGINT')
    await runner.told(/once more to give up/)
    runner.child.kill('SIGINT')
    expect(await runner.ended).toMatchObject({ code: 130, stdout: '' })
    expect(processesWith(seconds)).toEqual([])
    const next = await perfledger(project, 'run', '--filter', 'quick')
    expect(next.code).toBe(0)
    expect(next.stderr).toMatch(/Recovered run \S+, which was cut off/)
  })

  it('before anything was measured leaves nothing behind', async () => {
    const seconds = `${86_400 + Math.random()}`
    const project = projectWith({ endless: `command: sleep ${seconds}` })
    const runner = startPerfledger(project, ['run'])
    await until(() => processesWith(seconds).length > 0, 'the command to run')
    runner.child.kill('SIGINT')
    const ended = await runner.ended
    expect(ended).toMatchObject({ code: 130, stdout: '' })
    expect(ended.stderr).toContain('Interrupted before anything was measured: nothing to keep.')
    expect(readdirSync(join(project, 'data/journal'))).toEqual([])
    expect(historyOf(join(project, 'data'))).toEqual({})
  })

  it('by kill -9 loses no iteration: the next command recovers it, once, and says so', async () => {
    const { project, runner } = await startEndless()
    runner.child.kill('SIGKILL')
    expect(await runner.ended).toMatchObject({ signal: 'SIGKILL', stdout: '' })
    const data = join(project, 'data')
    expect(historyOf(data)).toEqual({})
    const next = await perfledger(project, 'run', '--filter', 'quick')
    expect(next.code).toBe(0)
    const id = /Recovered run (\S+), which was cut off: (?:1 case is|2 cases are) kept\./.exec(
      next.stderr,
    )?.[1]
    expect(runsOf(data)).toEqual([id, expect.any(String)])
    const { list } = reportFolderOf(data)
    expect(list.runs.find((one) => one.id === id)).toMatchObject({ interrupted: true, state: 'inconclusive' })
    const recovered = reportIn(await perfledger(project, 'report', '--format', 'json', '--run', id!))
    expect(recovered.run.interrupted).toBe(true)
    expect(recovered.cases[0]).toMatchObject({ benchmark: 'quick', iterations: 3 })
    expect(recovered.cases[0]?.metrics[0]?.samples).toHaveLength(3)
    const third = await perfledger(project, 'run', '--filter', 'quick')
    expect(third.stderr).not.toContain('Recovered')
  })

  it('that cannot be recovered stops the next command in plain words, and stays in its journal', async () => {
    const { project, runner } = await startEndless()
    runner.child.kill('SIGKILL')
    await runner.ended
    const folder = join(project, 'data/journal')
    const [name] = readdirSync(folder)
    const text = readFileSync(join(folder, name!), 'utf8')
    writeFileSync(join(folder, name!), text.replace(/"fingerprint":"[^"]*"/, '"fingerprint":5'))
    const next = await perfledger(project, 'run', '--filter', 'quick')
    expect(next).toMatchObject({ code: 3, stdout: '' })
    expect(next.stderr).toMatch(
      /^error Run \S+ could not be written to .*\n hint The run is kept in .*\.jsonl until then\.$/m,
    )
    expect(readdirSync(folder)).toEqual([name])
  })
})

describe('A reader of the output that goes away early', () => {
  it('does not keep the run from being judged and reported', async () => {
    const project = projectWith(quick)
    const runner = startPerfledger(project, ['run'])
    runner.child.stdout?.destroy()
    runner.child.stderr?.destroy()
    expect(await runner.ended).toMatchObject({ code: 0 })
    expect(reportFolderOf(join(project, 'data')).index).toMatchObject({ totalRuns: 1 })
  })
})
