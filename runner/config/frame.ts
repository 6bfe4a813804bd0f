import stringWidth from 'string-width'

/** A frame never gets wider than this; longer lines are cut around the caret. */
const MAX_WIDTH = 100

export interface Frame {
  readonly text: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number
  /** In UTF-16 units; at least one caret is drawn. */
  readonly length: number
  /** Stands right of the carets. */
  readonly label: string | undefined
}

/**
 * The wrong line with the one before it and carets below what is wrong:
 *
 *      6 |         command: gzip -9 big.txt
 *      7 |         timout: 60 s
 *        |         ^^^^^^ did you mean `timeout`?
 */
export function codeFrame(frame: Frame): string[] {
  const lines = frame.text.split(/\r?\n/)
  const number = (line: number): string => `${line} | `.padStart(gutter(frame.line) + 3)
  const shown = [frame.line - 1, frame.line].filter((line) => line > 0 && line <= lines.length)
  const cut = cutAround(lines[frame.line - 1] ?? '', frame.column - 1)
  const body = shown.map((line) => {
    const text = lines[line - 1] ?? ''
    return (number(line) + (line === frame.line ? cut.text : printable(clip(text)))).trimEnd()
  })
  return [...body, `${' '.repeat(gutter(frame.line))} | ${underline(frame, cut)}`.trimEnd()]
}

/** How wide the line numbers are. */
export const gutter = (line: number): number => String(line).length

interface Cut {
  readonly text: string
  /** Of the raw line, where the shown part starts. */
  readonly from: number
  readonly raw: string
}

function cutAround(raw: string, column: number): Cut {
  if (stringWidth(raw) <= MAX_WIDTH) return { text: printable(raw), from: 0, raw }
  const from = Math.max(0, column - Math.floor(MAX_WIDTH / 3))
  const part = clip(raw.slice(from))
  return { text: (from > 0 ? '…' : '') + printable(part), from, raw: raw.slice(0, from + part.length) }
}

function clip(line: string): string {
  if (stringWidth(line) <= MAX_WIDTH) return line
  let kept = ''
  for (const character of line) {
    if (stringWidth(kept) + stringWidth(character) >= MAX_WIDTH) break
    kept += character
  }
  return `${kept}…`
}

function underline(frame: Frame, cut: Cut): string {
  const start = frame.column - 1
  const before = printable(cut.raw.slice(cut.from, start))
  const marked = printable(cut.raw.slice(start, start + frame.length))
  const indent = stringWidth(before) + (cut.from > 0 ? 1 : 0)
  const label = frame.label === undefined ? '' : ` ${frame.label}`
  return ' '.repeat(indent) + '^'.repeat(Math.max(1, stringWidth(marked))) + label
}

/** Nothing of a file may steer the terminal: control characters are shown as pictures, a tab as two spaces. */
export function printable(text: string): string {
  return text
    .replaceAll('\t', '  ')
    .replace(/\p{Cc}/gu, (control) => controlPicture(control.codePointAt(0)!))
    .replace(/[\u202a-\u202e\u2066-\u2069\u2028\u2029]/g, '\ufffd')
}

function controlPicture(code: number): string {
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd'
}
