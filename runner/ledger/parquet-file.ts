import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const magic = 'PAR1'
/** Magic, an empty footer, its length, magic again. */
const smallestParquetBytes = 12

/** What is wrong with a Parquet file as far as its first and last bytes tell, in words; undefined if nothing is, or if the file is gone. */
export function faultOf(file: string): string | undefined {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? undefined : `cannot be opened (${code ?? String(error)})`
  }
  try {
    return faultOfOpen(descriptor)
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`
  } finally {
    closeSync(descriptor)
  }
}

function faultOfOpen(descriptor: number): string | undefined {
  const sizeBytes = fstatSync(descriptor).size
  if (sizeBytes === 0) return 'is empty (0 bytes)'
  if (sizeBytes < smallestParquetBytes) return `is too short for a Parquet file (${sizeBytes} bytes)`
  const start = bytesAt(descriptor, 0, smallestParquetBytes).toString('latin1')
  if (start === 'version http') return 'is only a pointer to the file in Git LFS (fetch it: git lfs pull)'
  if (!start.startsWith(magic)) return 'is not a Parquet file'
  const tail = bytesAt(descriptor, sizeBytes - 8, 8)
  if (tail.toString('latin1', 4) !== magic) return 'is cut off: its end is missing'
  const footerBytes = tail.readUInt32LE(0)
  if (footerBytes === 0 || footerBytes > sizeBytes - smallestParquetBytes)
    return 'is damaged: its footer does not fit'
  return undefined
}

function bytesAt(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  readSync(descriptor, buffer, 0, length, position)
  return buffer
}
