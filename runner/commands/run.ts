import { type CiFacts, describeCi } from '../ci.ts'
import type { Config } from '../config/config.ts'
import { configHash } from '../config/hash.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode } from '../errors.ts'
import { describeCommit } from '../git.ts'
import { calibrate, calibrationFindings } from '../measure/calibration.ts'
import { collect } from '../measure/collect.ts'
import { defaultEffects } from '../measure/effects.ts'
import { describeEnvironment } from '../measure/environment.ts'
import { Journal, removeJournal } from '../measure/journal.ts'
import { machineChecks } from '../measure/machine-checks.ts'
import { measure } from '../measure/measure.ts'
import type { Commit, MeasuredRun, MeasureRecord, RunHeader } from '../measure/record.ts'
import { makeRunId } from '../measure/run-id.ts'
import { describePlan } from '../plan/describe.ts'
import { isResultOf } from '../plan/identity.ts'
import { makePlan } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { parseShard, takeShard } from '../plan/shard.ts'
import { type ProgressReporter, progressReporter } from '../reporters/progress.ts'
import { listenForEnding } from './interruption.ts'
import { journalFolder, prepareLedger } from './prepare-ledger.ts'
import type { RunEffects, RunOptions } from './run-options.ts'
import { readCosts } from './shard-costs.ts'
import { toolVersion } from './tool-version.ts'

const realEffects: RunEffects = {
  env: process.env,
  now: () => new Date(),
  stdout: process.stdout,
  stderr: process.stderr,
  measure: {},
}

/** `perfledger run`: plan → measure → append → analyze → judge → report. */
export async function run(options: RunOptions, effects: RunEffects = realEffects): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const shard = options.shard === undefined ? undefined : parseShard(options.shard)
  const whole = makePlan(config, { suites: options.suite, filters: options.filter, ...seedOf(options) })
  const plan = shard ? takeShard(whole, shard, await readCosts(config)) : whole
  if (options.dryRun) {
    effects.stdout.write(`${options.json ? JSON.stringify(plan, null, 2) : describePlan(plan)}\n`)
    return ExitCode.ok
  }
  if (options.append) await prepareLedger(config, (text) => effects.stderr.write(`${text}\n`))
  const header = { ...(await describeRun(config, plan, effects)), ...(shard && { shard }) }
  const measured = await measureRun(config, plan, header, options, effects)
  if (measured.run.interrupted && measured.run.cases.every(({ metrics }) => metrics.length === 0)) {
    if (measured.journalFile !== undefined) removeJournal(measured.journalFile)
    effects.stderr.write('Interrupted before anything was measured: nothing to keep.\n')
    return ExitCode.interrupted
  }
  // DuckDB comes in only now that nothing is timed any more.
  const { settleRun } = await import('./settle-run.ts')
  return settleRun({ config, plan, run: measured.run, journal: measured.journalFile, options, effects })
}

function seedOf({ seed }: RunOptions): { seed?: number } {
  return seed === undefined ? {} : { seed }
}

/** Who, where, when: everything about the run that is known before the first iteration. */
async function describeRun(config: Config, plan: Plan, effects: RunEffects): Promise<RunHeader> {
  const now = effects.now()
  const ci = describeCi(effects.env)
  return {
    id: makeRunId(now),
    startedAt: now.toISOString(),
    toolVersion: toolVersion(),
    configHash: configHash(config),
    seed: plan.seed,
    commit: onBranch(await describeCommit(config.root, config.ledger), ci),
    pullRequest: ci?.pullRequest,
    ci: ci?.ci,
    environment: describeEnvironment(config.environment),
    partial: plan.partial,
    generated: false,
    calibration: await calibrate(plan, { env: effects.env, ...effects.measure }),
  }
}

/** CI checks a commit out without its branch; the job knows it. */
function onBranch(commit: Commit | undefined, ci: CiFacts | undefined): Commit | undefined {
  return commit && { ...commit, branch: ci?.branch ?? commit.branch }
}

const INTERRUPTED = 'Interrupted: ending what runs and keeping what was measured'

interface Measured {
  readonly run: MeasuredRun
  /** Undefined where nothing is kept. */
  readonly journalFile: string | undefined
}

async function measureRun(
  config: Config,
  plan: Plan,
  header: RunHeader,
  options: RunOptions,
  effects: RunEffects,
): Promise<Measured> {
  const live = !options.ci && !options.json && effects.stderr.isTTY === true
  const progress = progressReporter(effects.stderr, live)
  const journal = options.append ? new Journal(journalFolder(config.ledger), header) : undefined
  const interruption = listenForEnding(effects.stderr, INTERRUPTED)
  const records: MeasureRecord[] = []
  try {
    for await (const record of recordsOf(plan, header, interruption.signal, progress, effects)) {
      journal?.write(record)
      progress.onRecord(record)
      records.push(record)
    }
    journal?.end(effects.now().toISOString(), interruption.signal.aborted)
  } finally {
    progress.end()
    interruption.stop()
    journal?.close()
  }
  const interrupted = interruption.signal.aborted
  const finishedAt = effects.now().toISOString()
  const run = collect(header, records, finishedAt, interrupted)
  return { run: inPlanOrder(run, plan), journalFile: journal?.file }
}

/** Iterations are interleaved at random; people look for their cases in the order of the config. */
function inPlanOrder(run: MeasuredRun, plan: Plan): MeasuredRun {
  const planned = plan.suites.flatMap((suite) => suite.cases)
  const place = ({ key }: MeasuredRun['cases'][number]) =>
    planned.findIndex((each) => isResultOf(key, each.key))
  return { ...run, cases: [...run.cases].sort((a, b) => place(a) - place(b)) }
}

/** Findings about the machine come first, then what is measured. */
async function* recordsOf(
  plan: Plan,
  { calibration }: RunHeader,
  signal: AbortSignal,
  progress: ProgressReporter,
  effects: RunEffects,
): AsyncGenerator<MeasureRecord> {
  yield* machineChecks()
  if (calibration) yield* calibrationFindings(calibration)
  const { onProgress } = progress
  const { shellStart } = calibration ?? {}
  const overrides = { env: effects.env, shellStart, ...effects.measure, signal, onProgress }
  yield* measure(plan, { ...defaultEffects(), ...overrides })
}
