import { randomBytes } from 'node:crypto'

/**
 * A name for a run: `20261120-051230-9f86d081ab`, the UTC second of its start and 40 random bits. Sorts by time, is safe
 * in URLs and file names, and needs no one to hand it out: two machines that start at the same second do not collide.
 */
export function makeRunId(now: Date, random: Uint8Array = randomBytes(5)): string {
  const digits = now.toISOString().replace(/\D/g, '')
  const suffix = Buffer.from(random.subarray(0, 5)).toString('hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${suffix}`
}
