import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recoverJournals } from '../../runner/measure/journal.ts'
import { randomFrom } from '../../runner/stats/random.ts'

const runner = join(import.meta.dirname, '../fixtures/commands/journaling-runner.ts')
/** Some are before the first iteration, most in the midst of it. */
const KILLS = Number(process.env.PERFLEDGER_KILLS ?? 60)
const LATEST_MS = 250
/** Runners at the same time: each spends most of its life starting. */
const LANES = 3

let parent: string
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'perfledger-kills-'))
})
afterAll(() => rmSync(parent, { recursive: true }))

/** Kills a runner at an instant after its first sign of life; tells how many iterations it said were journaled. */
async function kill(folder: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [runner, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let acknowledged = 0
  const begun = new Promise<void>((resolve) =>
    child.stdout.on('data', (chunk: Buffer) => {
      acknowledged += chunk.length
      resolve()
    }),
  )
  // Every tenth does not even get to its first iteration, as far as anybody can tell.
  await (afterMs < LATEST_MS / 10 ? sleep(afterMs * 10) : begun.then(() => sleep(afterMs)))
  child.kill('SIGKILL')
  await once(child, 'close')
  return acknowledged
}

/** Kills some runners, one after the other; tells what was lost, and how many iterations were not. */
async function killSome(lane: number, kills: number): Promise<{ losses: string[]; kept: number }> {
  const folder = join(parent, String(lane))
  const random = randomFrom(`kills ${KILLS} ${lane}`)
  const losses: string[] = []
  let kept = 0
  for (let round = 0; round < kills; round += 1) {
    const acknowledged = await kill(folder, random() * LATEST_MS)
    const [recovered, ...others] = recoverJournals(folder)
    const found = recovered?.run.cases.reduce((sum, { iterations }) => sum + iterations, 0) ?? 0
    if (found < acknowledged || found > acknowledged + 1 || others.length > 0)
      losses.push(`round ${round}: ${acknowledged} were journaled, ${found} recovered`)
    kept += found
    rmSync(folder, { recursive: true, force: true })
  }
  return { losses, kept }
}

describe.skipIf(process.platform === 'win32')('a runner that is killed', () => {
  it(`loses nothing that was journaled: ${KILLS} kills at random instants`, {
    timeout: KILLS * 5000,
  }, async () => {
    const lanes = await Promise.all(
      Array.from({ length: LANES }, (_, lane) => killSome(lane, Math.ceil(KILLS / LANES))),
    )
    expect(lanes.flatMap(({ losses }) => losses)).toEqual([])
    expect(lanes.reduce((sum, { kept }) => sum + kept, 0)).toBeGreaterThan(KILLS)
  })
})
