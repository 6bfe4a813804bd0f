import type { CommandSpec } from './benchmark-schema.ts'
import type { CommandTemplate } from './config.ts'
import type { Problem } from './problem.ts'
import { splitWords, type WordsMistake } from './words.ts'

type Result =
  | { readonly command: CommandTemplate; readonly mistake?: undefined }
  | { readonly command?: undefined; readonly mistake: Omit<Problem, 'path' | 'at'> }

/** A command as written, as words or as a line for a shell. */
export function readCommand(written: CommandSpec, shell: boolean): Result {
  if (shell) return readShellLine(written)
  if (typeof written !== 'string') return ofWords(written)
  const { words, mistake } = splitWords(written)
  return words ? ofWords(words) : { mistake: wordsMistake(mistake) }
}

function readShellLine(written: CommandSpec): Result {
  if (typeof written === 'string')
    return written.trim() === '' ? ofWords([]) : { command: { kind: 'shell', line: written } }
  const title = 'a list of words cannot be run by a shell'
  return { mistake: { title, expected: 'one line of text, or `shell: false`' } }
}

function ofWords(words: readonly string[]): Result {
  const [program = '', ...rest] = words
  if (program.trim() !== '') return { command: { kind: 'words', words: [program, ...rest] } }
  return { mistake: { title: 'the command is empty', expected: 'a program and its arguments' } }
}

function wordsMistake({ kind, text, offset }: WordsMistake): Omit<Problem, 'path' | 'at'> {
  const within = { offset, length: text.length }
  if (kind === 'shell-syntax') {
    const expected = `\`shell: true\` beside the command, or quotes around \`${text}\` if the program is to get it`
    return { within, title: `\`${text}\` is understood only by a shell`, expected }
  }
  if (kind === 'open-escape') {
    return { within, title: 'the command ends with a backslash', expected: 'a character after it, or `\\\\`' }
  }
  return {
    within,
    title: `this quote (\`${text}\`) is never closed`,
    expected: `another \`${text}\` after it`,
  }
}
