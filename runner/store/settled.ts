import type { StoredObject } from './object-store.ts'

/** Far more than it takes where a compaction is under way. */
const mostAttempts = 20

/** One look at a listing; `whole` where the store gave it as one page, which is of one moment by itself. */
export interface Listing {
  readonly objects: readonly StoredObject[]
  readonly whole: boolean
}

/**
 * A listing of several pages is of several moments: between two of them a compaction may put a chunk where was looked already
 * and take away the runs where was not. So it is asked until two in a row are the same. Objects never change, and a name that
 * is gone does not come back, so what both tell was there in between.
 */
export async function settledListing(look: () => Promise<Listing>): Promise<readonly StoredObject[]> {
  let before: string | undefined
  for (let attempt = 1; ; attempt++) {
    const { objects, whole } = await look()
    const names = objects.map(({ name }) => name).join('\n')
    if (whole || names === before || attempt === mostAttempts) return objects
    before = names
  }
}
