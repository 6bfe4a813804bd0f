import { isDeepStrictEqual } from 'node:util'
import type { MeasuredRun } from '../measure/record.ts'
import { type CompactOptions, rewriteLedger, type Thinning } from './compact.ts'
import { quotedList } from './duckdb.ts'
import { type OpenOptions, openViews } from './open.ts'
import { hasMore, thinnedCode } from './thin-rows.ts'

/** What a thinning takes away, in numbers. */
export interface ThinningPlan extends Thinning {
  /** Values of samples and warm-up samples that go. */
  readonly samples: number
}

/** What a thinning did. */
export interface ThinnedLedger {
  readonly sizeBytesBefore: number
  readonly sizeBytesAfter: number
}

/** A wish without those runs that have nothing left to lose, and how much would go. Reads only; a second time it finds nothing. */
export async function planThinning(
  folder: string,
  wish: Thinning,
  options: OpenOptions = {},
): Promise<ThinningPlan> {
  const wanted = [...new Set([...wish.thin, ...wish.drop])]
  if (wanted.length === 0) return { thin: new Set(), drop: new Set(), samples: 0 }
  const { database, ask } = await openViews(folder, options)
  try {
    const rows = await ask<{ run_id: string; has_more: boolean; sample_count: number }>(
      `SELECT run_id, coalesce(bool_or(${hasMore}), false) AS has_more,
         coalesce(sum(len(samples) + len(warmup_samples)), 0) AS sample_count
       FROM run_rows WHERE run_id IN (SELECT unnest(${quotedList(wanted)})) GROUP BY run_id`,
    )
    const drop = new Set(rows.filter(({ run_id }) => wish.drop.has(run_id)).map(({ run_id }) => run_id))
    const thin = rows.filter(({ run_id, has_more }) => has_more && wish.thin.has(run_id) && !drop.has(run_id))
    const less = rows.filter((row) => drop.has(row.run_id) || thin.includes(row))
    return {
      drop,
      thin: new Set(thin.map(({ run_id }) => run_id)),
      samples: less.reduce((sum, { sample_count }) => sum + sample_count, 0),
    }
  } finally {
    database.close()
  }
}

/**
 * Takes the samples of some runs and some runs as a whole out of the ledger. What stays is written into new chunks and compared row
 * by row with what was there, and only then do the old files go. May be killed at any instant: a run is then as it was, or in two
 * files, of which readers take the one with its samples; the next thinning ends what this one began.
 * Throws PerfledgerError where a file cannot be read or a chunk not be written; nothing is lost then.
 */
export async function thinLedger(
  folder: string,
  thinning: Thinning,
  options: CompactOptions = {},
): Promise<ThinnedLedger> {
  if (thinning.thin.size + thinning.drop.size === 0) return { sizeBytesBefore: 0, sizeBytesAfter: 0 }
  const done = await rewriteLedger(folder, options, thinning)
  return {
    sizeBytesBefore: done.reduce((sum, { sizeBytesBefore }) => sum + sizeBytesBefore, 0),
    sizeBytesAfter: done.reduce((sum, { sizeBytesAfter }) => sum + sizeBytesAfter, 0),
  }
}

/** Whether a run is what dropping the samples of another leaves: what is left was compared with the samples when they were dropped. */
export function isSameButThinned(thinned: MeasuredRun | undefined, whole: MeasuredRun): boolean {
  const isMeant = thinned?.warnings.some(({ code }) => code === thinnedCode) ?? false
  return isMeant && isDeepStrictEqual(lastingPart(thinned!), lastingPart(whole))
}

function lastingPart({ header, finishedAt, interrupted, cases }: MeasuredRun) {
  return {
    header,
    finishedAt,
    interrupted,
    cases: cases.map(({ timelines: _timelines, metrics, ...rest }) => ({
      ...rest,
      metrics: metrics.map(({ metric, sampleCount }) => ({ metric, sampleCount })),
    })),
  }
}
