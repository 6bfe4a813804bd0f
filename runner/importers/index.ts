import { UsageError } from '../errors.ts'
import type { MeasuredRun } from '../measure/record.ts'
import { asv } from './asv.ts'
import { bencher } from './bencher.ts'
import { criterion } from './criterion.ts'
import { githubActionBenchmark } from './github-action-benchmark.ts'
import { gobenchdata } from './gobenchdata.ts'
import { hyperfine } from './hyperfine.ts'
import type {
  ImportedHistory,
  ImportedMeasurement,
  ImportedRun,
  Importer,
  ImportOptions,
  Unread,
} from './importer.ts'
import { perfledgerJson } from './perfledger-json.ts'
import { perfledgerParquet } from './perfledger-parquet.ts'
import { pytestBenchmark } from './pytest-benchmark.ts'
import { runFrom } from './run.ts'
import type { Source } from './source.ts'
import { csv, json, otava } from './tables.ts'

/** Every tracker whose history is read. Detection asks them in this order: the strictest first, the plain shapes last. */
export const importers: readonly Importer[] = [
  perfledgerParquet,
  perfledgerJson,
  githubActionBenchmark,
  asv,
  pytestBenchmark,
  hyperfine,
  gobenchdata,
  criterion,
  bencher,
  csv,
  otava,
  json,
]

/** The importer of this name, or the one that recognises the source. @throws UsageError where there is none */
export function importerFor(source: Source, kind: string | undefined, hasMapping = false): Importer {
  const names = importers.map(({ name }) => name).join(', ')
  if (kind !== undefined) {
    const named = importers.find(({ name }) => name === kind)
    if (named) return named
    throw new UsageError(`There is no importer '${kind}'.`, { hint: `Choose one of ${names}.` })
  }
  if (hasMapping) return source.files.some((file) => /\.(csv|tsv)$/i.test(file)) ? csv : json
  const found = importers.find(({ detect }) => detect(source))
  if (found) return found
  throw new UsageError(`${source.path} holds no history that perfledger recognises.`, {
    hint: `Known are ${names}. Name one with --as, or tell with --mapping which column of a CSV or JSON file is what.`,
  })
}

/** A whole history as runs of the ledger, oldest first, and what could not be read. */
export interface ReadHistory {
  readonly runs: readonly MeasuredRun[]
  /** True where the runs are perfledger's own and came with their ids. */
  readonly ownIds: boolean
  readonly unread: readonly Unread[]
  readonly notes: readonly string[]
}

/** Reads a source. Runs that are in it twice are taken once. */
export async function readHistory(
  importer: Importer,
  source: Source,
  options: ImportOptions,
  toolVersion: string,
): Promise<ReadHistory> {
  const history: ImportedHistory = await importer.read(source, options)
  const unread: Unread[] = [...history.unread]
  const made = history.runs.flatMap((run) => {
    const measurements = run.measurements.filter((each) => isSound(each, run, unread))
    if (measurements.length > 0) return [runFrom({ ...run, measurements }, importer.name, toolVersion)]
    unread.push({ place: run.place, reason: 'nothing in it could be read' })
    return []
  })
  const runs = [...new Map([...(history.ownRuns ?? []), ...made].map((run) => [run.header.id, run])).values()]
  return {
    runs: runs.sort((a, b) => (a.header.id < b.header.id ? -1 : 1)),
    ownIds: history.ownRuns !== undefined,
    unread,
    notes: history.notes ?? [],
  }
}

/** Only numbers that are some get into a ledger; a value beyond what a number holds is told like any other. */
function isSound(
  { key, samples, low, high }: ImportedMeasurement,
  run: ImportedRun,
  unread: Unread[],
): boolean {
  const numbers = [...samples, low ?? 0, high ?? 0]
  if (samples.length > 0 && numbers.every(Number.isFinite)) return true
  unread.push({ place: `${run.place}: ${key.benchmark}`, reason: 'its value is not a finite number' })
  return false
}
