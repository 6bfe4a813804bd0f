import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Budget } from '../config/limits.ts'
import { commitOrder, defaultBranch, repositoryUrl } from '../git.ts'
import type { Ledger, RunInfo } from '../ledger/series.ts'
import { commandLine } from '../plan/describe.ts'
import { caseId, isResultOf } from '../plan/identity.ts'
import { makePlan } from '../plan/make-plan.ts'
import { makePolicy } from '../plan/make-policy.ts'
import type { CaseKey, Plan } from '../plan/plan.ts'
import { assembleReport } from '../report/assemble.ts'
import type { ReportInput } from '../report/history.ts'
import { linksOf } from '../report/links.ts'
import type { ReportBudget, ReportProject } from '../report/model.ts'
import type { Neighbours } from '../report/run-report.ts'
import { runsTold } from '../report/told.ts'
import { type RunState, writeReport, writeRunReports } from '../report/write.ts'
import { marksIn } from '../stewardship.ts'
import { analyzeHistory } from './analyze-history.ts'
import { codeKey } from './code-key.ts'
import { type Decisions, tellIdle } from './decisions.ts'
import { freeMemory, saveMemory } from './free-memory.ts'
import { writeReportsOf } from './run-reports.ts'
import { lookOf } from './site-look.ts'
import { withTags } from './tagged-runs.ts'
import { toolVersion } from './tool-version.ts'

/** How many runs of a series show their single samples on its page. */
const RUNS_WITH_SAMPLES = 12

/** From so many points on, a tenth more time is better than a fifth more memory. */
const POINTS_OF_A_LARGE_HISTORY = 90_000

/** Where the report of a ledger is written; never committed, made anew at any time. */
export function reportFolder(ledgerFolder: string): string {
  return join(ledgerFolder, 'report')
}

/** The project as every page names and links it. Asks git for what the config leaves open. */
export async function describeProject(config: Config, generated = false): Promise<ReportProject> {
  const url = config.project.repository ?? (await repositoryUrl(config.root)) ?? null
  const repository = url?.replace(/\/+$/, '') ?? null
  return {
    name: config.project.name,
    repositoryUrl: repository,
    ...linksOf(repository),
    baseBranch: await baseBranchOf(config),
    generated,
    ...(config.site ? { site: await lookOf(config.site) } : {}),
  }
}

/** The branch that others are compared with: the config's, else the repository's default, else `main`. */
export async function baseBranchOf(config: Config): Promise<string> {
  return config.project.baseBranch ?? (await defaultBranch(config.root)) ?? 'main'
}

/** Commit ranks for the ledger: git's topology where there is a repository. */
export function commitOrderIn(
  root: string,
): (shas: readonly string[]) => Promise<ReadonlyMap<string, number>> {
  return (shas) => commitOrder(root, shas)
}

/** Everything the report shows that comes from the config of today: budgets, commands, order. */
export function fromConfig(config: Config, plan: Plan): Today {
  const policy = makePolicy(config, plan)
  const cases = plan.suites.flatMap((suite) => suite.cases)
  const places = new Map(cases.map((planned, place) => [caseId(planned.key), place]))
  const commands = new Map(cases.map((planned) => [caseId(planned.key), commandLine(planned.command)]))
  const tags = new Map(
    config.suites.flatMap(({ name, benchmarks }) =>
      benchmarks.map((one) => [JSON.stringify([name, one.name]), one.tags ?? []] as const),
    ),
  )
  const declared = (key: CaseKey) => cases.find((planned) => isResultOf(key, planned.key))
  return {
    repository: config.root,
    budgetsOf: (key, metric) => policy.forMetric(key, metric).budgets.map(reportBudget),
    commandOf: (key) => commands.get(caseId(declared(key)?.key ?? key)) ?? null,
    placeOf: (key) => places.get(caseId(declared(key)?.key ?? key)),
    tagsOf: (key) => {
      const { suite, benchmark } = declared(key)?.key ?? key
      return tags.get(JSON.stringify([suite, benchmark])) ?? []
    },
  }
}

/** A budget as the report has it. */
export function reportBudget({ text, limit, operator, quantile }: Budget): ReportBudget {
  return { text, limit, operator, quantile }
}

/** What a report depends on besides the ledger: the config of today, and what people decided. */
export type Today = Pick<ReportInput, 'budgetsOf' | 'commandOf' | 'placeOf' | 'tagsOf'> & {
  /** A folder of the repository, whose tags of today name releases; those that were recorded where it is left out. */
  readonly repository?: string | undefined
  /** Nobody decided anything where it is left out. */
  readonly decisions?: Decisions | undefined
}

export interface PublishOptions {
  /** Keeps nothing of what the folder holds. */
  readonly fromNothing?: boolean | undefined
}

/**
 * Writes what the ledger holds into the report folder. What the folder has already is kept where it would come out the same: reports
 * of runs whose files and neighbours are what they were, analyses of series whose points and decisions are. Returns how many run
 * reports were made.
 */
export async function publishReport(
  ledger: Ledger,
  project: ReportProject,
  { decisions, repository, ...today }: Today,
  folder: string,
  now: Date,
  { fromNothing = false }: PublishOptions = {},
): Promise<number> {
  if (fromNothing) await rm(folder, { recursive: true, force: true })
  // First what takes threads and memory of its own, then what fills that of this thread.
  const states = runStates(await ledger.runKeys())
  const made = await writeRunReports(folder, states, (stale) => writeReportsOf(ledger, folder, stale))
  await ledger.summarize()
  const kept = await ledger.runs()
  const runs = repository === undefined ? kept : await withTags(kept, repository)
  const series = await ledger.series()
  const given = await ledger.givenVerdicts()
  const marked = decisions && marksIn({ runs, series }, decisions.stewardship)
  if (marked !== undefined) tellIdle(marked, decisions!)
  const marks = marked?.bySeries
  const history = { runs, series, marks, baseBranch: project.baseBranch }
  const input: ReportInput = {
    ...today,
    ...history,
    project,
    toolVersion: toolVersion(),
    generatedAt: now.toISOString(),
    recentSamples: await ledger.recentSamples(RUNS_WITH_SAMPLES),
    analyses: await analyzeHistory(
      { ...history, artifacts: await ledger.artifacts() },
      join(folder, 'analyses.cache'),
    ),
    verdicts: await ledger.verdicts(runsTold({ project, runs, series, marks, given })),
    given,
  }
  // What was asked of the ledger is rubbish by now, and what is written of it takes as much again.
  if (runs.length * series.length > POINTS_OF_A_LARGE_HISTORY) saveMemory()
  freeMemory()
  await writeReport(folder, assembleReport(input))
  return made
}

/** The runs before and after this one, by start time: ids sort by it. The run itself need not be among them. */
export function neighboursOf(runs: readonly RunInfo[], runId: string): Neighbours {
  const ids = runs.map(({ header }) => header.id).sort()
  return {
    previousRunId: ids.findLast((id) => id < runId) ?? null,
    nextRunId: ids.find((id) => id > runId) ?? null,
  }
}

function runStates(keys: ReadonlyMap<string, string>): RunState[] {
  const sorted = [...keys.keys()].sort()
  return sorted.map((runId, place) => ({
    runId,
    previousRunId: sorted[place - 1] ?? null,
    nextRunId: sorted[place + 1] ?? null,
    contentKey: `${codeKey()} ${keys.get(runId)}`,
  }))
}

/** The plan of everything that the config declares, for its order, commands and budgets. */
export function wholePlan(config: Config): Plan {
  return makePlan(config, {})
}
