import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { FileSizes } from '../metrics/metric.ts'

/**
 * The files that some patterns name, relative to a folder, with `/` in their names, sorted by code unit; a folder stands
 * for all files below it. A name that exists is itself, whatever brackets and stars it holds.
 */
export async function findFiles(patterns: readonly string[], cwd: string): Promise<string[]> {
  const literal = patterns.filter((pattern) => isFile(resolve(cwd, pattern)))
  const others = patterns.filter((pattern) => !literal.includes(pattern))
  const found = others.length === 0 ? [] : await findMatching(others, cwd)
  return [...new Set([...literal, ...found].map((name) => name.split(sep).join('/')))].sort()
}

/** Loaded only where patterns are to be matched: the process that measures stays small. */
async function findMatching(patterns: readonly string[], cwd: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  return glob([...patterns], { cwd, dot: true })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** 64 hex digits over the names and the contents of files; undefined where there are none. */
export async function hashFiles(patterns: readonly string[], cwd: string): Promise<string | undefined> {
  const names = await findFiles(patterns, cwd)
  if (names.length === 0) return undefined
  const hash = createHash('sha256')
  for (const name of names) {
    const path = resolve(cwd, name)
    // The length of both, so that no other division into names and contents gives the same bytes.
    hash.update(`${Buffer.byteLength(name)} ${statSync(path).size}\0${name}`)
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

/** How large files are, as they are and compressed; undefined where there are none. */
export async function sizeFiles(patterns: readonly string[], cwd: string): Promise<FileSizes | undefined> {
  const names = await findFiles(patterns, cwd)
  if (names.length === 0) return undefined
  let rawBytes = 0
  let gzipBytes = 0
  for (const name of names) {
    const path = resolve(cwd, name)
    rawBytes += statSync(path).size
    gzipBytes += await gzipSize(path)
  }
  return { rawBytes, gzipBytes }
}

async function gzipSize(path: string): Promise<number> {
  let sizeBytes = 0
  await pipeline(createReadStream(path), createGzip({ level: 9 }), async (chunks) => {
    for await (const chunk of chunks) sizeBytes += (chunk as Buffer).length
  })
  return sizeBytes
}
