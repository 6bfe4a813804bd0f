import { stripVTControlCharacters } from 'node:util'

/** Text from configs, commits and tools must not move the cursor or colour the terminal. One line. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
}

/** The same for output of several lines. */
export function plainLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
    .trimEnd()
    .split('\n')
}
