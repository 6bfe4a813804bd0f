import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { loadConfig } from '../config/load.ts'
import { type ExitCode, UsageError } from '../errors.ts'
import { appendRun } from '../ledger/append.ts'
import { openLedger } from '../ledger/open.ts'
import type { MeasuredRun } from '../measure/record.ts'
import { makeRunId } from '../measure/run-id.ts'
import { caseId, isResultOf } from '../plan/identity.ts'
import type { Plan } from '../plan/plan.ts'
import { prepareLedger } from './prepare-ledger.ts'
import { wholePlan } from './publish-report.ts'
import type { RunEffects } from './run-options.ts'
import { settleRun } from './settle-run.ts'

export interface MergeOptions {
  readonly config: string
  /** Files of runs, or folders laid out like a ledger. */
  readonly from: readonly string[]
  readonly json?: boolean | undefined
  readonly strict?: boolean | undefined
}

const realEffects: RunEffects = {
  env: process.env,
  now: () => new Date(),
  stdout: process.stdout,
  stderr: process.stderr,
  measure: {},
}

/** `perfledger merge`: joins what the shards of one plan measured into one run, appends and judges it. */
export async function merge(options: MergeOptions, effects: RunEffects = realEffects): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const shards = (await Promise.all(options.from.map((path) => readShards(resolve(path))))).flat()
  const merged = mergeShards(shards, wholePlan(config))
  await prepareLedger(config, (text) => effects.stderr.write(`${text}\n`))
  await appendRun(config.ledger, merged.run)
  const how = { config: options.config, suite: [], filter: [], append: true }
  return settleRun({
    config,
    ...merged,
    isKept: true,
    journal: undefined,
    options: { ...how, json: options.json, strict: options.strict },
    effects,
  })
}

async function readShards(path: string): Promise<MeasuredRun[]> {
  const found = await stat(path).catch(() => {
    throw new UsageError(`${path} does not exist.`, {
      hint: 'Name the files of the shards’ runs, or the folders of their ledgers.',
    })
  })
  const runs = found.isDirectory() ? await runsIn(path) : await runsInFile(path)
  const shards = runs.filter(({ header }) => header.shard)
  if (shards.length > 0) return shards
  throw new UsageError(`There is no run of a shard in ${path}.`, {
    hint: 'A shard is measured by `perfledger run --shard 2/5`.',
  })
}

