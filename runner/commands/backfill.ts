import { setMaxListeners } from 'node:events'
import type { Config } from '../config/config.ts'
import { configHash } from '../config/hash.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode, UsageError } from '../errors.ts'
import { commitsInRange, isAncestor, taggedCommits } from '../git.ts'
import { appendRun } from '../ledger/append.ts'
import { openLedger } from '../ledger/open.ts'
import type { RunInfo } from '../ledger/series.ts'
import { calibrate } from '../measure/calibration.ts'
import { collect } from '../measure/collect.ts'
import { describeEnvironment } from '../measure/environment.ts'
import { Journal, removeJournal } from '../measure/journal.ts'
import { measure } from '../measure/measure.ts'
import type { Commit, MeasuredRun, MeasureRecord, RunHeader } from '../measure/record.ts'
import { makeRunId } from '../measure/run-id.ts'
import { makePlan, type Selection } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { buildFailureRecords } from './backfill/build-failure.ts'
import { BuildError, Checkouts, type Version } from './compare/version.ts'
import type { CompareEffects } from './compare.ts'
import { decisionsOn } from './decisions.ts'
import { listenForEnding } from './interruption.ts'
import { journalFolder, prepareLedger } from './prepare-ledger.ts'
import {
  baseBranchOf,
  commitOrderIn,
  describeProject,
  fromConfig,
  publishReport,
  reportFolder,
  wholePlan,
} from './publish-report.ts'
import { toolVersion } from './tool-version.ts'

/** The words of `perfledger backfill`. */
export interface BackfillOptions {
  readonly config: string
  /** As git takes it: `v1.0..main`; one name means its whole history. */
  readonly range: string
  /** Every how many commits, counted from the newest. */
  readonly every: number
  readonly merges?: boolean | undefined
  readonly tags?: boolean | undefined
  readonly suite: readonly string[]
  readonly filter: readonly string[]
}

const realEffects: CompareEffects = {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  measure: {},
}

/**
 * `perfledger backfill`: measures past commits with the config of today and appends each as a run of its own, oldest
 * first. What is in the ledger already is left out, so that an interrupted backfill goes on where it was. These
 * runs give history; they are not judged.
 */
export async function backfill(
  options: BackfillOptions,
  effects: CompareEffects = realEffects,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const tell = (text: string) => void effects.stderr.write(`${text}\n`)
  const selection = { suites: options.suite, filters: options.filter }
  const wanted = await wantedCommits(config, options)
  const plan = makePlan(config, selection)
  await prepareLedger(config.ledger, tell)
  const missing = await notYetMeasured(config, plan, wanted)
  tell(`${counted(wanted.length)}, of which ${wanted.length - missing.length} measured already.`)
  const interruption = listenForEnding(
    effects.stderr,
    'Interrupted: ending what runs; the runs so far are kept',
  )
  // Every iteration of every commit listens for the same interruption.
  setMaxListeners(0, interruption.signal)
  try {
    const outcome = await backfillEach({
      config,
      selection,
      missing,
      tell,
      effects,
      signal: interruption.signal,
    })
    if (outcome.kept > 0) await refresh(config)
    effects.stdout.write(
      `${counted(outcome.kept)} added to ${config.ledger}${outcome.unbuilt > 0 ? `, ${outcome.unbuilt} of them only as a failed build` : ''}.\n`,
    )
    return interruption.signal.aborted ? ExitCode.interrupted : ExitCode.ok
  } finally {
    interruption.stop()
  }
}

const counted = (commits: number): string => (commits === 1 ? '1 commit' : `${commits} commits`)

/** Along the first parents, so that a merged branch is one step; tags wherever they are. Oldest first. */
async function wantedCommits(config: Config, options: BackfillOptions): Promise<readonly string[]> {
  const range = { merges: options.merges, firstParent: !options.tags }
  const commits = await commitsInRange(config.root, options.range, range)
  if (commits === undefined) {
    throw new UsageError(`git does not understand the range '${options.range}' here.`, {
      hint: 'Write it as for git log: v1.0..main, HEAD~20..HEAD, or main for all of it.',
    })
  }
  const tagged = options.tags ? await taggedCommits(config.root) : undefined
  const chosen = tagged ? commits.filter((sha) => tagged.has(sha)) : commits
  const wanted = chosen.filter((_, index) => (chosen.length - 1 - index) % options.every === 0)
  if (wanted.length > 0) return wanted
  throw new UsageError(`There is no commit to measure in '${options.range}'.`, {
    hint: 'The range is empty, or it has no merge or tag: git log --oneline tells what is in it.',
  })
}

