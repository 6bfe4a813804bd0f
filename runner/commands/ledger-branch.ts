import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode, PerfledgerError } from '../errors.ts'
import {
  assertBranch,
  checkOutFiles,
  commitOnBranch,
  fetchBranch,
  pushCommit,
  type RemoteBranch,
} from '../git/branch.ts'
import { checkReadable } from '../ledger/check.ts'
import {
  isLedgerName,
  knownRuns,
  ledgerFiles,
  partOf,
  removeWaiting,
  takeIn,
  waitingFolder,
} from '../ledger/exchange.ts'
import { isChunk } from '../ledger/layout.ts'
import { openLedger } from '../ledger/open.ts'
import { readRunsIn } from '../ledger/read-runs.ts'
import { isSameButThinned } from '../ledger/retention.ts'
import { runIdsIn } from '../ledger/run-ids.ts'
import { formatDurationMs } from '../units.ts'
import { referencesIn } from './apply-retention.ts'
import { wishOf } from './retention.ts'

export interface LedgerBranchOptions {
  readonly config: string
  readonly remote: string
  readonly branch: string
  /** The branch becomes one commit: its size is that of the ledger, whatever its history. */
  readonly squashHistory?: boolean | undefined
}

export interface LedgerBranchEffects {
  readonly env: NodeJS.ProcessEnv
  readonly print: (text: string) => void
  /** From 0 to 1, so that jobs that collide do not collide again. */
  readonly jitter: () => number
  /** When to give up. */
  readonly deadlineMs: number
}

const realEffects: LedgerBranchEffects = {
  env: process.env,
  print: (text) => process.stdout.write(text),
  jitter: Math.random,
  deadlineMs: 15 * 60_000,
}

const DAY_MS = 24 * 60 * 60_000

/**
 * `perfledger ledger push`: brings the files of this ledger to a branch that holds nothing else. Any number of jobs may push at once:
 * whoever comes second fetches, adds its files to what is there by then, and tries again. Files never conflict, for a file of a run
 * never changes; nothing leaves the branch, but with --squash-history what is in newer chunks, byte for byte the same runs.
 */
export async function pushLedger(
  options: LedgerBranchOptions,
  effects: LedgerBranchEffects = realEffects,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  await checkReadable(config.ledger)
  const { remote, branch } = options
  await assertBranch(config.root, remote, branch)
  const startedMs = performance.now()
  for (let attempt = 1; ; attempt++) {
    const attemptedMs = performance.now()
    const base = await fetchBranch(config.root, remote, branch)
    const change = await changeOf(config, base, options.squashHistory ?? false)
    if (change === undefined) {
      effects.print(`${remote}/${branch} has everything already.\n`)
      return ExitCode.ok
    }
    const squash = options.squashHistory ?? false
    const commit = await commitOnBranch(config.root, { base, squash, ...change })
    const outcome = await pushCommit(config.root, remote, branch, commit, { base, squash })
    if (outcome === 'pushed') {
      effects.print(pushedText(options, change, attempt))
      return ExitCode.ok
    }
    const elapsedMs = performance.now() - startedMs
    if (elapsedMs > effects.deadlineMs) throw tooBusy(options, attempt, elapsedMs)
    await sleep(pauseMs(attempt, performance.now() - attemptedMs, effects.jitter()))
  }
}

const LONGEST_PAUSE_MS = 30_000

/** A random part of a window that doubles with each attempt, in lengths of an attempt: so many rivals soon find a time of their own. */
function pauseMs(attempt: number, attemptMs: number, jitter: number): number {
  return jitter * Math.min(LONGEST_PAUSE_MS, attemptMs * 2 ** Math.min(attempt, 5))
}

function tooBusy(
  { remote, branch }: LedgerBranchOptions,
  attempts: number,
  elapsedMs: number,
): PerfledgerError {
  return new PerfledgerError(
    `${remote}/${branch} was ahead at each of ${attempts} attempts in ${formatDurationMs(elapsedMs)}.`,
    { hint: 'The runs are in this folder. Push again: perfledger ledger push' },
  )
}

interface Change {
  readonly add: ReadonlyMap<string, string>
  readonly remove: readonly string[]
  readonly message: string
}

function pushedText(
  { remote, branch }: LedgerBranchOptions,
  { add, remove }: Change,
  attempt: number,
): string {
  const gone = remove.length === 0 ? '' : `, ${remove.length} gone into chunks`
  const tries = attempt === 1 ? '' : ` at attempt ${attempt}`
  return `${add.size === 1 ? '1 file' : `${add.size} files`} to ${remote}/${branch}${gone}${tries}.\n`
}

/** What the branch lacks; undefined for nothing. A name that is there stays as it is: runs never change. */
async function changeOf(config: Config, base: RemoteBranch, squash: boolean): Promise<Change | undefined> {
  const local = await ledgerFiles(config.ledger)
  const add = new Map([...local].filter(([name]) => !base.files.has(name)))
  const remove = squash ? await inChunksHere(config, base, local) : []
  if (add.size === 0 && !squash) return undefined
  return {
    add,
    remove,
    message: add.size === 1 ? 'Keep a performance run' : `Keep ${add.size} files of performance runs`,
  }
}

