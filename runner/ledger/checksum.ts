import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'

/*
 * Every file of the ledger carries the SHA-256 of its own bytes, so that a flipped bit anywhere in it is found without
 * a second file that would have to be kept in step. It is an entry of the Parquet footer's key-value metadata. Anybody
 * can check it: replace the 64 digits by zeros and hash the whole file.
 */

const checksumKey = 'perfledger_sha256'
const checksumDigits = 64
const blank = '0'.repeat(checksumDigits)
/** The key as it stands in the footer, then the header of the value: a text of 64 bytes, in Thrift's compact protocol. */
const marker = Buffer.from(`${checksumKey}\x18${String.fromCharCode(checksumDigits)}`, 'latin1')

/** The entry with which a file must be written for {@link sealFile} to find its place. */
export const blankChecksum: Readonly<Record<string, string>> = { [checksumKey]: blank }

/** Fills in the checksum of a file that was written with {@link blankChecksum}, and returns it: 64 hex digits. */
export async function sealFile(file: string): Promise<string> {
  const handle = await open(file, 'r+')
  try {
    const { bytes, place } = await readSealed(handle)
    if (place === undefined) throw new Error(`${file} was written without a place for its checksum`)
    const checksum = digest(bytes)
    await handle.write(Buffer.from(checksum, 'latin1'), 0, checksumDigits, place)
    await handle.sync()
    return checksum
  } finally {
    await handle.close()
  }
}

/** What the checksum of a file says: `sound`, `wrong`, or `absent` (files of version 1, and files of others). */
export async function checkSeal(file: string): Promise<'sound' | 'wrong' | 'absent'> {
  const handle = await open(file, 'r')
  try {
    const { bytes, place } = await readSealed(handle)
    if (place === undefined) return 'absent'
    const claimed = bytes.toString('latin1', place, place + checksumDigits)
    bytes.write(blank, place, 'latin1')
    return digest(bytes) === claimed ? 'sound' : 'wrong'
  } finally {
    await handle.close()
  }
}

/** The footer's metadata are among its last bytes, unless somebody else wrote very much there. */
const tailBytes = 16_384

/**
 * What tells a file from every other: the checksum that it claims, or one of its content where it claims none. Does not check
 * the claim. Reads the end of a file that perfledger wrote, all of any other.
 */
export async function contentKey(file: string): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, tailBytes)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    const found = buffer.lastIndexOf(marker)
    const place = found + marker.length
    if (found >= 0 && place + checksumDigits <= length)
      return buffer.toString('latin1', place, place + checksumDigits)
    return digest(await handle.readFile())
  } finally {
    await handle.close()
  }
}

/** Chunks have a few megabytes at most, so they are read at once. */
async function readSealed(handle: FileHandle): Promise<{ bytes: Buffer; place: number | undefined }> {
  const bytes = await handle.readFile()
  const found = bytes.lastIndexOf(marker)
  return { bytes, place: found < 0 ? undefined : found + marker.length }
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
