import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { openDatabase, select } from './duckdb.ts'
import { writeFault } from './faults.ts'
import { syncFolder } from './folders.ts'
import { type LedgerPart, listLedgerFiles, listTemporaryFiles } from './layout.ts'
import { type FileFault, faultsOfFile } from './verify-file.ts'
import { findCopies, type Oddity, oddContents } from './verify-history.ts'

/** What {@link verifyLedger} found. */
export interface Verification {
  readonly files: number
  /** Each makes reading fail or numbers wrong. */
  readonly faults: readonly FileFault[]
  readonly oddities: readonly Oddity[]
}

const parts: readonly LedgerPart[] = ['runs', 'verdicts']

/**
 * Looks at every byte and value of a ledger: each file alone (see `verify-file.ts`), then all together. Changes nothing.
 * Throws PerfledgerError only where the folder itself cannot be read.
 */
export async function verifyLedger(folder: string): Promise<Verification> {
  const sound: Record<LedgerPart, string[]> = { runs: [], verdicts: [] }
  const faults: FileFault[] = []
  let files = 0
  const database = await openDatabase()
  try {
    for (const part of parts) {
      for (const file of await listLedgerFiles(folder, part)) {
        files += 1
        const found = await faultsOfFile(
          (sql, values) => select(database.connection, sql, values),
          part,
          file,
        )
        if (found.length === 0) sound[part].push(file)
        else faults.push(...found)
      }
    }
  } finally {
    database.close()
  }
  const together = await findCopies(sound.runs, sound.verdicts)
  faults.push(...together.faults)
  const oddities = [...together.oddities, ...(await leftBehind(folder))]
  if (faults.length === 0) oddities.push(...(await oddContents(folder)))
  return { files, faults, oddities }
}

async function leftBehind(folder: string): Promise<Oddity[]> {
  const files = await listTemporaryFiles(folder)
  return files.map((about) => ({
    about,
    what: 'was left by a command that was killed; the next run sweeps it up after a day',
  }))
}

/** Where a file was put, and where it came from. */
export interface Quarantined {
  readonly file: string
  readonly movedTo: string
}

/**
 * Puts the broken files aside, into `quarantine/` under the same names as in the ledger; nothing is ever deleted or
 * overwritten. Files that are sound but too new stay. Throws PerfledgerError where one cannot be moved.
 */
export async function quarantine(folder: string, faults: readonly FileFault[]): Promise<Quarantined[]> {
  const files = new Set(faults.filter(({ broken }) => broken).map(({ file }) => file))
  const moved: Quarantined[] = []
  for (const file of files) {
    const movedTo = freeName(path.join(folder, 'quarantine', path.relative(folder, file)))
    try {
      await mkdir(path.dirname(movedTo), { recursive: true })
      await rename(file, movedTo)
      await syncFolder(path.dirname(movedTo))
      await syncFolder(path.dirname(file))
    } catch (error) {
      throw writeFault(file, movedTo, error, 'It stays where it is.')
    }
    moved.push({ file, movedTo })
  }
  return moved
}

function freeName(wanted: string): string {
  let name = wanted
  for (let number = 2; existsSync(name); number++) name = `${wanted}.${number}`
  return name
}
