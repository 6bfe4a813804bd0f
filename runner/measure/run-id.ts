import { randomBytes } from 'node:crypto'

/**
 * A name for a run: `20261120-051230-3159f86d08`, the UTC second of its start, then three hex digits of its millisecond
 * and 28 random bits. Sorts by time, is safe in URLs and file names, and needs no one to hand it out: two machines that
 * start at the same millisecond do not collide.
 */
export function makeRunId(now: Date, random: Uint8Array = randomBytes(4)): string {
  const digits = now.toISOString().replace(/\D/g, '')
  const milliseconds = now.getUTCMilliseconds().toString(16).padStart(3, '0')
  const chance = Buffer.from(random).toString('hex').slice(0, 7)
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${milliseconds}${chance}`
}
