import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { REPORT_SCHEMA_VERSION } from '../../runner/report/model.ts'
import { openReport } from '../../site/lib/report.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perfledger-report-'))
  await mkdir(join(folder, 'cases'))
  await mkdir(join(folder, 'runs'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const write = (path: string, document: unknown) => writeFile(join(folder, path), JSON.stringify(document))

test('an absent report says where it was looked for and what to do', () => {
  expect(() => openReport(folder).index()).toThrow(
    `There is no report at ${join(folder, 'index.json')}. Measure first: npm run perf`,
  )
})

test('a report of another version is refused, not misread', async () => {
  await write('index.json', { schemaVersion: 99 })
  expect(() => openReport(folder).index()).toThrow(
    `schema version 99; this version of perfledger reads version ${REPORT_SCHEMA_VERSION}.`,
  )
})

test('a damaged report is named', async () => {
  await writeFile(join(folder, 'runs.json'), '{"schemaVersion": 1, "ru')
  expect(() => openReport(folder).runs()).toThrow(/runs\.json is not valid JSON/)
})

test.each(['../index', 'a/b', '.hidden', ''])('a page named %o does not lead out of the folder', (name) => {
  expect(() => openReport(folder).caseReport(name)).toThrow(/cannot be a file name/)
})

test('the index is read again when it was written anew', async () => {
  const door = openReport(folder)
  await write('index.json', { schemaVersion: REPORT_SCHEMA_VERSION, totalRuns: 1 })
  expect(door.index().totalRuns).toBe(1)
  expect(door.index()).toBe(door.index())
  await write('index.json', { schemaVersion: REPORT_SCHEMA_VERSION, totalRuns: 1000 })
  expect(door.index().totalRuns).toBe(1000)
})

test("a page's key changes with its document and with what every page shows of the project, and with nothing else", async () => {
  const door = openReport(folder)
  const index = {
    schemaVersion: REPORT_SCHEMA_VERSION,
    project: { name: 'a' },
    toolVersion: '1',
    totalRuns: 1,
    environments: [],
    suites: [],
  }
  await write('index.json', index)
  await write('cases/x.json', { schemaVersion: REPORT_SCHEMA_VERSION })
  const key = door.caseKey('x')
  await write('index.json', { ...index, totalRuns: 20 })
  expect(door.caseKey('x')).toBe(key)
  await write('index.json', { ...index, project: { name: 'another' } })
  expect(door.caseKey('x')).not.toBe(key)
  const [own, other] = ['Apple M3', 'AMD EPYC'].map((description) => ({
    fingerprint: description,
    description,
  }))
  const like = { fingerprint: 'like', description: 'Apple M3' }
  const suites = [{ cases: [{ slug: 'x', series: [{ environment: 'Apple M3' }] }] }]
  const keyAmong = async (environments: unknown[]) => {
    await write('index.json', { ...index, environments, suites })
    return door.caseKey('x')
  }
  const among = await keyAmong([own, other])
  expect(await keyAmong([own, other, { fingerprint: 'g', description: 'Intel Xeon' }])).toBe(among)
  expect(await keyAmong([own, other, like])).not.toBe(among)
  await write('index.json', index)
  await write('cases/x.json', { schemaVersion: REPORT_SCHEMA_VERSION, command: 'x' })
  expect(door.caseKey('x')).not.toBe(key)
})

test("a page's key comes from the manifest while it speaks of the file that is there, else from the file", async () => {
  const door = openReport(folder)
  await write('index.json', {
    schemaVersion: REPORT_SCHEMA_VERSION,
    project: { name: 'a' },
    toolVersion: '1',
    environments: [],
  })
  await write('runs/r.json', { schemaVersion: REPORT_SCHEMA_VERSION })
  const fromFile = door.runKey('r')
  const { size, mtimeMs } = await stat(join(folder, 'runs/r.json'))
  const entry = { sha256: 'known', sizeBytes: size, changedAtS: Math.floor(mtimeMs / 1000) }
  await write('manifest.json', { schemaVersion: REPORT_SCHEMA_VERSION, cases: {}, runs: { r: entry } })
  const fromManifest = door.runKey('r')
  expect(fromManifest).not.toBe(fromFile)
  await write('manifest.json', {
    schemaVersion: REPORT_SCHEMA_VERSION,
    cases: {},
    runs: { r: { ...entry, changedAtS: 1 } },
  })
  expect(door.runKey('r')).toBe(fromFile)
  await write('manifest.json', { schemaVersion: REPORT_SCHEMA_VERSION, cases: {}, runs: {} })
  expect(door.runKey('r')).toBe(fromFile)
})
