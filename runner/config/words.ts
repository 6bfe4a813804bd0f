/** Why a command line cannot be split, and where in it. */
export interface WordsMistake {
  readonly kind: 'open-quote' | 'open-escape' | 'shell-syntax'
  /** What stands there: the quote, the backslash or the operator. */
  readonly text: string
  /** Offset in the line, in UTF-16 units. */
  readonly offset: number
}

export type Split =
  | { readonly words: readonly string[]; readonly mistake?: undefined }
  | { readonly words?: undefined; readonly mistake: WordsMistake }

/** Words that only a shell understands: pipes, redirections, lists. `2>&1` and `>out.txt` too. */
const SHELL_SYNTAX = /^(?:\|\|?|&&?|;|\d*(?:>>?|<<?<?|>&|<&)\S*|&>>?\S*)$/

/**
 * Splits a line into words as a POSIX shell does (quotes, backslashes), expanding nothing:
 * `"a b"\ c 'd'` is `["a b c", "d"]`. An unquoted `|`, `>`, `&&` or `;` standing alone is a mistake and not a word:
 * without a shell the program would get it as an argument.
 *
 * Source: POSIX.1-2024, Shell Command Language, 2.2 Quoting. Linear in the length of the line.
 */
export function splitWords(line: string): Split {
  const words: string[] = []
  let at = skipBlanks(line, 0)
  while (at < line.length) {
    const word = readWord(line, at)
    if ('kind' in word) return { mistake: word }
    if (!word.quoted && SHELL_SYNTAX.test(word.text)) {
      return { mistake: { kind: 'shell-syntax', text: word.text, offset: at } }
    }
    words.push(word.text)
    at = skipBlanks(line, word.end)
  }
  return { words }
}

interface Word {
  readonly text: string
  readonly quoted: boolean
  readonly end: number
}

const isBlank = (character: string): boolean => /^[ \t\r\n]$/.test(character)

function skipBlanks(line: string, from: number): number {
  let at = from
  while (at < line.length && (isBlank(line.charAt(at)) || line.startsWith('\\\n', at))) {
    at += line.charAt(at) === '\\' ? 2 : 1
  }
  return at
}

function readWord(line: string, from: number): Word | WordsMistake {
  let text = ''
  let quoted = false
  let at = from
  while (at < line.length && !isBlank(line.charAt(at))) {
    const part = readPart(line, at)
    if ('kind' in part) return part
    text += part.text
    quoted ||= part.quoted
    at = part.end
  }
  return { text, quoted, end: at }
}

function readPart(line: string, at: number): Word | WordsMistake {
  const character = line.charAt(at)
  if (character === "'") return readSingleQuoted(line, at)
  if (character === '"') return readDoubleQuoted(line, at)
  if (character !== '\\') return { text: character, quoted: false, end: at + 1 }
  const next = line.charAt(at + 1)
  if (next === '') return { kind: 'open-escape', text: '\\', offset: at }
  return { text: next === '\n' ? '' : next, quoted: true, end: at + 2 }
}

function readSingleQuoted(line: string, open: number): Word | WordsMistake {
  const close = line.indexOf("'", open + 1)
  if (close < 0) return { kind: 'open-quote', text: "'", offset: open }
  return { text: line.slice(open + 1, close), quoted: true, end: close + 1 }
}

/** Inside double quotes a backslash escapes only `$`, a backtick, `"`, itself and a line's end. */
function readDoubleQuoted(line: string, open: number): Word | WordsMistake {
  let text = ''
  for (let at = open + 1; at < line.length; at += 1) {
    const character = line.charAt(at)
    if (character === '"') return { text, quoted: true, end: at + 1 }
    const next = line.charAt(at + 1)
    if (character === '\\' && next !== '' && '$`"\\\n'.includes(next)) {
      if (next !== '\n') text += next
      at += 1
    } else {
      text += character
    }
  }
  return { kind: 'open-quote', text: '"', offset: open }
}
