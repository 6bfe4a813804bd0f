import { open, rename, rm, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import { PerfledgerError } from '../errors.ts'
import { restoreHint, writeFault } from './faults.ts'
import { makeFolders } from './folders.ts'
import { type LedgerPart, ledgerFile, listLedgerFiles, listTemporaryFiles, temporaryName } from './layout.ts'
import { faultOf } from './parquet-file.ts'

const parts: readonly LedgerPart[] = ['runs', 'verdicts']
const abandonedAfterMs = 24 * 60 * 60 * 1000
const mostFilesNamed = 20

/**
 * The cheap look at the whole history before anything is measured, without DuckDB: every Parquet file starts and ends
 * as one, and its footer fits into it. Finds what git, a full disk or a merge tool leave: empty, cut and foreign files.
 * An absent ledger is readable: it is empty. A file that a compaction took away meanwhile is no fault. Costs about 20 µs a file.
 * Throws PerfledgerError that names every broken file.
 */
export async function checkReadable(folder: string): Promise<void> {
  const files = (await Promise.all(parts.map((part) => listLedgerFiles(folder, part)))).flat()
  const broken = files.flatMap((file) => {
    const fault = faultOf(file)
    return fault === undefined ? [] : [{ file, fault }]
  })
  if (broken.length > 0) throw unreadable(broken)
}

function unreadable(broken: readonly { file: string; fault: string }[]): PerfledgerError {
  const first = broken[0] as { file: string; fault: string }
  if (broken.length === 1) {
    return new PerfledgerError(`A file of the history cannot be read: ${first.file} ${first.fault}.`, {
      hint: restoreHint(first.file),
    })
  }
  const named = broken.slice(0, mostFilesNamed).map(({ file, fault }) => `  ${file} ${fault}`)
  if (broken.length > mostFilesNamed) named.push(`  and ${broken.length - mostFilesNamed} more`)
  return new PerfledgerError(`${broken.length} files of the history cannot be read:\n${named.join('\n')}`, {
    hint: restoreHint('<file>'),
  })
}

/**
 * Proves before measuring that a run can be kept: in each part of the ledger, in the month of `now`, a file can be
 * made, synced, put in place and removed. Creates the folders where they are absent. Removes what appends that were
 * killed left behind more than a day ago; their runs are still in the journal.
 * Throws PerfledgerError that says what is in the way.
 */
export async function checkWritable(folder: string, now: Date = new Date()): Promise<void> {
  for (const part of parts) {
    const probe = ledgerFile(folder, part, 'probe', now.toISOString())
    try {
      await makeFolders(path.dirname(probe))
      await proveWritable(probe)
    } catch (error) {
      throw writeFault('A trial file', path.dirname(probe), error, 'Nothing was measured.')
    }
  }
  await removeAbandoned(folder, now)
}

/** The same steps as an append takes; everything stays under names that no reader looks at. */
async function proveWritable(probe: string): Promise<void> {
  const first = temporaryName(probe)
  const second = temporaryName(probe)
  try {
    const file = await open(first, 'wx')
    try {
      await file.writeFile(Buffer.alloc(16_384, 1))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(first, second)
  } finally {
    await Promise.all([rm(first, { force: true }), rm(second, { force: true })])
  }
}

async function removeAbandoned(folder: string, now: Date): Promise<void> {
  for (const file of await listTemporaryFiles(folder)) {
    const { mtimeMs } = await stat(file)
    if (now.getTime() - mtimeMs > abandonedAfterMs) await unlink(file)
  }
}
