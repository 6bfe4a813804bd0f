import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { quote } from 'shlex'
import { describe, expect, it } from 'vitest'
import { splitWords } from '../../runner/config/words.ts'

describe('a command line', () => {
  it.each([
    ['gzip -9 big.txt', ['gzip', '-9', 'big.txt']],
    ['  two   spaces ', ['two', 'spaces']],
    [`echo 'a b' "c d" e\\ f`, ['echo', 'a b', 'c d', 'e f']],
    [`a'b'"c"d`, ['abcd']],
    [`'' ""`, ['', '']],
    [`'a\\b' "a\\b" "a\\\\b" "\\"" "\\$x"`, ['a\\b', 'a\\b', 'a\\b', '"', '$x']],
    [`'a\\\\b'"c"`, ['a\\\\bc']],
    ['one \\\n  two', ['one', 'two']],
    ['glob *.txt $HOME ~ # not a comment', ['glob', '*.txt', '$HOME', '~', '#', 'not', 'a', 'comment']],
    [`grep '|' "&&" \\;`, ['grep', '|', '&&', ';']],
    ['a|b x=1;y', ['a|b', 'x=1;y']],
    ['', []],
  ])('is split as a shell splits words: %j', (line, words) => {
    expect(splitWords(line)).toEqual({ words })
  })

  it.each([
    [`gzip 'big.txt`, 'open-quote', 5],
    [`gzip "big'.txt`, 'open-quote', 5],
    [`say "a 'b`, 'open-quote', 4],
    ['gzip \\', 'open-escape', 5],
    ['cat a | sort', 'shell-syntax', 6],
    ['sort a >out.txt', 'shell-syntax', 7],
    ['sort a 2>&1', 'shell-syntax', 7],
    ['a && b', 'shell-syntax', 2],
    ['a ; b', 'shell-syntax', 2],
    ['a &', 'shell-syntax', 2],
    ['a <<< b', 'shell-syntax', 2],
  ])('is refused where it cannot be split, naming the place: %j', (line, kind, offset) => {
    expect(splitWords(line).mistake).toMatchObject({ kind, offset })
  })

  it('comes apart into the same words as in /bin/sh', { skip: process.platform === 'win32' }, () => {
    const line = fc
      .array(fc.constantFrom(...`ab '"\\ \\\\'"-x\n`), { maxLength: 14 })
      .map((characters) => characters.join(''))
    const lines = fc.sample(line, { numRuns: 400, seed: 7 }).filter((text) => splitWords(text).words)
    expect(lines.length).toBeGreaterThan(50)
    // A newline ends a command in a shell; in a config it is a space like any other.
    const script = lines.map((text) => `words ${unfold(text)}\n`).join('')
    const { stdout } = spawnSync(
      '/bin/sh',
      ['-c', `words() { printf '%s\\001' "$@"; printf '\\002'; }\n${script}`],
      {
        encoding: 'utf8',
      },
    )
    const heard = stdout.split('\u0002').slice(0, -1)
    const own = lines.map((text) => {
      const words = splitWords(unfold(text)).words ?? []
      return (words.length === 0 ? [''] : words).map((word) => `${word}\u0001`).join('')
    })
    expect(own).toEqual(heard)
  })

  it('is put together by shlex.quote and comes apart into the same words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((word) => word.replaceAll('\0', ''))),
        (words) => {
          expect(splitWords(words.map(quote).join(' ')).words).toEqual(words)
        },
      ),
      { seed: 7 },
    )
  })
})

function unfold(text: string): string {
  return text.replaceAll('\n', ' ')
}