/** A file alone is read as the only one of a ledger. */
async function runsInFile(file: string): Promise<MeasuredRun[]> {
  const folder = await mkdtemp(join(tmpdir(), 'perfledger-merge-'))
  try {
    const [, year, month] = /^(\d{4})(\d{2})\d{2}-/.exec(basename(file)) ?? []
    if (!year) throw new UsageError(`${file} is not named like a run.`, { hint: 'Expected <run-id>.parquet' })
    const home = join(folder, 'runs', `year=${year}`, `month=${month}`)
    await mkdir(home, { recursive: true })
    await copyFile(file, join(home, basename(file)))
    return await runsIn(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runsIn(folder: string): Promise<MeasuredRun[]> {
  const ledger = await openLedger(folder)
  try {
    const infos = (await ledger.runs()).filter(({ header }) => header.shard)
    const runs = await Promise.all(infos.map(({ header }) => ledger.run(header.id)))
    return runs.filter((run) => run !== undefined)
  } finally {
    ledger.close()
  }
}

/**
 * One run of all shards of a plan, with the part of the plan that they measured. Pure but for the new id.
 * @throws UsageError where they do not belong together, or one is missing or there twice
 */
export function mergeShards(shards: readonly MeasuredRun[], plan: Plan): { run: MeasuredRun; plan: Plan } {
  for (const [what, of] of sames) refuseDifferent(shards, what, of)
  refuseIncomplete(shards)
  const [first, ...others] = shards.toSorted((a, b) => (a.header.startedAt < b.header.startedAt ? -1 : 1))
  const floors = shards.flatMap(({ header }) => header.calibration?.noiseFloorRatio ?? [])
  const { shard: _shard, calibration, ...header } = first!.header
  const cases = shards.flatMap((run) => run.cases)
  const measured = planOfCases(plan, cases)
  return {
    plan: measured,
    run: {
      header: {
        ...header,
        id: makeRunId(new Date(header.startedAt)),
        partial: measured.partial,
        ...(calibration && { calibration: { ...calibration, noiseFloorRatio: Math.max(...floors) } }),
      },
      finishedAt: [first!, ...others]
        .map(({ finishedAt }) => finishedAt)
        .sort()
        .at(-1)!,
      interrupted: shards.some(({ interrupted }) => interrupted),
      cases: inOrderOf(plan, cases),
      warnings: shards.flatMap(({ warnings }) => warnings),
    },
  }
}

/** What must be the same of all shards, in people's words. */
const sames: readonly (readonly [string, (run: MeasuredRun) => string])[] = [
  [
    'commits',
    ({ header: { commit } }) =>
      commit ? `${commit.sha.slice(0, 12)}${commit.dirty ? ' (changed)' : ''}` : 'none',
  ],
  ['environments', ({ header: { environment } }) => `${environment.fingerprint} (${environment.cpuModel})`],
  ['configs', ({ header }) => header.configHash],
  ['seeds', ({ header }) => String(header.seed)],
  ['numbers of shards', ({ header }) => String(header.shard?.of)],
]

function refuseDifferent(
  shards: readonly MeasuredRun[],
  what: string,
  of: (run: MeasuredRun) => string,
): void {
  const groups = Map.groupBy(shards, of)
  if (groups.size < 2) return
  const named = [...groups].map(([value, runs]) => `  ${value}: ${runs.map(nameOf).join(', ')}`)
  throw new UsageError(`These shards are of different ${what}:\n${named.join('\n')}`, {
    hint: 'Only shards of one plan, on one commit and in equal environments, make a run. Nothing was merged.',
  })
}

const nameOf = ({ header }: MeasuredRun): string =>
  `${header.shard?.index}/${header.shard?.of} (run ${header.id})`

function refuseIncomplete(shards: readonly MeasuredRun[]): void {
  const of = shards[0]?.header.shard?.of ?? 0
  const byIndex = Map.groupBy(shards, ({ header }) => header.shard?.index)
  const missing = Array.from({ length: of }, (_, place) => place + 1).filter((index) => !byIndex.has(index))
  const twice = [...byIndex.values()].filter((runs) => runs.length > 1).flat()
  const owners = Map.groupBy(
    shards.flatMap((run) => run.cases.map((measured) => ({ id: caseId(measured.key), run }))),
    ({ id }) => id,
  )
  const [shared] = [...owners.values()].filter((entries) => entries.length > 1)
  const problem =
    twice.length > 0
      ? `A shard is there twice: ${twice.map(nameOf).join(', ')}.`
      : missing.length > 0
        ? `Of ${of} shards, ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`
        : shared &&
          `The case ${shared[0]!.id} was measured by ${shared.map(({ run }) => nameOf(run)).join(' and ')}.`
  if (!problem) return
  throw new UsageError(problem, {
    hint: 'Name each shard of one plan once; all of them must have split it by the same history. Nothing was merged.',
  })
}

/** The part of a plan that was measured: where --suite or --filter left something out, it is not missing. */
function planOfCases(plan: Plan, cases: MeasuredRun['cases']): Plan {
  const suites = plan.suites
    .map((suite) => ({
      ...suite,
      cases: suite.cases.filter((planned) => cases.some(({ key }) => isResultOf(key, planned.key))),
    }))
    .filter((suite) => suite.cases.length > 0)
  const count = (all: Plan['suites']): number => all.reduce((sum, suite) => sum + suite.cases.length, 0)
  return { ...plan, suites, partial: count(suites) < count(plan.suites) }
}

function inOrderOf(plan: Plan, cases: MeasuredRun['cases']): MeasuredRun['cases'] {
  const planned = plan.suites.flatMap((suite) => suite.cases)
  const place = ({ key }: MeasuredRun['cases'][number]): number =>
    planned.findIndex((each) => isResultOf(key, each.key))
  return cases.toSorted((a, b) => place(a) - place(b))
}
