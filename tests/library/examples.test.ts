import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendRuns } from '../../runner/ledger/append.ts'
import { runsAt } from '../analyze/build-history.ts'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'library-'))
  await appendRuns(join(folder, 'data'), runsAt([...new Array<number>(14).fill(1e9), 1.3e9]))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const example = (name: string) => join(import.meta.dirname, '../fixtures/library', `${name}.ts`)
const index = readFileSync(join(import.meta.dirname, '../../runner/index.ts'), 'utf8')

/** As the doc comment of the library shows it. */
function asShown(name: string): string {
  const text = readFileSync(example(name), 'utf8').replace("'../../../runner/index.ts'", "'perfledger'")
  return text
    .trimEnd()
    .split('\n')
    .map((line) => ` *     ${line}`.trimEnd())
    .join('\n')
}

describe('the examples of the library', () => {
  it.each(['read-history', 'judge-run', 'detect-shifts'])(
    'are shown as they are compiled and run: %s',
    (name) => {
      expect(index).toContain(asShown(name))
    },
  )

  it.each([
    ['read-history', /^sort 15 stable 0\n$/],
    ['detect-shifts', /^with hindsight 10\nas it went 10 12\n$/],
    ['judge-run', /^regressed 29.% more wall-time than the last 14 runs on main .*\n$/],
  ])('print what they promise: %s', (name, printed) => {
    const output = execFileSync(process.execPath, [example(name)], { cwd: folder, encoding: 'utf8' })
    expect(output).toMatch(printed)
  })
})
