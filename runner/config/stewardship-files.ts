import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { readDataFile, readPlacedFile } from './data-file.ts'
import { list, map, named, pattern, text, whenMap } from './fields.ts'

/*
 * Three small files beside the ledger that people review as they review code: what counts as the new normal, what does not count,
 * and which runs have a name. Commands write them, keeping comments; hands may too.
 */

const runId = pattern('a run id such as `20261120-051230-9f86d081ab`', /^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/)
const commit = pattern(
  'the id of a commit, at least 7 digits of it, in quotes where they are all decimal',
  /^[0-9a-f]{7,64}$/,
)
const reason = text('a sentence that says why')

/** Which series an entry is about; what is left out means all. */
const selectorShape = {
  suite: text('the name of a suite').optional(),
  benchmark: text('the name of a benchmark').optional(),
  params: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]), {
      error: 'a map from params to their values',
    })
    .optional(),
  metric: text('the name of a metric').optional(),
  environment: text('the fingerprint of an environment, in quotes').optional(),
}

/** How many of the keys say something. */
const given = (entry: Readonly<Record<string, unknown>>, keys: readonly string[]): number =>
  keys.filter((key) => entry[key] !== undefined).length

const accepted = map('a map with `run` or `commit`, `reason`, and what it is about', {
  run: runId.optional(),
  commit: commit.optional(),
  ...selectorShape,
  reason,
  link: pattern('an address such as `https://github.com/owner/name/pull/42`', /^https?:\/\/\S+$/).optional(),
}).refine((entry) => given(entry, ['run', 'commit']) === 1, {
  error: 'either `run` or `commit`',
  when: whenMap,
})

const excluded = map('a map with `run`, `from` and `to`, or `commit`; `reason`; and what it is about', {
  run: runId.optional(),
  from: runId.optional(),
  to: runId.optional(),
  commit: commit.optional(),
  ...selectorShape,
  reason,
  link: pattern('an address such as `https://github.com/owner/name/pull/42`', /^https?:\/\/\S+$/).optional(),
})
  .refine((entry) => given(entry, ['run', 'commit', 'from']) === 1, {
    error: 'either `run`, or `commit`, or `from` and `to`',
    when: whenMap,
  })
  .refine((entry) => (entry.from === undefined) === (entry.to === undefined), {
    error: '`from` and `to` together',
    when: whenMap,
  })

const baseline = map('a map with `runs`', {
  runs: list('a list of run ids', runId),
  commit: commit.optional(),
})

const acceptedFile = map('a map with `accepted`', { accepted: list('a list of accepted changes', accepted) })
const excludedFile = map('a map with `excluded`', { excluded: list('a list of excluded points', excluded) })
const baselinesFile = map('a map with `baselines`', {
  baselines: named('a map from names to runs', text('a name'), baseline),
})

/** A shift that is the new normal from `run`, or from the first run of `commit`, on. */
export type AcceptedChange = z.output<typeof accepted>
/** Runs, or some of their series, that count neither in baselines nor for changes. */
export type ExcludedPoints = z.output<typeof excluded>
/** Runs with a name. */
export type NamedBaseline = z.output<typeof baseline>

/** What people decided about a ledger. */
export interface Stewardship {
  readonly accepted: readonly AcceptedChange[]
  readonly excluded: readonly ExcludedPoints[]
  /** Where entries are written: `data/accepted.yaml:7`. Absent where nobody needs it. */
  readonly placeOf?: (entry: AcceptedChange | ExcludedPoints) => string
}

export const stewardshipFile = {
  accepted: (ledger: string): string => join(ledger, 'accepted.yaml'),
  excluded: (ledger: string): string => join(ledger, 'excluded.yaml'),
  baselines: (ledger: string): string => join(ledger, 'baselines.yaml'),
} as const

/** What people decided about this ledger; nothing where the files are absent. @throws ConfigError with every mistake */
export async function loadStewardship(ledger: string): Promise<Stewardship> {
  const places = new Map<AcceptedChange | ExcludedPoints, string>()
  return {
    accepted: await entriesIn(stewardshipFile.accepted(ledger), acceptedFile, 'accepted', places),
    excluded: await entriesIn(stewardshipFile.excluded(ledger), excludedFile, 'excluded', places),
    placeOf: (entry) => places.get(entry) ?? ledger,
  }
}

/** The entries of one file, whose places are put down; none where it is absent. */
async function entriesIn<Key extends string, Entry extends AcceptedChange | ExcludedPoints>(
  file: string,
  schema: z.ZodType<Record<Key, Entry[]>>,
  key: Key,
  places: Map<AcceptedChange | ExcludedPoints, string>,
): Promise<readonly Entry[]> {
  if (!existsSync(file)) return []
  const { data, lineOf } = await readPlacedFile(file, schema)
  const entries = data[key]
  for (const [index, entry] of entries.entries()) places.set(entry, `${file}:${lineOf([key, index])}`)
  return entries
}

/** The runs that have a name, by it. @throws ConfigError with every mistake */
export async function loadBaselines(ledger: string): Promise<ReadonlyMap<string, NamedBaseline>> {
  const file = stewardshipFile.baselines(ledger)
  if (!existsSync(file)) return new Map()
  return new Map(Object.entries((await readDataFile(file, baselinesFile)).baselines))
}
