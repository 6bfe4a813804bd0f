import { OutputError } from './adapter.ts'

/** A line of a tool's text with its number from 1. */
export interface Line {
  readonly number: number
  readonly text: string
}

/** The lines of a text without colour codes and carriage returns. */
export function plainLines(text: string): Line[] {
  return stripColours(text)
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.replace(/\r$/, '') }))
}

const COLOUR = /\u001b\[[0-9;]*[A-Za-z]/g

export function stripColours(text: string): string {
  return text.replace(COLOUR, '')
}

/** `18,149.5` as a number. */
export function groupedNumber(text: string): number {
  return Number(text.replaceAll(',', ''))
}

/**
 * The lines of a text whose tool ends every line: where the last one has no end, the text was cut off, perhaps in the middle
 * of a number.
 * @throws OutputError naming the line
 */
export function completeLines(text: string): Line[] {
  const lines = plainLines(text)
  const last = lines.at(-1)!
  if (last.text.trim() !== '') {
    throw new OutputError(`line ${last.number}: the output was cut off: "${last.text.trim().slice(0, 80)}"`)
  }
  return lines
}
