import { lstat, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { webUrl } from '../ci.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { loadStewardship } from '../config/stewardship-files.ts'
import { ExitCode, UsageError } from '../errors.ts'
import { appendRun, appendVerdicts } from '../ledger/append.ts'
import { openLedger } from '../ledger/open.ts'
import type { MeasuredRun, RunHeader } from '../measure/record.ts'
import { makePolicy } from '../plan/make-policy.ts'
import { steward } from '../stewardship.ts'
import { formatQuantity } from '../units.ts'
import { judgeRun } from './judge-run.ts'
import { findBaselines, namesIn } from './named-baseline.ts'
import { baseBranchOf, commitOrderIn, wholePlan } from './publish-report.ts'

export interface AdoptOptions {
  readonly config: string
  /** Folder with the run files that another job measured, laid out like a ledger. */
  readonly from: string
  readonly pullRequest?: number | undefined
  readonly branch?: string | undefined
}

const MOST_FILES = 100
const MOST_BYTES = 100_000_000
/** A file may hold many runs; a job, with a matrix of machines, measures a few. */
const MOST_RUNS = 50
/** How far the clocks of two machines may be apart. */
const CLOCK_SKEW_MS = 10 * 60 * 1000

/**
 * `perfledger adopt`: takes the runs that an unprivileged job measured into the ledger. What comes from there is data of
 * strangers: it is bounded, read as values, written anew and judged here, by the config of this checkout; where the run
 * belongs (pull request, branch) is told by the caller and never believed of the file.
 */
export async function adopt(
  options: AdoptOptions,
  print = (text: string) => process.stdout.write(text),
): Promise<ExitCode> {
  const config = await loadConfig(options.config, process.env)
  const from = resolve(options.from)
  await assertBounded(from)
  const runs = await readRuns(from)
  if (runs.length === 0) {
    throw new UsageError(`There is no run in ${from}.`, {
      hint: 'Expected a folder with runs/year=…/month=…/<run-id>.parquet',
    })
  }
  for (const run of runs) assertPlausible(run, Date.now())
  for (const run of runs)
    print(`${await adoptRun(config, { ...run, header: placed(run.header, options) })}\n`)
  return ExitCode.ok
}

async function assertBounded(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => {
    throw new UsageError(`${folder} cannot be read.`, { hint: 'Name the folder that holds the run files.' })
  })
  let sizeBytes = 0
  for (const name of names) {
    const found = await lstat(join(folder, name))
    if (!found.isFile() && !found.isDirectory())
      throw new UsageError(`${name} is neither a file nor a folder: nothing is adopted.`)
    sizeBytes += found.isFile() ? found.size : 0
  }
  if (names.length > MOST_FILES || sizeBytes > MOST_BYTES) {
    throw new UsageError(
      `${folder} holds ${names.length} entries and ${formatQuantity(sizeBytes, 'B')}: more than runs of one job can be.`,
      { hint: `At most ${MOST_FILES} entries and ${formatQuantity(MOST_BYTES, 'B')} are adopted.` },
    )
  }
}

async function readRuns(folder: string): Promise<MeasuredRun[]> {
  const ledger = await openLedger(folder)
  try {
    const infos = await ledger.runs()
    if (infos.length > MOST_RUNS) {
      throw new UsageError(`${folder} holds ${infos.length} runs: more than one job can have measured.`, {
        hint: `At most ${MOST_RUNS} runs are adopted at once. Nothing was adopted.`,
      })
    }
    const runs = await Promise.all(infos.map(({ header }) => ledger.run(header.id)))
    return runs.filter((run) => run !== undefined)
  } finally {
    ledger.close()
  }
}

/** Histories are sorted by id and by start: no run may claim a place of its own choice in them. */
function assertPlausible({ header, finishedAt }: MeasuredRun, nowMs: number): void {
  const { id, startedAt } = header
  const digits = startedAt.replace(/\D/g, '')
  const isItsOwn =
    /^\d{8}-\d{6}-[0-9a-f]{10}$/.test(id) && id.startsWith(`${digits.slice(0, 8)}-${digits.slice(8, 14)}-`)
  if (
    isItsOwn &&
    Date.parse(startedAt) <= Date.parse(finishedAt) &&
    Date.parse(finishedAt) <= nowMs + CLOCK_SKEW_MS
  )
    return
  throw new UsageError(
    `Run ${JSON.stringify(id)} says that it started at ${startedAt} and ended at ${finishedAt}: that cannot be.`,
    {
      hint: 'The id of a run begins with its start, and no run ends in the future. Nothing was adopted.',
    },
  )
}

function placed(header: RunHeader, { pullRequest, branch }: AdoptOptions): RunHeader {
  const commit = header.commit && branch !== undefined ? { ...header.commit, branch } : header.commit
  const ci = header.ci && { ...header.ci, url: webUrl(header.ci.url) }
  return { ...header, pullRequest, commit, ci, generated: false }
}

async function adoptRun(config: Config, run: MeasuredRun): Promise<string> {
  const { id, startedAt } = run.header
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const history = {
      runs: await ledger.runs(),
      series: await ledger.series(),
      artifacts: await ledger.artifacts(),
    }
    if (history.runs.some(({ header }) => header.id === id)) return `${id} was adopted before`
    await appendRun(config.ledger, run)
    const policy = { ...makePolicy(config, wholePlan(config)), expected: [] }
    const decided = steward(history, await loadStewardship(config.ledger), id)
    const warn = (text: string) => void process.stderr.write(`warning ${text}\n`)
    const search = { config, runs: history.runs, judged: run.header, warn }
    const baselines = await findBaselines(namesIn(policy), search)
    const verdict = judgeRun(run, decided, policy, await baseBranchOf(config), baselines)
    await appendVerdicts(config.ledger, id, startedAt, verdict.verdicts)
    return `${id} adopted: ${verdict.state}`
  } finally {
    ledger.close()
  }
}
