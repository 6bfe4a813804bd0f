import { setMaxListeners } from 'node:events'
import { loadConfig } from '../config/load.ts'
import { ExitCode } from '../errors.ts'
import { makePlan } from '../plan/make-plan.ts'
import { measureCommits } from './backfill/measure-commits.ts'
import { type CommitChoice, notYetMeasured, wantedCommits } from './backfill/wanted-commits.ts'
import type { CompareEffects } from './compare.ts'
import { listenForEnding } from './interruption.ts'
import { prepareLedger } from './prepare-ledger.ts'

/** The words of `perfledger backfill`. */
export interface BackfillOptions extends CommitChoice {
  readonly config: string
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
 * `perfledger backfill`: measures past commits with the config of today, oldest first, then appends each as a run of its own and
 * judges it against what comes before its commit. What is in the ledger already is left out, so that an interrupted backfill goes
 * on where it was.
 */
export async function backfill(
  options: BackfillOptions,
  effects: CompareEffects = realEffects,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const tell = (text: string) => void effects.stderr.write(`${text}\n`)
  const selection = { suites: options.suite, filters: options.filter }
  const wanted = await wantedCommits(config, options)
  await prepareLedger(config, tell)
  const missing = await notYetMeasured(config, makePlan(config, selection).partial, wanted)
  tell(`${counted(wanted.length)}, of which ${wanted.length - missing.length} measured already.`)
  const interruption = listenForEnding(
    effects.stderr,
    'Interrupted: ending what runs; the runs so far are kept',
  )
  const { signal } = interruption
  // Every iteration of every commit listens for the same interruption.
  setMaxListeners(0, signal)
  try {
    const journals = await measureCommits({ config, selection, missing, tell, effects, signal })
    // DuckDB comes in only now that nothing is timed any more.
    const { keepRuns } = await import('./backfill/keep-runs.ts')
    const { kept, unbuilt } =
      journals.length > 0 ? await keepRuns(config, journals, tell) : { kept: 0, unbuilt: 0 }
    const failed = unbuilt > 0 ? `, ${unbuilt} of them only as a failed build` : ''
    effects.stdout.write(`${counted(kept)} added to ${config.ledger}${failed}.\n`)
    return signal.aborted ? ExitCode.interrupted : ExitCode.ok
  } finally {
    interruption.stop()
  }
}

const counted = (commits: number): string => (commits === 1 ? '1 commit' : `${commits} commits`)
