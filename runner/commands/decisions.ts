import { relative } from 'node:path'
import {
  type AcceptedChange,
  type ExcludedPoints,
  loadStewardship,
  type Stewardship,
} from '../config/stewardship-files.ts'
import type { Marks } from '../stewardship.ts'

/** What people decided, and where entries without any effect are told. */
export interface Decisions {
  readonly stewardship: Stewardship
  readonly warn: (message: string) => void
}

/** Reads what people decided about a ledger. @throws ConfigError with every mistake in the files */
export async function decisionsOn(ledger: string, warn: Decisions['warn']): Promise<Decisions> {
  return { stewardship: await loadStewardship(ledger), warn }
}

/** Tells each entry that no point of the whole history matches, with its file and line and what to do. */
export function tellIdle({ idle }: Pick<Marks, 'idle'>, { stewardship, warn }: Decisions): void {
  for (const entry of idle) {
    const place = stewardship.placeOf?.(entry)
    const where = place === undefined ? '' : `${relative(process.cwd(), place)}: `
    warn(
      `${where}${meaning(entry)} has no effect: the ledger has no point there. Correct the names (perfledger query "select distinct suite, benchmark, metric, environment from points"), bring the runs in (perfledger ledger pull), or remove the entry.`,
    )
  }
}

/** `commit 9d55ab4… of benchmark parse`. */
function meaning(entry: AcceptedChange & ExcludedPoints): string {
  const { run, commit, from, to } = entry
  const what = run ? `run ${run}` : commit ? `commit ${commit.slice(0, 12)}` : `${from} to ${to}`
  const about = (['suite', 'benchmark', 'metric', 'environment'] as const).flatMap((key) =>
    entry[key] === undefined ? [] : [`${key} ${entry[key]}`],
  )
  return about.length === 0 ? what : `${what} of ${about.join(', ')}`
}
