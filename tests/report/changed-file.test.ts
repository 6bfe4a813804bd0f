import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeChangedFile } from '../../runner/report/changed-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-changed-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A file that was last changed a day ago. */
function oldFile(content: string): string {
  const file = join(folder, 'file.json')
  writeChangedFile(file, content)
  utimesSync(file, 1_000, 86_400)
  return file
}

test('a file is made with its folders, and nothing else is left beside it', () => {
  const file = join(folder, 'data', 'runs', 'file.json')
  const looks = writeChangedFile(file, '"é"')
  expect(readFileSync(file, 'utf8')).toBe('"é"')
  expect(looks).toEqual({ sizeBytes: 4, changedAtS: Math.floor(statSync(file).mtimeMs / 1_000) })
  expect(readdirSync(join(folder, 'data', 'runs'))).toEqual(['file.json'])
})

test('a file with the same content is not touched', () => {
  const file = oldFile('{"a":1}')
  expect(writeChangedFile(file, '{"a":1}')).toEqual({ sizeBytes: 7, changedAtS: 86_400 })
  expect(statSync(file).mtimeMs).toBe(86_400_000)
})

test('a file is written anew for another content, of the same size or not', () => {
  for (const content of ['{"a":2}', '{"a":12}']) {
    const file = oldFile('{"a":1}')
    expect(writeChangedFile(file, content).changedAtS).toBeGreaterThan(86_400)
    expect(readFileSync(file, 'utf8')).toBe(content)
  }
})

test('what cannot take its place leaves no temporary file', () => {
  const inTheWay = join(folder, 'file.json')
  writeChangedFile(join(inTheWay, 'inside.json'), '1')
  expect(() => writeChangedFile(inTheWay, 'longer than a folder entry'.repeat(300))).toThrow()
  expect(readdirSync(folder)).toEqual(['file.json'])
})
