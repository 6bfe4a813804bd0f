import path from 'node:path'
import { PerfledgerError } from '../errors.ts'
import type { MeasuredRun } from '../measure/record.ts'
import { writeFault } from './faults.ts'
import { syncFolder } from './folders.ts'
import { isKept } from './kept.ts'
import { ledgerFile } from './layout.ts'
import { discardFile, publishFile, type StagedFile, stageFile } from './place.ts'
import { rowsOf } from './rows.ts'
import { assertValidRun } from './valid.ts'
import { verdictRowsOf } from './verdict-rows.ts'
import type { RecordedVerdict } from './verdicts.ts'
import { writeParquet } from './write-parquet.ts'

export interface AppendedFile {
  readonly file: string
  readonly sizeBytes: number
}

export interface AppendOptions {
  /** The file that still holds the run when the append fails; named in the message. */
  readonly journal?: string | undefined
}

/**
 * Appends a run to the ledger: one new file, whole and on the disk when this returns, and never seen half written. Costs
 * the same whatever the history holds. Any number of processes may append at once.
 * Throws PerfledgerError where the run is already there (nothing is overwritten), holds values that are no numbers, or
 * cannot be written; then nothing is left behind but the journal.
 */
export async function appendRun(
  folder: string,
  run: MeasuredRun,
  options: AppendOptions = {},
): Promise<AppendedFile> {
  const [appended] = await appendRuns(folder, [run], options)
  return appended as AppendedFile
}

/** Runs that are on their way to the disk together. Bounds memory and open files. */
const runsAtOnce = 32

/** {@link appendRun} for many runs, one file each: for imports and demos. Stops at the first that fails; earlier ones stay. */
export async function appendRuns(
  folder: string,
  runs: Iterable<MeasuredRun>,
  options: AppendOptions = {},
): Promise<readonly AppendedFile[]> {
  const appended: AppendedFile[] = []
  let group: MeasuredRun[] = []
  for (const run of runs) {
    group.push(run)
    if (group.length < runsAtOnce) continue
    appended.push(...(await appendGroup(folder, group, options)))
    group = []
  }
  appended.push(...(await appendGroup(folder, group, options)))
  return appended
}

async function appendGroup(
  folder: string,
  runs: readonly MeasuredRun[],
  options: AppendOptions,
): Promise<AppendedFile[]> {
  const kept = options.journal === undefined ? '' : `The run is kept in ${options.journal} until then.`
  const staged = await Promise.allSettled(runs.map((run) => stageRun(folder, run)))
  const appended: AppendedFile[] = []
  try {
    for (const each of staged) {
      if (each.status === 'rejected') throw each.reason
      appended.push(await publishRun(each.value))
    }
    const folders = new Set(appended.map(({ file }) => path.dirname(file)))
    for (const each of folders) await syncFolder(each)
    return appended
  } catch (error) {
    await discard(staged.slice(appended.length))
    const run = runs[appended.length] ?? runs.at(-1)
    throw writeFault(`Run ${run?.header.id}`, folder, error, kept)
  }
}

async function stageRun(folder: string, run: MeasuredRun): Promise<StagedFile> {
  assertValidRun(run)
  const target = ledgerFile(folder, 'runs', run.header.id, run.header.startedAt)
  return stageFile(target, (file) => writeParquet('run_rows', rowsOf(run), file))
}

async function publishRun(staged: StagedFile): Promise<AppendedFile> {
  if (!(await publishFile(staged))) {
    throw new PerfledgerError(`The ledger already has ${staged.target}; a run is never overwritten.`, {
      hint: 'Nothing was changed. Every run has an id of its own: this one was appended before.',
    })
  }
  return { file: staged.target, sizeBytes: staged.sizeBytes }
}

async function discard(staged: readonly PromiseSettledResult<StagedFile>[]): Promise<void> {
  for (const each of staged) if (each.status === 'fulfilled') await discardFile(each.value)
}

/** `file` is where they are or would be; `sizeBytes` is 0 where nothing was written. */
export interface AppendedVerdicts extends AppendedFile {
  /** False where the run had been judged before: the verdicts that were given then stay, these were not kept. */
  readonly written: boolean
}

/**
 * Keeps the verdicts that were given to a run, once and for all: of a run that was judged before, the earlier verdicts
 * stay as they are, and `written` is false. A run may be judged with no verdict at all.
 * Throws PerfledgerError where they cannot be written, belong to another run, or hold NaN.
 */
export async function appendVerdicts(
  folder: string,
  runId: string,
  startedAt: string,
  verdicts: readonly RecordedVerdict[],
): Promise<AppendedVerdicts> {
  const target = ledgerFile(folder, 'verdicts', runId, startedAt)
  const rows = verdictRowsOf(runId, verdicts)
  try {
    // A compaction may have taken the file of that name into a chunk.
    if (await isKept(folder, 'verdicts', runId, startedAt))
      return { file: target, sizeBytes: 0, written: false }
    const staged = await stageFile(target, (file) => writeParquet('verdict_rows', rows, file))
    const written = await publishFile(staged)
    await syncFolder(path.dirname(target))
    return { file: target, sizeBytes: staged.sizeBytes, written }
  } catch (error) {
    throw writeFault(`The verdicts of run ${runId}`, target, error, 'The run itself is kept.')
  }
}
