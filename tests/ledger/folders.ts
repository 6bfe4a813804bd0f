import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { openLedger } from '../../runner/ledger/open.ts'
import type { Ledger } from '../../runner/ledger/series.ts'

/** Gives empty ledger folders, all removed after the tests of the file. */
export function ledgerFolders(): () => string {
  const root = mkdtempSync(path.join(tmpdir(), 'perfledger-ledger-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return () => mkdtempSync(path.join(root, 'data-'))
}

/** Opens, asks, closes. */
export async function read<T>(folder: string, ask: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(folder)
  try {
    return await ask(ledger)
  } finally {
    ledger.close()
  }
}

/** Every file below, hidden ones too, as paths relative to the folder. */
export function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}

/** Mounts a file system of its own, of so many bytes, where this user may; undefined where not. */
export function mountTiny(folder: string, options: string): (() => void) | undefined {
  if (process.platform !== 'linux') return undefined
  mkdirSync(folder, { recursive: true })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
  if (mounted.status !== 0) return undefined
  return () => {
    spawnSync('umount', [folder])
  }
}
