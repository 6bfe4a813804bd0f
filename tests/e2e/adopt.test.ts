import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBConnection } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { appendRun, appendRuns } from '../../runner/ledger/append.ts'
import type { RunHeader } from '../../runner/measure/record.ts'
import { commit, measuredCase, metric, run } from '../ledger/runs.ts'
import { perfledger } from './command-line.ts'
import {
  commitAll,
  expectKept,
  git,
  historyOf,
  projectOf,
  projectWith,
  reportIn,
  runsOf,
  statesOf,
} from './project.ts'

/** What the job of a pull request measures: two results of a program that measures itself, exactly. */
const measured = { size: 'command: cat size.json, adapter: json' }
const size = (value: number) => JSON.stringify({ 'bundle-size': { value, unit: 'kB' } })

/** A base checkout with four runs on main, all sizes the same but for a byte or two. */
async function baseCheckout(): Promise<string> {
  const base = projectWith(measured)
  for (const value of [100, 100.001, 100.002, 100.001]) {
    writeFileSync(join(base, 'size.json'), size(value))
    await commitAll(base, `size ${value}`)
    expect((await perfledger(base, 'run')).code).toBe(0)
  }
  await commitAll(base, 'keep the ledger')
  return base
}

/** The checkout of a pull request that made the bundle three times as large, measured; gives the folder with the new run. */
async function measurePullRequest(base: string): Promise<string> {
  const work = projectOf({})
  const checkout = join(work, 'checkout')
  await git(work, 'clone', '--quiet', base, checkout)
  await git(checkout, 'checkout', '--quiet', '-b', 'main-in-disguise')
  writeFileSync(join(checkout, 'size.json'), size(300))
  await commitAll(checkout, 'embed a font')
  expect((await perfledger(checkout, 'run')).code).toBe(1)
  const fresh = (await git(checkout, 'ls-files', '--others', '--exclude-standard', '--', 'data/runs')).split(
    '\n',
  )
  expect(fresh).toHaveLength(1)
  for (const file of fresh) cpSync(join(checkout, file), join(work, 'perf-run', file))
  return join(work, 'perf-run', 'data')
}

describe('A run that an unprivileged job measured', () => {
  it('is taken in, judged here, and placed where the caller says', async () => {
    const base = await baseCheckout()
    const from = await measurePullRequest(base)
    const data = join(base, 'data')
    const before = historyOf(data)
    const ended = await perfledger(base, 'adopt', from, '--branch', 'pull/7', '--pull-request', '7')
    const id = runsOf(data).at(-1)!
    expect(ended, ended.stderr).toMatchObject({ code: 0, stderr: '', stdout: `${id} adopted: regressed\n` })
    expectKept(before, data)
    const report = reportIn(await perfledger(base, 'report', '--format', 'json', '--run', id))
    expect(report.run).toMatchObject({
      pullRequest: 7,
      commit: { branch: 'pull/7', subject: 'embed a font' },
    })
    expect(statesOf(report)).toEqual({ size: 'regressed' })

    const given = historyOf(data)
    const again = await perfledger(base, 'adopt', from, '--branch', 'main')
    expect(again, again.stderr).toMatchObject({ code: 0, stdout: `${id} was adopted before\n` })
    expect(historyOf(data)).toEqual(given)

    await git(base, 'checkout', '--quiet', '.')
    const next = await perfledger(base, 'run', '--json')
    expect(statesOf(reportIn(next)), 'the pull request is no part of the baseline').toEqual({ size: 'ok' })
  })
})

/** A folder with one run file that claims what it likes. */
async function claiming(header: Partial<RunHeader>, finishedAt?: string): Promise<string> {
  const from = projectOf({})
  const claimed = run([measuredCase('quick', { metrics: [metric([1, 2, 3])] })], header)
  await appendRun(from, { ...claimed, ...(finishedAt ? { finishedAt } : {}) })
  return from
}

const past = { id: '20260102-030405-0123456789', startedAt: '2026-01-02T03:04:05.000Z' }

