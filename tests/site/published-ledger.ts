import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareLedger } from '../../runner/commands/publish-ledger.ts'
import type { PublishedLedger } from '../../runner/report/model.ts'
import { type Explorer, explorer } from '../../site/lib/explore/explore.ts'

/** A ledger that was published the real way, and a server of its files. */
export interface Published {
  readonly folder: string
  readonly list: PublishedLedger
  /** Anew: nothing is loaded yet. */
  readonly explorer: (options?: { readonly knowsRanges?: boolean }) => Explorer
}

const folders: string[] = []

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-explore-'))
  folders.push(folder)
  return folder
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export async function published(ledger: string): Promise<Published> {
  const work = temporaryFolder()
  const folder = join(work, 'copy')
  const reportFolder = join(work, 'report')
  mkdirSync(reportFolder)
  await prepareLedger({
    ledger,
    reportFolder,
    copyFolder: folder,
    outFolder: join(work, 'dist'),
    commitOrder: undefined,
  })
  const list = JSON.parse(readFileSync(join(reportFolder, 'ledger.json'), 'utf8')) as PublishedLedger
  return {
    folder,
    list,
    explorer: ({ knowsRanges = true } = {}) =>
      explorer(list, { folder: 'data/ledger/', fetch: serverOf(folder, knowsRanges) }),
  }
}

function serverOf(folder: string, knowsRanges: boolean) {
  return async (address: string, init: RequestInit): Promise<Response> => {
    const path = join(folder, decodeURIComponent(address.replace(/^data\/ledger\//, '')))
    const handle = await open(path).catch(() => undefined)
    if (handle === undefined) return new Response('', { status: 404 })
    const { size } = await handle.stat()
    const asked = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init.headers).get('Range') ?? '')
    const isPart = knowsRanges && asked !== null
    const [start, end] = isPart ? [Number(asked[1]), Number(asked[2]) + 1] : [0, size]
    const { buffer } = await handle.read(new Uint8Array(end - start), 0, end - start, start)
    await handle.close()
    return new Response(buffer, { status: isPart ? 206 : 200 })
  }
}
