import { exploring, fill } from '../../words.ts'
import { Trouble } from './trouble.ts'

/** What was asked of the server so far. */
export interface Traffic {
  readonly requests: number
  readonly bytes: number
  /** The server does not answer requests for parts of files: it sends them whole. */
  readonly sendsWholeFiles: boolean
}

/** Reads parts of published files over HTTP, and keeps what it read. */
export interface ByteSource {
  readonly traffic: () => Traffic
  readonly read: (file: RemoteFile, start: number, end: number) => Promise<ArrayBuffer>
}

export interface RemoteFile {
  /** Below the folder of the published ledger. */
  readonly path: string
  readonly sizeBytes: number
}

export interface ByteSourceOptions {
  /** The folder of the published ledger, with a slash at its end. */
  readonly folder: string
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>
  readonly onTraffic?: (traffic: Traffic) => void
}

/** A smaller file costs less than the requests for its parts. */
const WHOLE_BYTES = 96 * 1024
/** What is kept of what was read: the oldest goes first. */
const KEPT_BYTES = 128 * 1024 * 1024

/**
 * Asks for parts by range requests; for small files, and where the server knows no ranges, for the whole. A part that was asked for
 * is not asked for again. Rejects with a {@link Trouble} that names the file.
 */
export function byteSource({ folder, fetch, onTraffic }: ByteSourceOptions): ByteSource {
  const kept = new Map<string, { readonly bytes: Promise<ArrayBuffer>; readonly length: number }>()
  const whole = new Set<string>()
  let keptBytes = 0
  let traffic: Traffic = { requests: 0, bytes: 0, sendsWholeFiles: false }

  const note = (change: Partial<Traffic>) => {
    traffic = { ...traffic, ...change }
    onTraffic?.(traffic)
  }

  async function ask(file: RemoteFile, range: string | undefined): Promise<Response> {
    note({ requests: traffic.requests + 1 })
    const init = range === undefined ? {} : { headers: { Range: range } }
    const response = await fetch(addressOf(folder, file.path), init).catch(() => undefined)
    if (!response) throw new Trouble(fill(exploring.exploreNoConnection, file.path))
    if (!response.ok) throw new Trouble(refusal(file, response.status))
    return response
  }

  async function bytesOf(response: Response): Promise<ArrayBuffer> {
    const bytes = await response.arrayBuffer()
    note({ bytes: traffic.bytes + bytes.byteLength })
    return bytes
  }

  async function fetchWhole(file: RemoteFile): Promise<ArrayBuffer> {
    const bytes = await bytesOf(await ask(file, undefined))
    return ofLength(bytes, file.sizeBytes, file)
  }

  async function fetchPart(file: RemoteFile, start: number, end: number): Promise<ArrayBuffer> {
    const response = await ask(file, `bytes=${start}-${end - 1}`)
    const bytes = await bytesOf(response)
    if (response.status === 206) return ofLength(bytes, end - start, file)
    note({ sendsWholeFiles: true })
    whole.add(file.path)
    const all = Promise.resolve(ofLength(bytes, file.sizeBytes, file))
    keep(file.path, all, file.sizeBytes)
    return (await all).slice(start, end)
  }

  function keep(key: string, bytes: Promise<ArrayBuffer>, length: number): Promise<ArrayBuffer> {
    kept.set(key, { bytes, length })
    keptBytes += length
    bytes.catch(() => forget(key))
    for (const oldest of kept.keys()) {
      if (keptBytes <= KEPT_BYTES || oldest === key) break
      forget(oldest)
    }
    return bytes
  }

  function forget(key: string): void {
    keptBytes -= kept.get(key)?.length ?? 0
    kept.delete(key)
  }

  return {
    traffic: () => traffic,
    async read(file, start, end) {
      const isWhole = file.sizeBytes <= WHOLE_BYTES || whole.has(file.path)
      const key = isWhole ? file.path : `${file.path} ${start} ${end}`
      const known = kept.get(key)?.bytes
      if (isWhole) return (await (known ?? keep(key, fetchWhole(file), file.sizeBytes))).slice(start, end)
      return known ?? keep(key, fetchPart(file, start, end), end - start)
    },
  }
}

function addressOf(folder: string, path: string): string {
  return folder + path.split('/').map(partOf).join('/')
}

/** `year=2026` may stay as it is. */
const partOf = (part: string) => encodeURIComponent(part).replaceAll('%3D', '=')

function refusal({ path }: RemoteFile, status: number): string {
  if (status === 404 || status === 416) {
    return fill(exploring.exploreBuiltAnew, path)
  }
  return fill(exploring.exploreRefused, path, status)
}

function ofLength(bytes: ArrayBuffer, wanted: number, { path }: RemoteFile): ArrayBuffer {
  if (bytes.byteLength === wanted) return bytes
  throw new Trouble(fill(exploring.exploreOtherLength, path, bytes.byteLength, wanted))
}
