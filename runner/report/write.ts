import { createHash, hash } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PerfledgerError } from '../errors.ts'
import type { Report } from './assemble.ts'
import { caseDataText } from './case-data.ts'
import { type FileLooks, looksOf, writeChangedFile } from './changed-file.ts'
import { type Manifest, type ManifestEntry, readManifest } from './manifest.ts'
import type { RunReport } from './model.ts'
import { REPORT_SCHEMA_VERSION } from './model.ts'
import { runDocument, runPage } from './run-document.ts'

/**
 * Writes a report into its folder. A file whose content would stay the same is not touched, so that a build can tell
 * what changed; pages of cases that no longer exist are removed. The report is made anew from the ledger at any time:
 * nothing in this folder is history.
 */
export async function writeReport(folder: string, report: Report): Promise<void> {
  await inFolder(folder, async () => {
    for (const part of ['cases', 'runs', CASE_DATA]) await mkdir(join(folder, part), { recursive: true })
    const cases: Record<string, ManifestEntry> = {}
    for (const entry of report.cases) {
      const path = join(folder, 'cases', `${entry.case.slug}.json`)
      cases[entry.case.slug] = writeEntry(path, JSON.stringify(entry))
    }
    for (const [slug, data] of report.caseData()) {
      writeChangedFile(join(folder, CASE_DATA, `${slug}.json`), caseDataText(data))
    }
    for (const part of ['cases', CASE_DATA]) {
      const names = (await reportsIn(join(folder, part))).map(nameOf)
      await removeFrom(
        join(folder, part),
        names.filter((slug) => cases[slug] === undefined),
      )
    }
    writeChangedFile(join(folder, 'runs.json'), JSON.stringify(report.runs))
    writeChangedFile(join(folder, 'changes.json'), JSON.stringify(report.changes))
    writeChangedFile(join(folder, 'decisions.json'), JSON.stringify(report.decisions))
    writeChangedFile(join(folder, 'index.json'), JSON.stringify(report.index))
    await changeManifest(folder, (manifest) => ({ ...manifest, cases }))
  })
}

/** What a run's page depends on beyond the immutable run itself. */
export interface RunState {
  readonly runId: string
  readonly previousRunId: string | null
  readonly nextRunId: string | null
  /** Of what the ledger holds of the run, and of the code that makes its report: the same key, the same report. */
  readonly contentKey: string
}

function keyOf({ previousRunId, nextRunId, contentKey }: RunState): string {
  const parts = [REPORT_SCHEMA_VERSION, previousRunId, nextRunId, contentKey]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/** What was written for a run. */
export interface WrittenRun {
  readonly runId: string
  readonly entry: ManifestEntry
}

/**
 * Writes the reports of single runs, only those that are new or whose content or neighbours changed since the last
 * time, so that the cost follows what is new and not the length of the history. `write` makes and writes those (see
 * `writeRunReport`), in any order. Returns how many these were.
 */
export async function writeRunReports(
  folder: string,
  states: readonly RunState[],
  write: (stale: readonly RunState[]) => AsyncIterable<WrittenRun>,
): Promise<number> {
  return inFolder(folder, async () => {
    const known = (await readManifest(folder)).runs
    const pages = await looksIn(join(folder, 'runs'))
    const documents = await looksIn(join(folder, RUN_DATA))
    const isFresh = (state: RunState) => {
      const entry = known[state.runId]
      return (
        entry?.key === keyOf(state) &&
        isAlike(entry, pages.get(state.runId)) &&
        isAlike(entry.data, documents.get(state.runId))
      )
    }
    const stale = states.filter((state) => !isFresh(state))
    const written = new Map<string, ManifestEntry>()
    for await (const { runId, entry } of write(stale)) written.set(runId, entry)
    const runs = Object.fromEntries(
      states.map((state) => {
        const entry = written.get(state.runId) ?? known[state.runId]
        if (!entry) throw new Error(`run ${state.runId} left the ledger while its report was written`)
        return [state.runId, { ...entry, key: keyOf(state) }]
      }),
    )
    const isGone = (id: string) => runs[id] === undefined
    await removeFrom(join(folder, 'runs'), [...pages.keys()].filter(isGone))
    await removeFrom(join(folder, RUN_DATA), [...documents.keys()].filter(isGone))
    await changeManifest(folder, (manifest) => ({ ...manifest, runs }))
    return stale.length
  })
}

const CASE_DATA = join('data', 'cases')
const RUN_DATA = join('data', 'runs')

/** Writes the report of one run: what its page shows, and what browsers read. */
export function writeRunReport(folder: string, report: RunReport): WrittenRun {
  const runId = report.run.id
  const file = `${runId}.json`
  const document = writeChangedFile(join(folder, RUN_DATA, file), JSON.stringify(runDocument(report)))
  const page = writeEntry(join(folder, 'runs', file), JSON.stringify(runPage(report)))
  return { runId, entry: { ...page, data: document } }
}

function writeEntry(file: string, content: string): ManifestEntry {
  return { sha256: hash('sha256', content), ...writeChangedFile(file, content) }
}

/** A file that somebody changed or cut off is written anew. */
function isAlike(known: FileLooks | undefined, found: FileLooks | undefined): boolean {
  return known !== undefined && known.sizeBytes === found?.sizeBytes && known.changedAtS === found.changedAtS
}

async function removeFrom(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, `${name}.json`), { force: true })
}

/** Ten thousand files at once take less time one by one than as promises. */
async function looksIn(folder: string): Promise<Map<string, FileLooks>> {
  await mkdir(folder, { recursive: true })
  const looks = new Map<string, FileLooks>()
  for (const name of await reportsIn(folder)) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false })
    if (found) looks.set(nameOf(name), looksOf(found))
  }
  return looks
}

async function changeManifest(folder: string, change: (manifest: Manifest) => Manifest): Promise<void> {
  const manifest = change(await readManifest(folder))
  writeChangedFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
}

/** Without what another process is writing at this moment. */
async function reportsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json'))
}

const nameOf = (file: string): string => file.slice(0, -'.json'.length)

async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined) throw error
    throw new PerfledgerError(`The report could not be written to ${folder}: ${(error as Error).message}`, {
      hint: 'The run itself is safe in the ledger. Free some space or make the folder writable, then: perfledger report --write',
      cause: error,
    })
  }
}
