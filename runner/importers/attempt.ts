import { OutputError } from '../adapters/adapter.ts'
import type { Unread } from './importer.ts'

/** The source says less than it must; the message says what is lacking. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/** A value that must be there. */
export function required<T>(value: T | undefined, lacking: string): T {
  if (value === undefined) throw new Unreadable(lacking)
  return value
}

/**
 * Reads one part of a source. What makes it unreadable is put on the list with its place, and the rest goes on; a fault of the
 * program itself is passed on.
 */
export function attempt<T>(place: string, unread: Unread[], read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof OutputError || error instanceof SyntaxError))
      throw error
    unread.push({ place, reason: error.message })
    return undefined
  }
}
