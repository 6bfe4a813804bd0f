import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { perfledger } from './command-line.ts'
import { commitAll, git, projectWith, reportFolderOf, reportIn, writeFiles } from './project.ts'

const benchmarks = {
  quick:
    'command: cat value.txt, iterations: 1, adapter: { regex: "took (?<value>[0-9.]+) ms", metric: latency, unit: ms }',
}

/** A project whose benchmark takes as long as a file says; measuring is the real command line. */
async function project() {
  const folder = projectWith(benchmarks)
  const measure = async (valueMs: number, ...words: string[]) => {
    writeFiles(folder, { 'value.txt': `took ${valueMs} ms\n` })
    const sha = await commitAll(folder, `takes ${valueMs} ms`)
    const ended = await perfledger(folder, 'run', '--json', ...words)
    const [one] = reportIn(ended).cases
    const [metric] = one!.metrics
    return {
      ...ended,
      sha,
      run: reportIn(ended).run.id,
      state: metric!.verdict!.state,
      reasons: metric!.verdict!.reasons,
    }
  }
  writeFiles(folder, { '.gitignore': 'data/\nnode_modules/\n' })
  return { folder, measure }
}

describe('what people decide about a history', () => {
  it('is obeyed by verdicts, by the report, and by comparisons with a named baseline', async () => {
    const { folder, measure } = await project()
    for (const valueMs of [100.1, 99.8, 100.3, 99.9]) await measure(valueMs)
    await git(folder, 'tag', 'v1.0')
    const named = await perfledger(folder, 'baseline', 'set', 'v1.0', 'v1.0')
    expect(named.stdout).toMatch(/^v1\.0 is \d{8}-\d{6}-\w+\./)
    expect(await measure(100.2)).toMatchObject({ code: 0, state: 'ok' })

    // A change that was wanted.
    const slower = await measure(150)
    expect(slower).toMatchObject({ code: 1, state: 'regressed' })
    const accepted = await perfledger(
      folder,
      'accept',
      slower.sha,
      '--reason',
      'checks every input',
      '--link',
      'https://example.org/42',
    )
    expect(accepted.stdout).toContain('Accepted for 1 series')
    const next = await measure(150.4)
    expect(next).toMatchObject({ code: 0, state: 'ok' })
    expect(next.reasons[0]).toContain(`since ${slower.sha.slice(0, 7)}`)

    // A run on a machine that was busy.
    const busy = await measure(290)
    expect(busy).toMatchObject({ code: 1, state: 'regressed' })
    await perfledger(folder, 'exclude', busy.run, '--reason', 'a backup was running')
    expect(await measure(149.9)).toMatchObject({ code: 0, state: 'ok' })

    // Against the release.
    const since = await measure(150.1, '--baseline', 'v1.0')
    expect(since).toMatchObject({ code: 0, state: 'ok' })
    expect(since.reasons[1]).toMatch(
      /^50\s% more latency than baseline v1\.0 \[.*\].*: a change in between was accepted$/,
    )
    const stored = await perfledger(folder, 'report', '--format', 'json', '--baseline', 'v1.0')
    expect(reportIn(stored).cases[0]!.metrics[0]!.verdict!.reasons.at(-1)).toContain('than baseline v1.0')

    // What is without effect is told, and fails nothing.
    const nobody = await measure(150.2, '--baseline', 'v9')
    expect(nobody).toMatchObject({ code: 0, state: 'ok' })
    expect(nobody.stderr).toContain('there is no baseline v9, and no run, commit or tag of that name')
    const file = join(folder, 'data', 'accepted.yaml')
    const lines = readFileSync(file, 'utf8').split('\n').length
    appendFileSync(file, '  - commit: abcdef1234\n    reason: never measured\n')
    const idle = await perfledger(folder, 'report', '--write')
    expect(idle.code).toBe(0)
    expect(idle.stderr).toContain(`data/accepted.yaml:${lines}: commit abcdef1234 has no effect`)

    const { cases, data, index } = reportFolderOf(join(folder, 'data'))
    const [series] = cases[0]!.series
    expect(data[0]!.runs.id).toContain(busy.run)
    expect(series!.excluded).toMatchObject([{ runId: busy.run, reason: 'a backup was running', link: null }])
    expect(series!.accepted).toMatchObject([
      { runId: slower.run, reason: 'checks every input', link: 'https://example.org/42' },
    ])
    expect(index.counts).toMatchObject({ ok: 1, regressed: 0 })
  })
})

describe('a creep since a release', () => {
  it('is a regression although the commit was tagged after it had been measured', async () => {
    const { folder, measure } = await project()
    for (const valueMs of [100.1, 99.9, 100.3, 99.8, 100.2]) await measure(valueMs)
    await git(folder, 'tag', '--annotate', '--message', 'released', 'v1.0')
    const values = Array.from({ length: 14 }, (_, place) => 100 * 1.02 ** (place + 1))
    let last: Awaited<ReturnType<typeof measure>> | undefined
    for (const valueMs of values) last = await measure(Number(valueMs.toFixed(1)))
    expect(last!.reasons.join('; ')).toContain('than release v1.0')
    const { list } = reportFolderOf(join(folder, 'data'))
    expect(list.runs.filter(({ commit }) => commit?.tag === 'v1.0')).toHaveLength(1)
  })
})