describe('What a hostile job may hand over', () => {
  it('cannot pass for a run of the base branch, nor for a generated one', async () => {
    const project = projectWith({ quick: 'command: "true"' })
    const from = await claiming(
      {
        ...past,
        commit: commit('a', { branch: 'main' }),
        pullRequest: 1,
        generated: true,
        ci: { service: 'x', job: undefined, url: 'javascript:alert(1)' },
      },
      '2026-01-02T03:05:00.000Z',
    )
    const ended = await perfledger(project, 'adopt', from, '--branch', 'pull/9', '--pull-request', '9')
    expect(ended.code).toBe(0)
    const { run: adopted } = reportIn(await perfledger(project, 'report', '--format', 'json'))
    expect(adopted).toMatchObject({ pullRequest: 9, commit: { branch: 'pull/9' }, ci: { url: null } })
  })

  const shapes: Record<string, [(from: string) => Promise<void> | void, string]> = {
    'a Parquet file of somebody else': [
      async (from) => {
        mkdirSync(join(from, 'runs'))
        const connection = await DuckDBConnection.create()
        await connection.run(
          `COPY (SELECT 1 AS one) TO '${join(from, 'runs', 'one.parquet')}' (FORMAT parquet)`,
        )
        connection.closeSync()
      },
      'one.parquet is damaged or foreign',
    ],
    'a text file with the name of a run': [
      (from) => {
        mkdirSync(join(from, 'runs'))
        writeFileSync(join(from, 'runs', '20260102-030405-0123456789.parquet'), 'hello')
      },
      'A file of the history cannot be read',
    ],
    'a symbolic link': [
      (from) => symlinkSync('/etc', join(from, 'runs')),
      'runs is neither a file nor a folder: nothing is adopted.',
    ],
    'a pipe': [
      (from) => void spawnSync('mkfifo', [join(from, 'runs.parquet')]),
      'runs.parquet is neither a file nor a folder: nothing is adopted.',
    ],
    'too many files': [
      (from) => {
        for (let index = 0; index <= 100; index++) writeFileSync(join(from, `${index}.parquet`), '')
      },
      'B: more than runs of one job can be.',
    ],
    'too many runs in few files': [
      async (from) => {
        const ids = Array.from(
          { length: 51 },
          (_, index) => `20260102-030405-${String(index).padStart(10, '0')}`,
        )
        await appendRuns(
          from,
          ids.map((id) => run([], { id, startedAt: past.startedAt })),
        )
      },
      'holds 51 runs: more than one job can have measured.',
    ],
    nothing: [() => {}, 'There is no run in'],
    'nothing to be found at all': [(from) => rmSync(from, { recursive: true }), 'cannot be read.'],
  }

  it.each(Object.entries(shapes))(
    'as %s is refused, and nothing is written',
    async (_what, [lay, message]) => {
      const project = projectWith({ quick: 'command: "true"' })
      const from = projectOf({})
      await lay(from)
      const ended = await perfledger(project, 'adopt', from, '--branch', 'pull/9', '--pull-request', '9')
      expect([2, 3]).toContain(ended.code)
      expect(ended.stdout).toBe('')
      expect(ended.stderr).toContain(message)
      expect(historyOf(join(project, 'data'))).toEqual({})
    },
  )

  it.each([
    ['with an id that sorts behind every other', { ...past, id: 'zzzz' }, '2026-01-02T03:05:00.000Z'],
    ['with an id of another time', { ...past, id: '20270102-030405-0123456789' }, '2026-01-02T03:05:00.000Z'],
    [
      'from the future',
      { id: '21260102-030405-0123456789', startedAt: '2126-01-02T03:04:05.000Z' },
      '2126-01-02T03:05:00.000Z',
    ],
    ['that ended before it began', past, '2025-01-01T00:00:00.000Z'],
  ])('as a run %s is refused', async (_what, header, finishedAt) => {
    const project = projectWith({ quick: 'command: "true"' })
    const ended = await perfledger(project, 'adopt', await claiming(header, finishedAt), '--branch', 'pull/9')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain('that cannot be.')
    expect(historyOf(join(project, 'data'))).toEqual({})
  })

  it.each(['null', '0', '-1', '7; rm -rf /'])(
    'as the number %j of a pull request is refused',
    async (number) => {
      const project = projectWith({ quick: 'command: "true"' })
      const ended = await perfledger(project, 'adopt', '.', '--branch', 'x', '--pull-request', number)
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain('Expected the number of a pull request')
    },
  )
})