/** Files of the branch that this ledger no longer has because all that is in them is in its chunks. */
async function inChunksHere(
  config: Config,
  base: RemoteBranch,
  local: ReadonlyMap<string, string>,
): Promise<string[]> {
  const strange = [...base.files.keys()].filter((name) => isLedgerName(name) && !local.has(name))
  if (base.tip === undefined || strange.length === 0) return []
  return withCheckout(config, base.tip, strange, async (waiting) => {
    const dropped = await droppedAmong(config, strange, waiting)
    const redundant = await redundantNames(strange, waiting, local, dropped)
    const ledger = await openLedger(config.ledger)
    try {
      const same: string[] = []
      for (const name of redundant) if (await holdsTheSame(ledger, name, waiting, dropped)) same.push(name)
      return same
    } finally {
      ledger.close()
    }
  })
}

/** Verdicts are kept once and never change; runs are compared to be sure, but for what the rules of retention took away. */
async function holdsTheSame(
  ledger: Awaited<ReturnType<typeof openLedger>>,
  name: string,
  waiting: string,
  dropped: ReadonlySet<string>,
): Promise<boolean> {
  if (partOf(name) === 'verdicts') return true
  for (const run of await readRunsIn([join(waiting, name)])) {
    const own = await ledger.run(run.header.id)
    if (own === undefined && dropped.has(run.header.id)) continue
    if (!isDeepStrictEqual(own, run) && !isSameButThinned(own, run)) return false
  }
  return true
}

/** Runs in these files that the rules of retention of today's config take away as a whole. */
async function droppedAmong(
  config: Config,
  names: readonly string[],
  waiting: string,
): Promise<ReadonlySet<string>> {
  if (config.retention?.pullRequestsDays === undefined) return new Set()
  const files = names.filter((name) => partOf(name) === 'runs').map((name) => join(waiting, name))
  const runs = await readRunsIn(files)
  const infos = runs.map(({ header, finishedAt, interrupted, cases }) => ({
    header,
    finishedAt,
    interrupted,
    cases: cases.length,
    failedCases: 0,
  }))
  return wishOf(config.retention, infos, await referencesIn(config), new Date()).drop
}

/** Those of the checked-out files whose runs this ledger has, in whatever files, or has dropped. */
async function redundantNames(
  names: readonly string[],
  waiting: string,
  local: ReadonlyMap<string, string>,
  dropped: ReadonlySet<string>,
): Promise<string[]> {
  const known = await knownRuns(local)
  const chunks = names.filter(isChunk)
  const inside = await runIdsIn(chunks.map((name) => join(waiting, name)))
  return names.filter((name) => {
    const ids = isChunk(name) ? (inside.get(join(waiting, name)) ?? []) : [idOf(name)]
    return ids.every((id) => known[partOf(name)].has(id) || dropped.has(id))
  })
}

const idOf = (name: string): string => (name.split('/').at(-1) ?? name).replace(/\.parquet$/, '')

async function withCheckout<T>(
  config: Config,
  tip: string,
  names: readonly string[],
  use: (waiting: string) => Promise<T>,
): Promise<T> {
  const waiting = await waitingFolder(config.ledger)
  try {
    await checkOutFiles(config.root, tip, names, waiting)
    return await use(waiting)
  } finally {
    await rm(waiting, { recursive: true, force: true })
  }
}

/** `perfledger ledger pull`: brings the runs of the branch that this ledger lacks into it. Nothing that is here changes. */
export async function pullLedger(
  options: LedgerBranchOptions,
  effects: LedgerBranchEffects = realEffects,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  await checkReadable(config.ledger)
  await removeWaiting(config.ledger, DAY_MS)
  const { remote, branch } = options
  await assertBranch(config.root, remote, branch)
  const { tip, files } = await fetchBranch(config.root, remote, branch)
  if (tip === undefined) {
    effects.print(`There is no branch ${branch} at ${remote} yet: nothing to pull.\n`)
    return ExitCode.ok
  }
  const local = await ledgerFiles(config.ledger)
  const known = await knownRuns(local)
  const wanted = [...files.keys()].filter(
    (name) =>
      isLedgerName(name) && !local.has(name) && (isChunk(name) || !known[partOf(name)].has(idOf(name))),
  )
  const taken = wanted.length === 0 ? 0 : await takeWanted(config, tip, wanted, local)
  effects.print(
    taken === 0
      ? 'Everything is here already.\n'
      : `${taken === 1 ? '1 file' : `${taken} files`} taken from ${remote}/${branch}.\n`,
  )
  return ExitCode.ok
}

function takeWanted(
  config: Config,
  tip: string,
  wanted: readonly string[],
  local: ReadonlyMap<string, string>,
): Promise<number> {
  return withCheckout(config, tip, wanted, async (waiting) => {
    await checkReadable(waiting)
    const dropped = await droppedAmong(config, wanted, waiting)
    for (const name of await redundantNames(wanted, waiting, local, dropped)) await rm(join(waiting, name))
    return takeIn(config.ledger, waiting)
  })
}
