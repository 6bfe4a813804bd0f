import { execa } from 'execa'

/**
 * What a program of this project prints, run by this Node in a process of its own: for work that the process which
 * measures must not hold in its memory.
 *
 * @throws Error where it fails, with what it said
 */
export async function runAside(words: readonly string[]): Promise<string> {
  const { stdout } = await execa(process.execPath, words)
  return stdout
}
