import { expect, it } from 'vitest'
import { settledListing } from '../../runner/store/settled.ts'

const named = (...names: string[]) => names.map((name) => ({ name, sizeBytes: 1 }))

/** Looks that tell these, one after the other. */
function looks(...listings: { objects: ReturnType<typeof named>; whole: boolean }[]) {
  let next = 0
  return async () => listings[next++] as (typeof listings)[number]
}

it('takes a listing of one page as it is', async () => {
  expect(await settledListing(looks({ objects: named('a'), whole: true }))).toEqual(named('a'))
})

it('looks again until two listings of many pages agree, so that no compaction falls between their pages', async () => {
  // The chunk came to the first page after it was looked at, and the runs went from the second before it was.
  const torn = { objects: named('z'), whole: false }
  const after = { objects: named('chunk', 'z'), whole: false }
  expect(await settledListing(looks(torn, after, after))).toEqual(named('chunk', 'z'))
})
