import { copyFileSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DuckDBConnection } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { appendRun, appendVerdicts } from '../../runner/ledger/append.ts'
import { checkSeal } from '../../runner/ledger/checksum.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { temporaryName } from '../../runner/ledger/layout.ts'
import { quarantine, verifyLedger } from '../../runner/ledger/verify.ts'
import { allFiles, ledgerFolders, read } from './folders.ts'
import { commit, measuredCase, metric, run, verdict, wallTime } from './runs.ts'

const fresh = ledgerFolders()

async function sql(statement: string): Promise<void> {
  const connection = await DuckDBConnection.create()
  await connection.run(statement)
  connection.closeSync()
}

/** Three runs; gives the file of the second. */
async function ledgerOfThree() {
  const folder = fresh()
  const files: string[] = []
  for (let index = 0; index < 3; index++) {
    const given = run([measuredCase('parse', { metrics: [metric([index + 1, index + 3, index + 2])] })])
    files.push((await appendRun(folder, given)).file)
    await appendVerdicts(folder, given.header.id, given.header.startedAt, [verdict(given.header.id)])
  }
  return { folder, file: files[1] as string }
}

/** Writes a run's file anew with something changed, under version 1, whose files need no checksum. */
async function rewrite(file: string, replacement: string, extra = ''): Promise<void> {
  const copy = `${file}.new`
  await sql(
    `COPY (FROM (SELECT * REPLACE (1 AS schema_version, ${replacement}) FROM read_parquet('${file}', hive_partitioning = false)) ${extra}) TO '${copy}' (FORMAT parquet)`,
  )
  renameSync(copy, file)
}

async function faultsIn(folder: string): Promise<[string, string][]> {
  return (await verifyLedger(folder)).faults.map(({ file, fault }) => [file, fault])
}

describe('The checksum in a file', () => {
  it('finds any single flipped bit', async () => {
    const { file } = await ledgerOfThree()
    expect(await checkSeal(file)).toBe('sound')
    const bytes = readFileSync(file)
    for (let place = 0; place < bytes.length; place += 97) {
      const flipped = Buffer.from(bytes)
      flipped[place]! ^= 1
      writeFileSync(file, flipped)
      expect(await checkSeal(file)).not.toBe('sound')
    }
  })

  it('is the hash of the file with zeros in its place, as anybody can check', async () => {
    const { file } = await ledgerOfThree()
    const { createHash } = await import('node:crypto')
    const bytes = readFileSync(file)
    const place = bytes.lastIndexOf('perfledger_sha256') + 'perfledger_sha256'.length + 2
    const claimed = bytes.toString('latin1', place, place + 64)
    bytes.fill('0', place, place + 64)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(claimed)
  })
})

