import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PerfledgerError } from '../errors.ts'
import { TAIL_BYTES } from './executor.ts'

const CHECK_INTERVAL_MS = 50

/**
 * A temporary file that commands print into, so that no pipe slows them down and nothing has to be read while they
 * run. It has no name: the system forgets it when the runner ends, however it ends.
 *
 * @throws PerfledgerError where no file can be made
 */
export class OutputFile {
  readonly fd: number
  readonly #folder: string
  #carried = Buffer.alloc(0)

  constructor() {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND
    try {
      this.#folder = mkdtempSync(join(tmpdir(), 'perfledger-'))
      this.fd = openSync(join(this.#folder, 'output'), flags, 0o600)
    } catch (error) {
      throw new PerfledgerError(`No temporary file can be made: ${(error as Error).message}`, {
        hint: 'Free some space, or let TMPDIR name a folder that can be written.',
        cause: error,
      })
    }
    // Windows cannot remove an open file; there it goes with `close`.
    if (process.platform !== 'win32') this.#removeFolder()
  }

  get sizeBytes(): number {
    return fstatSync(this.fd).size
  }

  /** Empty again, for the next command. */
  reset(): void {
    this.#carried = Buffer.alloc(0)
    if (this.sizeBytes > 0) ftruncateSync(this.fd)
  }

  /**
   * Keeps the file small while a command prints: whatever is over the limit is cut away, its tail remembered.
   * Where `onExceeded` is given, that is called instead. Returns how to stop.
   */
  watch(limitBytes: number, onExceeded?: () => void): () => void {
    const timer = setInterval(() => {
      if (this.sizeBytes <= limitBytes) return
      if (onExceeded) onExceeded()
      else this.#cut()
    }, CHECK_INTERVAL_MS)
    return () => clearInterval(timer)
  }

  /** The last part of what was printed; undefined where nothing was. */
  tail(): string | undefined {
    const bytes = Buffer.concat([this.#carried, this.#lastBytes()]).subarray(-TAIL_BYTES)
    return bytes.length === 0 ? undefined : decodeTail(bytes)
  }

  /** All that was printed. */
  text(): string {
    return this.#read(0, this.sizeBytes).toString('utf8')
  }

  close(): void {
    closeSync(this.fd)
    this.#removeFolder()
  }

  #cut(): void {
    this.#carried = Buffer.concat([this.#carried, this.#lastBytes()]).subarray(-TAIL_BYTES)
    ftruncateSync(this.fd)
  }

  #lastBytes(): Buffer {
    const size = this.sizeBytes
    return this.#read(Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES))
  }

  #read(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    let filled = 0
    while (filled < length) {
      const count = readSync(this.fd, bytes, filled, length - filled, position + filled)
      if (count === 0) break
      filled += count
    }
    return bytes.subarray(0, filled)
  }

  #removeFolder(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** As text, from the first whole character on. */
function decodeTail(bytes: Buffer): string {
  let start = 0
  while (start < 4 && start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start++
  return bytes.subarray(start).toString('utf8')
}
