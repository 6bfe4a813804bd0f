import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { ANALYSIS_VERSION } from '../analyze/analysis.ts'
import type { SeriesHistory } from '../analyze/analyze-series.ts'
import { baseRuns } from '../analyze/base-runs.ts'
import type { Programs } from '../analyze/programs.ts'
import { seriesId } from '../ledger/identity.ts'
import type { RunInfo, Series } from '../ledger/series.ts'
import type { SeriesMarks } from '../stewardship.ts'
import { codeKey } from './code-key.ts'

/** What is known of a series besides its points. */
export interface KnownOfSeries {
  /** What people decided about its points. */
  readonly marks: SeriesMarks | undefined
  /** Which program each run measured; undefined where that is known of none. */
  readonly programs: Programs | undefined
}

/** By the key of what was analyzed. */
export type KnownAnalyses = ReadonlyMap<string, SeriesHistory>

const digestBytes = 32

/** What was analyzed before; nothing where the file is absent, cut off, changed or foreign. */
export async function loadAnalyses(file: string): Promise<KnownAnalyses> {
  try {
    const bytes = await readFile(file)
    const content = bytes.subarray(digestBytes)
    if (!digest(content).equals(bytes.subarray(0, digestBytes))) return new Map()
    return deserialize(content) as KnownAnalyses
  } catch {
    return new Map()
  }
}

/** Keeps analyses for the next time, with a checksum. Readers see the old file or the new one. */
export async function saveAnalyses(file: string, analyses: KnownAnalyses): Promise<void> {
  const content = serialize(analyses)
  const temporary = `${file}.${process.pid}.tmp`
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(temporary, Buffer.concat([digest(content), content]))
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function digest(content: Uint8Array): Buffer {
  // The code is part of it: what another version kept, or another build of Node wrote, is not even read.
  return createHash('sha256').update(`${codeKey()} ${process.versions.v8}\n`).update(content).digest()
}

/**
 * Tells apart everything that the analysis of a series depends on: its points, their runs and programs, the base branch, what people
 * decided, and the code.
 */
export function analysisKeys(
  runs: readonly RunInfo[],
  baseBranch: string,
): (series: Series, known: KnownOfSeries) => string {
  const base = baseRuns(runs, baseBranch)
  const branched = [...base.byId.values()].some((header) => header.commit?.branch !== undefined)
  const settings = JSON.stringify([ANALYSIS_VERSION, codeKey(), baseBranch, base.onBaseBranch, branched])
  const runKeys = new Map(runs.map(({ header }) => [header.id, keyOfRun(header, base.byId.has(header.id))]))
  return (series, { marks, programs }) => {
    const hash = createHash('sha256').update(settings)
    hash.update(JSON.stringify([seriesId(series.key), marks?.excluded ?? [], marks?.accepted ?? []]))
    hash.update(series.points.map(({ runId }) => runKeys.get(runId)).join(''))
    if (programs) hash.update(JSON.stringify(series.points.map(({ runId }) => programs.get(runId) ?? null)))
    hash.update(numbersOf(series))
    return hash.digest('hex')
  }
}

function keyOfRun(header: RunInfo['header'], isBase: boolean): string {
  const text = JSON.stringify([header, isBase])
  return createHash('sha256').update(text).digest('base64').slice(0, 24)
}

function numbersOf({ points }: Series): Float64Array {
  const numbers = new Float64Array(points.length * 5)
  for (const [place, { median, mad, count, low, high }] of points.entries()) {
    numbers.set([median, mad, count, low, high], place * 5)
  }
  return numbers
}