async function notYetMeasured(config: Config, plan: Plan, shas: readonly string[]): Promise<string[]> {
  const ledger = await openLedger(config.ledger)
  try {
    const hash = configHash(config)
    const { fingerprint } = describeEnvironment(config.environment)
    const isSame = ({ header, interrupted }: RunInfo): boolean =>
      !interrupted &&
      header.configHash === hash &&
      header.environment.fingerprint === fingerprint &&
      (plan.partial || !header.partial) &&
      header.commit?.dirty === false
    const measured = new Set((await ledger.runs()).filter(isSame).map(({ header }) => header.commit?.sha))
    return shas.filter((sha) => !measured.has(sha))
  } finally {
    ledger.close()
  }
}

interface BackfillWork {
  readonly config: Config
  readonly selection: Selection
  readonly missing: readonly string[]
  readonly tell: (text: string) => void
  readonly effects: CompareEffects
  readonly signal: AbortSignal
}

async function backfillEach(work: BackfillWork): Promise<{ kept: number; unbuilt: number }> {
  const { config, missing, effects, signal, tell } = work
  const checkouts = await Checkouts.open(config, { env: effects.env, signal, tell })
  let [kept, unbuilt] = [0, 0]
  try {
    for (const [index, sha] of missing.entries()) {
      if (signal.aborted) break
      tell(`${index + 1}/${missing.length} ${sha.slice(0, 10)}`)
      const run = await runOf(checkouts, sha, work)
      await checkouts.discard('past')
      if (!run) break
      kept += 1
      if (run.warnings.some(({ code }) => code === 'build-failed')) unbuilt += 1
    }
  } finally {
    await checkouts.close()
  }
  return { kept, unbuilt }
}

/** Undefined where it was interrupted: then nothing is kept, and the commit's turn comes again. */
async function runOf(
  checkouts: Checkouts,
  sha: string,
  work: BackfillWork,
): Promise<MeasuredRun | undefined> {
  const { config, selection, signal, effects } = work
  const version = await checkouts.checkOut(sha, 'past').catch(async (error: unknown) => {
    if (!(error instanceof BuildError) || signal.aborted) return ignoreAborted(error, signal)
    return { failed: error, commit: await checkouts.commitOf('past') }
  })
  if (version === undefined) return undefined
  const root = 'failed' in version ? config.root : version.root
  const plan = makePlan({ ...config, root }, selection)
  const header = await describeRun(config, plan, version.commit, effects)
  const records =
    'failed' in version
      ? buildFailureRecords(plan, version.failed, Date.now())
      : measure(plan, {
          env: effects.env,
          shellStart: header.calibration?.shellStart,
          ...effects.measure,
          signal,
        })
  return keep(config, header, records, signal)
}

function ignoreAborted(error: unknown, signal: AbortSignal): undefined {
  if (!signal.aborted) throw error
}

async function describeRun(
  config: Config,
  plan: Plan,
  commit: Version['commit'],
  effects: CompareEffects,
): Promise<RunHeader> {
  const now = new Date()
  return {
    id: makeRunId(now),
    startedAt: now.toISOString(),
    toolVersion: toolVersion(),
    configHash: configHash(config),
    seed: plan.seed,
    commit: commit && (await onBaseBranch(config, commit)),
    pullRequest: undefined,
    ci: undefined,
    environment: describeEnvironment(config.environment),
    partial: plan.partial,
    generated: false,
    calibration: await calibrate(plan, { env: effects.env, ...effects.measure }),
  }
}

/** A commit belongs to the base branch where that has it now; nobody remembers more. */
async function onBaseBranch(config: Config, commit: Commit): Promise<Commit> {
  const branch = await baseBranchOf(config)
  const isOnIt = await isAncestor(config.root, commit.sha, branch)
  return { ...commit, branch: isOnIt ? branch : undefined }
}

async function keep(
  config: Config,
  header: RunHeader,
  records: AsyncIterable<MeasureRecord> | Iterable<MeasureRecord>,
  signal: AbortSignal,
): Promise<MeasuredRun | undefined> {
  const journal = new Journal(journalFolder(config.ledger), header)
  const all: MeasureRecord[] = []
  try {
    for await (const record of records) {
      journal.write(record)
      all.push(record)
    }
  } finally {
    journal.close()
  }
  if (signal.aborted) {
    removeJournal(journal.file)
    return undefined
  }
  const run = collect(header, all, new Date().toISOString(), false)
  await appendRun(config.ledger, run, { journal: journal.file })
  removeJournal(journal.file)
  return run
}

async function refresh(config: Config): Promise<void> {
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const decisions = await decisionsOn(config.ledger, (text) => process.stderr.write(`warning ${text}\n`))
    const today = { ...fromConfig(config, wholePlan(config)), decisions }
    await publishReport(ledger, await describeProject(config), today, reportFolder(config.ledger), new Date())
  } finally {
    ledger.close()
  }
}
