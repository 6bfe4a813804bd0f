import { breakable } from '../lib/breakable.ts'

/** A name whose lines end where its words do, as `Breakable.astro` writes it while building. */
export function brokenName(name: string): (string | HTMLElement)[] {
  return breakable(name).flatMap((piece, place) =>
    place === 0 ? [piece] : [document.createElement('wbr'), piece],
  )
}