describe('Verifying', () => {
  it('finds nothing in a sound ledger, in an empty one and in an absent one', async () => {
    const { folder } = await ledgerOfThree()
    expect(await verifyLedger(folder)).toEqual({ files: 6, faults: [], oddities: [] })
    expect(await verifyLedger(fresh())).toEqual({ files: 0, faults: [], oddities: [] })
    expect(await verifyLedger(path.join(folder, 'absent'))).toEqual({ files: 0, faults: [], oddities: [] })
  })

  it('names a file that was cut off, and one with a flipped bit', async () => {
    const { folder, file } = await ledgerOfThree()
    const verdicts = file.replace('/runs/', '/verdicts/')
    const bytes = readFileSync(verdicts)
    bytes[40]! ^= 4
    writeFileSync(verdicts, bytes)
    truncateSync(file, 500)
    expect(await faultsIn(folder)).toEqual([
      [file, 'is cut off: its end is missing'],
      [verdicts, 'is not as it was written: its checksum does not match its bytes'],
    ])
  })

  it('names a foreign file, one of another form, and one without a checksum', async () => {
    const { folder, file } = await ledgerOfThree()
    const beside = (name: string) => path.join(path.dirname(file), `${name}.parquet`)
    await sql(`COPY (SELECT 'Adelie' AS species) TO '${beside('0')}' (FORMAT parquet)`)
    await sql(
      `COPY (SELECT * REPLACE ('x' AS seed, 'other' AS run_id) FROM '${file}') TO '${beside('1')}' (FORMAT parquet)`,
    )
    await sql(
      `COPY (SELECT * REPLACE ('third' AS run_id) FROM '${file}') TO '${beside('2')}' (FORMAT parquet)`,
    )
    const faults = await faultsIn(folder)
    expect(faults).toContainEqual([beside('0'), 'has no column run_id'])
    expect(faults).toContainEqual([beside('1'), 'has VARCHAR in column seed, not BIGINT'])
    expect(faults).toContainEqual([beside('2'), 'has no checksum, as every file of its version has'])
  })

  it('names files with values that cannot be', async () => {
    const changes: [string, string, string?][] = [
      ["['nan'::DOUBLE] AS samples", 'has samples that are no finite numbers'],
      ["'ms' AS unit", 'has values in another unit or direction than their metric has'],
      ['NULL::VARCHAR AS direction', 'has values without a unit, a direction or samples'],
      ['2 AS metric_position', 'lacks the first row of a run'],
      ['run_id AS run_id', 'has rows that are there twice', 'JOIN range(2) ON true SELECT * EXCLUDE (range)'],
    ]
    for (const [change, fault, extra] of changes) {
      const { folder, file } = await ledgerOfThree()
      await rewrite(file, change, extra)
      const faults = await faultsIn(folder)
      expect(faults.map(([name]) => name)).toEqual([file])
      expect(faults[0]?.[1]).toContain(fault)
    }
  })

  it('names a chunk whose points are not those of its samples', async () => {
    const { folder } = await ledgerOfThree()
    await compactLedger(folder)
    expect(await faultsIn(folder)).toEqual([])
    const chunk = path.join(folder, allFiles(folder)[0]!)
    await rewrite(chunk, 'median + 1 AS median')
    const faults = await faultsIn(folder)
    expect(faults).toHaveLength(1)
    expect(faults[0]?.[1]).toContain('has points that its samples do not give (3 rows')
  })

  it('tells of what is odd without calling it a fault', async () => {
    const folder = fresh()
    const odd = run([], { commit: commit('late', { committedAt: '2026-12-24T00:00:00.000Z' }) })
    const { file } = await appendRun(folder, { ...odd, finishedAt: '2026-11-20T05:00:00.000Z' })
    copyFileSync(file, path.join(folder, 'runs', 'copy.parquet'))
    writeFileSync(temporaryName(file), '')
    const ms = metric([5], { metric: { ...wallTime, name: 'own', unit: 'ms' } })
    const ns = metric([5], { metric: { ...wallTime, name: 'own', unit: 'ns' } })
    await appendRun(folder, run([measuredCase('parse', { metrics: [ms] })]))
    await appendRun(folder, run([measuredCase('parse', { metrics: [ns] })]))
    await appendVerdicts(folder, 'gone', '2026-11-20T05:00:00.000Z', [verdict('gone')])
    const { faults, oddities } = await verifyLedger(folder)
    expect(faults).toEqual([])
    const told = oddities.map(({ about, what }) => `${about} ${what}`).join('\n')
    expect(told).toContain('1 runs are in more than one file, alike')
    expect(told).toContain('started more than a day before its commit was made')
    expect(told).toContain('ended before it started: the clock was set back')
    expect(told).toContain('was left by a command that was killed')
    expect(told).toContain('is kept in ms (lower is better), then ns (lower is better)')
    expect(told).toContain('run gone has verdicts but is not in the ledger')
  })

  it('does not put aside what a newer perfledger wrote', async () => {
    const { folder, file } = await ledgerOfThree()
    const newer = path.join(path.dirname(file), 'newer.parquet')
    await sql(
      `COPY (SELECT * REPLACE (9 AS schema_version, 'newer' AS run_id) FROM '${file}') TO '${newer}' (FORMAT parquet)`,
    )
    const { faults } = await verifyLedger(folder)
    expect(faults).toMatchObject([{ file: newer, broken: false }])
    expect(await quarantine(folder, faults)).toEqual([])
    expect(existsSync(newer)).toBe(true)
  })
})

describe('Putting aside', () => {
  it('moves broken files and nothing else; the rest of the history opens, and no byte is lost', async () => {
    const { folder, file } = await ledgerOfThree()
    truncateSync(file, 500)
    const bytes = readFileSync(file)
    await expect(read(folder, (ledger) => ledger.runs())).rejects.toThrow(file)
    const [moved] = await quarantine(folder, (await verifyLedger(folder)).faults)
    expect(moved?.movedTo).toBe(path.join(folder, 'quarantine', path.relative(folder, file)))
    expect(readFileSync(moved!.movedTo).equals(bytes)).toBe(true)
    expect(await read(folder, (ledger) => ledger.runs())).toHaveLength(2)
    expect((await verifyLedger(folder)).faults).toEqual([])
  })

  it('never overwrites what was put aside before', async () => {
    const { folder, file } = await ledgerOfThree()
    writeFileSync(file, 'first')
    await quarantine(folder, (await verifyLedger(folder)).faults)
    writeFileSync(file, 'second')
    const [moved] = await quarantine(folder, (await verifyLedger(folder)).faults)
    expect(moved?.movedTo.endsWith('.parquet.2')).toBe(true)
    expect(readFileSync(moved!.movedTo, 'utf8')).toBe('second')
  })

  it('of two accounts of one run keeps the compacted one', async () => {
    const { folder, file } = await ledgerOfThree()
    const before = readFileSync(file)
    await compactLedger(folder)
    writeFileSync(file, before)
    await rewrite(file, '[9.0::DOUBLE] AS samples')
    const { faults } = await verifyLedger(folder)
    expect(faults).toMatchObject([{ file, broken: true }])
    expect(faults[0]?.fault).toContain('says something else of run')
    await quarantine(folder, faults)
    expect(await read(folder, (ledger) => ledger.runs())).toHaveLength(3)
  })
})
