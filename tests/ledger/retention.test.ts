import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { compactLedger, type Thinning } from '../../runner/ledger/compact.ts'
import { planThinning, thinLedger } from '../../runner/ledger/retention.ts'
import type { Ledger } from '../../runner/ledger/series.ts'
import { thinnedCode } from '../../runner/ledger/thin-rows.ts'
import { verifyLedger } from '../../runner/ledger/verify.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { randomFrom } from '../../runner/stats/random.ts'
import { allFiles, ledgerFolders, read } from './folders.ts'
import { commit, measuredCase, metric, run, throughput, verdict } from './runs.ts'

const fresh = ledgerFolders()

/** A run on a day of November: two series, and a case that failed. */
function onDay(day: number): MeasuredRun {
  const two = String(day).padStart(2, '0')
  const startedAt = `2026-11-${two}T05:12:30.000Z`
  const metrics = [
    metric([day, day + 1, day + 5, day + 9], { warmupSamples: [99] }),
    metric([1 / day], { metric: throughput }),
  ]
  const failed = measuredCase('print', { status: 'failed', metrics: [metric([3, 4])] })
  return run([measuredCase('parse', { metrics }), failed], {
    id: `202611${two}-051230-00000000${two}`,
    startedAt,
    commit: commit(two, { committedAt: startedAt }),
  })
}

const days = [1, 2, 3, 4, 5, 6]
const runs = days.map(onDay)
const ids = runs.map(({ header }) => header.id)
const wish: Thinning = { thin: new Set(ids.slice(0, 3)), drop: new Set([ids[4]!]) }
const nothing: Thinning = { thin: new Set(), drop: new Set() }

async function kept(folder = fresh()): Promise<string> {
  await appendRuns(folder, runs)
  for (const { header } of runs) {
    await appendVerdicts(folder, header.id, header.startedAt, [verdict(header.id)])
  }
  return folder
}

/** All that is to stay: points without their number and spread, verdicts, runs. */
async function lasting(ledger: Ledger) {
  const series = (await ledger.series()).map(({ key, points }) => ({
    key,
    points: points
      .filter(({ runId }) => !wish.drop.has(runId))
      .map(({ runId, median, low, high }) => ({ runId, median, low, high })),
  }))
  const verdicts = (await ledger.verdicts()).filter(({ runId }) => !wish.drop.has(runId))
  const infos = (await ledger.runs()).filter(({ header }) => !wish.drop.has(header.id))
  return { series, verdicts, infos }
}

const samplesOf = (ledger: Ledger) =>
  Promise.all(ids.map(async (id) => (await ledger.run(id))?.cases[0]?.metrics[0]?.samples))

describe('Retention', () => {
  it.each(['single files', 'chunks'])('keeps medians, intervals and verdicts, in %s', async (form) => {
    const folder = await kept()
    if (form === 'chunks') await compactLedger(folder)
    const before = await read(folder, lasting)
    const plan = await planThinning(folder, wish)
    expect(plan).toMatchObject({ ...wish, samples: 4 * (4 + 1 + 1 + 2) })
    const sizes = await thinLedger(folder, plan)
    expect(sizes.sizeBytesBefore).toBeGreaterThan(0)
    expect(await read(folder, lasting)).toEqual(before)
    const full = (day: number) => [day, day + 1, day + 5, day + 9]
    expect(await read(folder, samplesOf)).toEqual([[4], [5], [6], full(4), undefined, full(6)])
    expect((await verifyLedger(folder)).faults).toEqual([])
  })

  it('says on the run that its samples are gone, and what of', async () => {
    const folder = await kept()
    await thinLedger(folder, wish)
    const thinned = await read(folder, (ledger) => ledger.run(ids[0]!))
    expect(thinned!.warnings.map(({ code }) => code)).toEqual([thinnedCode])
    expect(thinned!.cases[0]!.metrics[0]).toMatchObject({ samples: [4], warmupSamples: [], sampleCount: 4 })
    expect(thinned!.cases[1]!.metrics[0]!.samples).toEqual([])
    const whole = await read(folder, (ledger) => ledger.run(ids[3]!))
    expect(whole!.warnings).toEqual([])
  })

  it('finds nothing more the second time, and touches no file', async () => {
    const folder = await kept()
    await thinLedger(folder, wish)
    const files = allFiles(folder)
    const again = await planThinning(folder, wish)
    expect([again.thin.size, again.drop.size, again.samples]).toEqual([0, 0, 0])
    await thinLedger(folder, again)
    await thinLedger(folder, nothing)
    expect(allFiles(folder)).toEqual(files)
  })

  it('stays as it is through later compactions', async () => {
    const folder = await kept()
    await thinLedger(folder, wish)
    const before = await read(folder, lasting)
    await compactLedger(folder)
    expect(await read(folder, lasting)).toEqual(before)
    expect((await planThinning(folder, wish)).thin.size).toBe(0)
    expect((await verifyLedger(folder)).faults).toEqual([])
  })

  it('takes the whole of a run where a kill or a merge left both, and ends what was begun', async () => {
    const folder = await kept()
    const copy = fresh()
    cpSync(folder, copy, { recursive: true })
    await thinLedger(folder, wish)
    // As after a kill between writing the chunks and removing what they replace.
    for (const file of allFiles(copy)) {
      const back = path.join(folder, file)
      mkdirSync(path.dirname(back), { recursive: true })
      copyFileSync(path.join(copy, file), back)
    }
    expect(await read(folder, samplesOf)).toEqual(await read(copy, samplesOf))
    await compactLedger(folder)
    expect(await read(folder, samplesOf)).toEqual(await read(copy, samplesOf))
    await thinLedger(folder, await planThinning(folder, wish))
    expect((await read(folder, samplesOf)).slice(0, 3)).toEqual([[4], [5], [6]])
    expect(await read(folder, (ledger) => ledger.run(ids[4]!))).toBeUndefined()
    expect((await verifyLedger(folder)).faults).toEqual([])
  })

  it('may be killed at any instant: what is to stay is there, once, and the next one ends the work', async () => {
    const folder = await kept()
    const before = await read(folder, lasting)
    const random = randomFrom('killed thinnings')
    const script = path.join(import.meta.dirname, '../fixtures/ledger/thin.ts')
    for (let round = 0; round < 8; round++) {
      const words = [folder, [...wish.thin].join(), [...wish.drop].join()]
      const thinning = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
      // Listened for from the start: the work may be done before it is killed.
      const closed = once(thinning, 'close')
      await Promise.race([once(thinning.stdout, 'data'), closed])
      await sleep(random() * 160)
      thinning.kill('SIGKILL')
      await closed
      expect(await read(folder, lasting)).toEqual(before)
    }
    await thinLedger(folder, await planThinning(folder, wish))
    expect(await read(folder, lasting)).toEqual(before)
    expect((await read(folder, samplesOf)).slice(0, 3)).toEqual([[4], [5], [6]])
    expect(await read(folder, (ledger) => ledger.run(ids[4]!))).toBeUndefined()
    expect((await verifyLedger(folder)).faults).toEqual([])
  }, 120_000)
})
