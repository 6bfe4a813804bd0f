import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { yamlText } from '../../runner/commands/init/config-text.ts'
import { withIgnored } from '../../runner/commands/init/ignore-text.ts'
import { withScripts } from '../../runner/commands/init/scripts-text.ts'

const scripts = { perf: 'perfledger run', site: 'perfledger site' }

describe('scripts in package.json', () => {
  it('are added at the end, everything else staying as it was written', () => {
    const text = `{
    "name": "x",   "files": ["a",
      "b"],
    "scripts": {
        "test": "echo \\"}\\""
    },
    "last": {}
}`
    expect(withScripts(text, scripts)).toBe(`{
    "name": "x",   "files": ["a",
      "b"],
    "scripts": {
        "test": "echo \\"}\\"",
        "perf": "perfledger run",
        "site": "perfledger site"
    },
    "last": {}
}`)
  })

  it('are added to a project without scripts, with its tabs and line ends', () => {
    expect(withScripts('{\r\n\t"name": "x"\r\n}\r\n', { perf: 'p' })).toBe(
      '{\r\n\t"name": "x",\r\n\t"scripts": {\r\n\t\t"perf": "p"\r\n\t}\r\n}\r\n',
    )
    expect(withScripts('{}', { perf: 'p' })).toBe('{\n  "scripts": {\n    "perf": "p"\n  }\n}')
  })

  it('are found among keys that only look like it', () => {
    const text = '{ "x": { "scripts": {} }, "y": "scripts", "scripts": { "a": "{" } }'
    expect(JSON.parse(withScripts(text, scripts)!)).toEqual({
      ...JSON.parse(text),
      scripts: { a: '{', ...scripts },
    })
  })

  it('are never overwritten', () => {
    expect(withScripts('{ "scripts": { "perf": "mine" } }', { perf: 'p' })).toBe(
      '{ "scripts": { "perf": "mine" } }',
    )
  })

  it.each(['', '[]', '3', '{ "name": ', '{ "scripts": [] }', '{ "scripts": null }', '{ "scripts": "x" }'])(
    'are not added to %j',
    (text) => {
      expect(withScripts(text, scripts)).toBeUndefined()
    },
  )

  it('are the only thing that changes in any package.json', () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
    const indent = fc.constantFrom(undefined, 2, 4, '\t')
    fc.assert(
      fc.property(
        json,
        fc.option(fc.dictionary(fc.string(), fc.string())),
        indent,
        (rest, present, space) => {
          const { scripts: _ignored, ...others } = rest as Record<string, unknown>
          const before = present === null ? others : { ...others, scripts: present }
          const after = withScripts(JSON.stringify(before, null, space), scripts)
          expect(JSON.parse(after!)).toEqual({ ...others, scripts: { ...scripts, ...present } })
        },
      ),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('a text in the config', () => {
  it.each([
    ['npm run --silent bench:parse', 'npm run --silent bench:parse'],
    ['15 min', '15 min'],
    ['15', '"15"'],
    ['true', '"true"'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ["it's", "it's"],
    ['', '""'],
    ['- a', '"- a"'],
  ])('%j is written %s', (text, written) => {
    expect(yamlText(text)).toBe(written)
  })

  it('is read as it was meant, as a key and as a value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(parse(`${yamlText(text)}: ${yamlText(text)}`)).toEqual(Object.fromEntries([[text, text]]))
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('.gitignore', () => {
  it.each([
    ['', 'a/\nb\n'],
    ['x', 'x\na/\nb\n'],
    ['a\n', 'a\nb\n'],
    ['/a/\r\n', '/a/\r\nb\r\n'],
    ['a/\nb\n', 'a/\nb\n'],
  ])('%j becomes %j', (before, after) => {
    expect(withIgnored(before, ['a/', 'b'])).toBe(after)
  })
})
