import type { Config } from '../../config/config.ts'
import { configHash } from '../../config/hash.ts'
import { isAncestor } from '../../git.ts'
import { calibrate } from '../../measure/calibration.ts'
import { describeEnvironment } from '../../measure/environment.ts'
import { Journal, removeJournal } from '../../measure/journal.ts'
import { measure } from '../../measure/measure.ts'
import type { Commit, MeasureRecord, RunHeader } from '../../measure/record.ts'
import { makeRunId } from '../../measure/run-id.ts'
import { makePlan, type Selection } from '../../plan/make-plan.ts'
import type { Plan } from '../../plan/plan.ts'
import { BuildError, Checkouts, type Version } from '../compare/version.ts'
import type { CompareEffects } from '../compare.ts'
import { journalFolder } from '../prepare-ledger.ts'
import { baseBranchOf } from '../publish-report.ts'
import { toolVersion } from '../tool-version.ts'
import { buildFailureRecords } from './build-failure.ts'

/** What measuring past commits takes. */
export interface BackfillWork {
  readonly config: Config
  readonly selection: Selection
  readonly missing: readonly string[]
  readonly tell: (text: string) => void
  readonly effects: CompareEffects
  readonly signal: AbortSignal
}

/**
 * Measures each commit in a checkout of its own, oldest first, and leaves its run in a journal: the ledger takes it in when nothing
 * is measured any more. Ends early where it is interrupted.
 *
 * @returns the journals' files
 */
export async function measureCommits(work: BackfillWork): Promise<readonly string[]> {
  const { config, missing, effects, signal, tell } = work
  const checkouts = await Checkouts.open(config, { env: effects.env, signal, tell })
  const journals: string[] = []
  try {
    for (const [index, sha] of missing.entries()) {
      if (signal.aborted) break
      tell(`${index + 1}/${missing.length} ${sha.slice(0, 10)}`)
      const journal = await measureCommit(checkouts, sha, work)
      await checkouts.discard('past')
      if (journal === undefined) break
      journals.push(journal)
    }
  } finally {
    await checkouts.close()
  }
  return journals
}

/** Undefined where it was interrupted: then nothing is kept, and the commit's turn comes again. */
async function measureCommit(
  checkouts: Checkouts,
  sha: string,
  work: BackfillWork,
): Promise<string | undefined> {
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
  return journalOf(config, header, records, signal)
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

async function journalOf(
  config: Config,
  header: RunHeader,
  records: AsyncIterable<MeasureRecord> | Iterable<MeasureRecord>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const journal = new Journal(journalFolder(config.ledger), header)
  try {
    for await (const record of records) journal.write(record)
    if (!signal.aborted) journal.end(new Date().toISOString(), false)
  } finally {
    journal.close()
  }
  if (!signal.aborted) return journal.file
  removeJournal(journal.file)
  return undefined
}
