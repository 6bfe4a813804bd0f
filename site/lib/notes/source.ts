import { readNotes } from './folder.ts'
import type { Note } from './note.ts'

/** Every page of a build asks. A process may build twice, and the notes may have changed in between. */
const KEEP_MS = 500

let known: { readonly folder: string; readonly readMs: number; readonly notes: readonly Note[] } | undefined

/**
 * The notes of this build: those in the folder that `PERFLEDGER_NOTES` names, none where it names none. While somebody works on
 * the site they are read each time.
 */
export function notes(): readonly Note[] {
  const folder = process.env.PERFLEDGER_NOTES ?? ''
  if (folder === '') return []
  const isBuild = typeof __SITE_PUBLISHED__ !== 'undefined' && __SITE_PUBLISHED__
  const nowMs = performance.now()
  if (isBuild && known?.folder === folder && nowMs - known.readMs < KEEP_MS) return known.notes
  known = { folder, readMs: nowMs, notes: readNotes(folder) }
  return known.notes
}
