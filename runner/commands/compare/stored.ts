import type { AssessOptions } from '../../compare/assess.ts'
import {
  COMPARISON_SCHEMA_VERSION,
  type ComparedVersion,
  type VersionComparison,
} from '../../compare/comparison.ts'
import { assessStored, type StoredPair } from '../../compare/unpaired.ts'
import type { Config } from '../../config/config.ts'
import { UsageError } from '../../errors.ts'
import { resolveCommit } from '../../git.ts'
import { seriesId } from '../../ledger/identity.ts'
import { openLedger } from '../../ledger/open.ts'
import type { Ledger, RunInfo, Series } from '../../ledger/series.ts'
import { commitOrderIn } from '../publish-report.ts'
import { toolVersion } from '../tool-version.ts'

/** From this many runs on either side, their medians are compared: they hold the noise between runs too. */
const ENOUGH_RUNS = 4

/** The newest runs of a branch that are looked at. */
const MOST_RUNS = 20

export interface StoredOptions extends AssessOptions {
  readonly base: string
  readonly head?: string | undefined
  readonly suite: readonly string[]
  readonly seed: number
}

/**
 * Compares runs of the ledger: each side is a run's id or its start, a tag, a branch, or any commit that git can name.
 * @throws UsageError where a side means no run, or both have nothing in common
 */
export async function compareStored(config: Config, options: StoredOptions): Promise<VersionComparison> {
  if (options.head === undefined) {
    throw new UsageError('--stored compares two versions in the ledger; only one was named.', {
      hint: 'Name both: perfledger compare --stored v1.0 main',
    })
  }
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const runs = (await ledger.runs()).filter(({ interrupted }) => !interrupted)
    const base = await runsNamed(options.base, runs, config.root)
    const head = await runsNamed(options.head, runs, config.root)
    return await compared(ledger, base, head, options)
  } finally {
    ledger.close()
  }
}

/** Of a branch the newest runs; of everything else all. In commit order, never empty. */
async function runsNamed(name: string, runs: readonly RunInfo[], root: string): Promise<readonly RunInfo[]> {
  const byId = runs.filter(({ header }) => header.id.startsWith(name))
  if (byId.length === 1) return byId
  const byTag = runs.filter(({ header }) => header.commit?.tag === name)
  if (byTag.length > 0) return byTag
  const byBranch = runs.filter(({ header }) => header.commit?.branch === name && !header.commit.dirty)
  if (byBranch.length > 0) return byBranch.slice(-MOST_RUNS)
  const sha = await resolveCommit(root, name)
  const bySha = runs.filter(({ header }) => header.commit?.sha === sha && sha !== undefined)
  if (bySha.length > 0) return bySha
  throw new UsageError(`The ledger has no run of '${name}'.`, {
    hint: 'Name a run’s id, a tag, a branch or a commit that was measured. Without --stored, versions are measured now.',
  })
}

async function compared(
  ledger: Ledger,
  base: readonly RunInfo[],
  head: readonly RunInfo[],
  options: StoredOptions,
): Promise<VersionComparison> {
  const { thresholdRatio, confidence, seed } = options
  const ofRuns = base.length >= ENOUGH_RUNS && head.length >= ENOUGH_RUNS
  const pairs = ofRuns
    ? await pairsOfRuns(ledger, base, head, options.suite)
    : await pairsOfSamples(ledger, base.at(-1)!, head.at(-1)!, options.suite)
  if (pairs.length === 0) {
    throw new UsageError(`'${options.base}' and '${options.head}' have no measurement in common.`, {
      hint: 'Only the same cases, metrics and environments can be compared.',
    })
  }
  return {
    schemaVersion: COMPARISON_SCHEMA_VERSION,
    toolVersion: toolVersion(),
    base: versionOf(options.base, base.at(-1)!),
    head: versionOf(options.head!, head.at(-1)!),
    method: 'stored',
    thresholdRatio,
    confidence,
    seed,
    interrupted: false,
    cases: assessStored(pairs, { thresholdRatio, confidence }),
    control: null,
    notes: [
      ofRuns
        ? `Medians of ${base.length} and ${head.length} stored runs.`
        : 'One stored run each: how much runs of the same program differ is not in these intervals.',
    ],
  }
}

async function pairsOfRuns(
  ledger: Ledger,
  base: readonly RunInfo[],
  head: readonly RunInfo[],
  suites: readonly string[],
): Promise<StoredPair[]> {
  const mediansOf = ({ points }: Series, runs: readonly RunInfo[]): number[] => {
    const ids = new Set(runs.map(({ header }) => header.id))
    return points.filter(({ runId }) => ids.has(runId)).map(({ median }) => median)
  }
  const series = await ledger.series(suites.length > 0 ? { suites } : undefined)
  return series
    .map((one) => ({
      case: one.key.case,
      metric: one.key.metric,
      base: mediansOf(one, base),
      head: mediansOf(one, head),
    }))
    .filter((pair) => pair.base.length > 0 && pair.head.length > 0)
}

async function pairsOfSamples(
  ledger: Ledger,
  base: RunInfo,
  head: RunInfo,
  suites: readonly string[],
): Promise<StoredPair[]> {
  const from = await samplesOf(ledger, base)
  const to = await samplesOf(ledger, head)
  return [...to]
    .filter(([, { key }]) => suites.length === 0 || suites.includes(key.case.suite))
    .flatMap(([id, { key, samples }]) => {
      const before = from.get(id)
      return before ? [{ case: key.case, metric: key.metric, base: before.samples, head: samples }] : []
    })
}

async function samplesOf(ledger: Ledger, { header }: RunInfo) {
  const run = await ledger.run(header.id)
  const environment = header.environment.fingerprint
  const rows = (run?.cases ?? [])
    .filter(({ status }) => status === 'ok')
    .flatMap((measured) =>
      measured.metrics.map(({ metric, samples }) => {
        const key = { case: measured.key, metric, environment }
        return [seriesId(key), { key, samples }] as const
      }),
    )
  return new Map(rows.filter(([, { samples }]) => samples.length > 0))
}

function versionOf(name: string, { header: { commit } }: RunInfo): ComparedVersion {
  return {
    name,
    sha: commit?.sha ?? null,
    subject: commit?.subject ?? null,
    dirty: commit?.dirty ?? false,
  }
}
