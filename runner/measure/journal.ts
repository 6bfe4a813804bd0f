import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { PerfledgerError } from '../errors.ts'
import { collect } from './collect.ts'
import type { MeasuredRun, MeasureRecord, RunHeader } from './record.ts'

/** The first line of a journal: whose run it is, and which process writes it. */
interface FirstLine {
  readonly kind: 'header'
  readonly header: RunHeader
  readonly pid: number
  /** Tells a process from a later one with the same number; undefined where the system does not say. */
  readonly processStart: string | undefined
}

/** The last line: everything was measured, so what precedes it is the whole run. */
interface LastLine {
  readonly kind: 'end'
  readonly finishedAt: string
  readonly interrupted: boolean
}

/** Everything up to here survives a loss of power; every record survives the death of the process. */
const SYNC_INTERVAL_MS = 1000

/**
 * Keeps every record of a run on disk as soon as it exists, one JSON line each, until the run is in the ledger: whatever
 * ends the process, the next command finds what was measured. Throws PerfledgerError where it cannot write.
 */
export class Journal {
  readonly file: string
  readonly #descriptor: number
  #syncedAtMs = 0

  constructor(folder: string, header: RunHeader) {
    this.file = join(folder, `${header.id}.jsonl`)
    this.#descriptor = orExplain(this.file, () => {
      mkdirSync(folder, { recursive: true })
      return openSync(this.file, 'wx')
    })
    syncFolder(folder)
    const first: FirstLine = {
      kind: 'header',
      header,
      pid: process.pid,
      processStart: processStart(process.pid),
    }
    this.write(first)
  }

  write(record: MeasureRecord | FirstLine | LastLine): void {
    orExplain(this.file, () => {
      writeAll(this.#descriptor, `${JSON.stringify(record)}\n`)
      if (Date.now() - this.#syncedAtMs < SYNC_INTERVAL_MS) return
      fsyncSync(this.#descriptor)
      this.#syncedAtMs = Date.now()
    })
  }

  /** Says that measuring has ended; whoever recovers the journal from now on has a whole run. */
  end(finishedAt: string, interrupted: boolean): void {
    this.write({ kind: 'end', finishedAt, interrupted })
  }

  /** Syncs and closes the file, and leaves it where it is. */
  close(): void {
    orExplain(this.file, () => fsyncSync(this.#descriptor))
    closeSync(this.#descriptor)
  }
}

/** The name of a new file survives a loss of power only when its folder is synced; some systems cannot. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written)
  }
}

function orExplain<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new PerfledgerError(`The journal ${file} cannot be written: ${(error as Error).message}`, {
      hint: 'Measuring stops rather than lose results. Free some space or make the folder writable; what the journal holds so far is recovered by the next command.',
      cause: error,
    })
  }
}

/** A run that a process left behind when it died. */
export interface RecoveredRun {
  readonly file: string
  readonly run: MeasuredRun
}

/**
 * Reads the journals of processes that no longer live. A journal whose process still lives is another run at work and
 * is left alone; a torn last line is what the process was writing when it died, and is left out; a journal without a
 * single iteration holds nothing to keep and is removed.
 */
export function recoverJournals(folder: string): RecoveredRun[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return names.sort().flatMap((name) => recoverJournal(join(folder, name)) ?? [])
}

function recoverJournal(file: string): RecoveredRun | undefined {
  const lines = readFileSync(file, 'utf8').split('\n')
  const torn = lines.pop()
  const [first, ...records] = lines.map((line, index) => parseLine(file, line, index))
  if (first === undefined) return isAbandoned(file, torn) ? discard(file) : undefined
  const { header, pid, processStart: startedAt } = readFirstLine(file, first)
  if (isAlive(pid, startedAt)) return undefined
  const run = runOf(header, records)
  return run === undefined ? discard(file) : { file, run }
}

/** The run that a journal of this process holds, whose measuring has ended. @throws PerfledgerError where it is damaged */
export function readJournal(file: string): MeasuredRun {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  const [first, ...records] = lines.map((line, index) => parseLine(file, line, index))
  const run = runOf(readFirstLine(file, first).header, records)
  if (run === undefined) throw damaged(file, lines.length, 'it holds nothing that was measured')
  return run
}

/** Undefined where nothing was measured. Without its last line, the run was cut off at its last iteration. */
function runOf(header: RunHeader, lines: readonly unknown[]): MeasuredRun | undefined {
  const records = lines as (MeasureRecord | LastLine)[]
  const end = records.find((record) => record.kind === 'end')
  const measured = records.filter((record) => record.kind !== 'end')
  const starts = measured.flatMap((record) => (record.kind === 'iteration' ? [record.startedAtMs] : []))
  const last = starts.reduce((latest, startedAtMs) => Math.max(latest, startedAtMs), 0)
  if (starts.length === 0) return undefined
  return collect(header, measured, end?.finishedAt ?? new Date(last).toISOString(), end?.interrupted ?? true)
}

/** Whoever was writing the first line had no time to measure anything; but perhaps it is being written right now. */
function isAbandoned(file: string, torn: string | undefined): boolean {
  return !torn || Date.now() - statSync(file).mtimeMs > ABANDONED_MS
}

const ABANDONED_MS = 60_000

function readFirstLine(file: string, line: unknown): FirstLine {
  const { kind, header, pid } = (line ?? {}) as Partial<FirstLine>
  if (kind === 'header' && typeof header?.id === 'string' && typeof pid === 'number') return line as FirstLine
  throw damaged(file, 1, 'it does not say whose run it is')
}

function parseLine(file: string, line: string, index: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw damaged(file, index + 1, 'it is not JSON', error)
  }
}

function damaged(file: string, line: number, why: string, cause?: unknown): PerfledgerError {
  return new PerfledgerError(`The journal ${file} is damaged in line ${line}: ${why}.`, {
    hint: 'It holds a run that was never appended. Mend the line, or move the file away to give the run up.',
    cause,
  })
}

function discard(file: string): undefined {
  rmSync(file, { force: true })
}

function isAlive(pid: number, startedAt: string | undefined): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startedAt === undefined || processStart(pid) === startedAt
}

/** When a process started, in the clock ticks of the kernel since boot; undefined where /proc does not tell. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // The name in parentheses may hold anything; the start time is the 22nd field, the 20th behind the name.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return undefined
  }
}

/** To be called when the run is in the ledger. */
export function removeJournal(file: string): void {
  rmSync(file, { force: true })
}
