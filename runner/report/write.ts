import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PerfledgerError } from '../errors.ts'
import type { Report } from './assemble.ts'
import type { RunReport } from './model.ts'
import { REPORT_SCHEMA_VERSION } from './model.ts'

/**
 * Writes a report into its folder. A file whose content would stay the same is not touched, so that a build can tell
 * what changed; pages of cases that no longer exist are removed. The report is made anew from the ledger at any time:
 * nothing in this folder is history.
 */
export async function writeReport(folder: string, report: Report): Promise<void> {
  await inFolder(folder, async () => {
    await mkdir(join(folder, 'cases'), { recursive: true })
    await mkdir(join(folder, 'runs'), { recursive: true })
    const names = new Set(report.cases.map((entry) => `${entry.case.slug}.json`))
    for (const entry of report.cases) {
      await writeChanged(join(folder, 'cases', `${entry.case.slug}.json`), JSON.stringify(entry))
    }
    for (const name of await reportsIn(join(folder, 'cases'))) {
      if (!names.has(name)) await rm(join(folder, 'cases', name), { force: true })
    }
    await writeChanged(join(folder, 'runs.json'), JSON.stringify(report.runs))
    await writeChanged(join(folder, 'changes.json'), JSON.stringify(report.changes))
    await writeChanged(join(folder, 'index.json'), JSON.stringify(report.index))
  })
}

/** What a run's page depends on beyond the immutable run itself. */
export interface RunState {
  readonly runId: string
  readonly previousRunId: string | null
  readonly nextRunId: string | null
  readonly judged: boolean
}

function keyOf(state: RunState, toolVersion: string): string {
  return [REPORT_SCHEMA_VERSION, toolVersion, state.previousRunId, state.nextRunId, state.judged].join(' ')
}

/**
 * Writes the reports of single runs, only those that are new or whose neighbours or verdict changed since the last
 * time, so that the cost follows what is new and not the length of the history.
 */
export async function writeRunReports(
  folder: string,
  states: readonly RunState[],
  toolVersion: string,
  make: (state: RunState) => Promise<RunReport>,
): Promise<number> {
  return inFolder(folder, async () => {
    const runs = join(folder, 'runs')
    await mkdir(runs, { recursive: true })
    const manifestFile = join(folder, 'runs-manifest.json')
    const manifest = await readManifest(manifestFile)
    const present = new Set(await reportsIn(runs))
    const keys: Record<string, string> = {}
    let written = 0
    for (const state of states) {
      const name = `${state.runId}.json`
      const key = keyOf(state, toolVersion)
      keys[state.runId] = key
      const fresh = present.delete(name) && manifest[state.runId] === key
      if (fresh) continue
      await writeChanged(join(runs, name), JSON.stringify(await make(state)))
      written += 1
    }
    for (const name of present) await rm(join(runs, name), { force: true })
    await writeChanged(manifestFile, JSON.stringify(keys))
    return written
  })
}

/** The manifest only saves work: without a readable one, everything is written anew. */
async function readManifest(file: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
  } catch {
    return {}
  }
}

/** Without what another process is writing at this moment. */
async function reportsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json'))
}

async function writeChanged(file: string, content: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before === content) return
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await writeFile(temporary, content)
    await rename(temporary, file)
  } catch (error) {
    // On a full disk, what was begun would take the last space.
    await rm(temporary, { force: true })
    throw error
  }
}

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
