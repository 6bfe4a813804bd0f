import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What decides about the content of a report: its rooms, and the files that several rooms share. */
const rooms = ['analyze', 'ledger', 'plan', 'report', 'stats', 'verdict']
const root = join(import.meta.dirname, '..')

let known: string | undefined

/**
 * A text that is another for every other code of this program, so that nothing is taken over from a version that would have made it
 * otherwise, not even while perfledger itself is worked on. Reads some hundred small files, once.
 */
export function codeKey(): string {
  known ??= keyOf(rooms.flatMap(filesIn).concat(filesIn('.')))
  return known
}

function filesIn(room: string): string[] {
  return readdirSync(join(root, room), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.[jt]s$/.test(entry.name))
    .map((entry) => join(room, entry.name))
    .sort()
}

function keyOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}
