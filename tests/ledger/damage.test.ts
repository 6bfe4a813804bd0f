import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DuckDBConnection } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { PerfledgerError } from '../../runner/errors.ts'
import { appendRun, appendVerdicts } from '../../runner/ledger/append.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { ledgerFolders, read } from './folders.ts'
import { measuredCase, metric, run, verdict } from './runs.ts'

const fresh = ledgerFolders()

/** The error that stops whoever reads the whole ledger. */
async function complaintOf(folder: string): Promise<PerfledgerError> {
  const error = await read(folder, async (ledger) => {
    await ledger.runs()
    await ledger.series()
    await ledger.recentSamples(10)
    await ledger.verdicts()
  }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(PerfledgerError)
  return error as PerfledgerError
}

async function sql(statement: string): Promise<void> {
  const connection = await DuckDBConnection.create()
  await connection.run(statement)
  connection.closeSync()
}

async function ledgerOfThree() {
  const folder = fresh()
  const files: string[] = []
  for (let index = 0; index < 3; index++) {
    const samples = Array.from({ length: 500 }, (_, place) => Math.sin(place + index))
    const { file } = await appendRun(folder, run([measuredCase('parse', { metrics: [metric(samples)] })]))
    files.push(file)
  }
  return { folder, file: files[1] as string }
}

describe('A damaged history stops the command and is named', () => {
  it('when the first bytes and the last are sound but the samples between are not', async () => {
    const { folder, file } = await ledgerOfThree()
    const bytes = readFileSync(file)
    const samples = bytes.lastIndexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), bytes.length - 9_000)
    bytes.fill(0xff, samples + 4, samples + 400)
    writeFileSync(file, bytes)
    const error = await complaintOf(folder)
    expect(error.message).toContain(`A file of the history cannot be read: ${file} is damaged`)
    expect(error.hint).toContain(`git checkout -- ${file}`)
  })

  it('when its footer is garbage', async () => {
    const { folder, file } = await ledgerOfThree()
    const bytes = readFileSync(file)
    bytes.fill(0x5a, bytes.length - 2_000, bytes.length - 8)
    writeFileSync(file, bytes)
    expect((await complaintOf(folder)).message).toContain(file)
  })

  it('when it is a sound Parquet file of somebody else', async () => {
    const { folder, file } = await ledgerOfThree()
    const foreign = path.join(path.dirname(file), 'penguins.parquet')
    await sql(`COPY (SELECT 'Adelie' AS species, 3750 AS mass) TO '${foreign}' (FORMAT parquet)`)
    expect((await complaintOf(folder)).message).toContain(`${foreign} is damaged or foreign`)
  })

  it('when the foreign file comes first', async () => {
    const { folder, file } = await ledgerOfThree()
    const foreign = path.join(path.dirname(file), '0.parquet')
    await sql(`COPY (SELECT 'Adelie' AS species) TO '${foreign}' (FORMAT parquet)`)
    expect((await complaintOf(folder)).message).toContain(`${foreign} is damaged or foreign`)
  })

  it('when a file of verdicts is foreign', async () => {
    const { folder, file } = await ledgerOfThree()
    const verdicts = path.join(folder, 'verdicts', 'x.parquet')
    mkdirSync(path.dirname(verdicts), { recursive: true })
    copyFileSync(file, verdicts)
    expect((await complaintOf(folder)).message).toContain(verdicts)
  })

  it('and nothing of it is changed', async () => {
    const { folder, file } = await ledgerOfThree()
    const bytes = readFileSync(file).subarray(0, 3_000)
    writeFileSync(file, bytes)
    await complaintOf(folder)
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })
})

describe('A history that a newer perfledger wrote into', () => {
  it('is refused, with the file and what to do', async () => {
    const { folder, file } = await ledgerOfThree()
    const newer = path.join(path.dirname(file), 'newer.parquet')
    await sql(
      `COPY (SELECT * REPLACE (3 AS schema_version, 'newer' AS run_id) FROM '${file}') TO '${newer}' (FORMAT parquet)`,
    )
    const error = await complaintOf(folder)
    expect(error.message).toBe(
      `A newer perfledger wrote ${newer}: its schema version is 3, this one reads up to 2.`,
    )
    expect(error.hint).toContain('Update perfledger')
  })

  it('is refused so even where the columns changed', async () => {
    const { folder, file } = await ledgerOfThree()
    const newer = path.join(path.dirname(file), 'newer.parquet')
    await sql(`COPY (SELECT 3 AS schema_version, 'newer' AS run) TO '${newer}' (FORMAT parquet)`)
    expect((await complaintOf(folder)).message).toContain(`A newer perfledger wrote ${newer}`)
  })

  it('is read where it only has more columns', async () => {
    const { folder, file } = await ledgerOfThree()
    const wider = path.join(path.dirname(file), '0.parquet')
    await sql(
      `COPY (SELECT 'new' AS added, * REPLACE ('wider' AS run_id) FROM '${file}') TO '${wider}' (FORMAT parquet)`,
    )
    expect(await read(folder, (ledger) => ledger.runs())).toHaveLength(4)
  })
})

describe('A run that is in more than one file', () => {
  it('counts once where the copies are equal', async () => {
    const { folder, file } = await ledgerOfThree()
    const copy = path.join(folder, 'runs', 'merged.parquet')
    await sql(`COPY (FROM '${file}' ORDER BY metric_position DESC) TO '${copy}' (FORMAT parquet)`)
    const ledger = await openLedger(folder)
    expect(await ledger.runs()).toHaveLength(3)
    expect((await ledger.series())[0]?.points).toHaveLength(3)
    expect([...(await ledger.recentSamples(9)).values()][0]).toHaveLength(3)
    const id = path.basename(file, '.parquet')
    expect((await ledger.run(id))?.cases).toHaveLength(1)
    ledger.close()
  })

  it('stops the command where they differ', async () => {
    const { folder, file } = await ledgerOfThree()
    const copy = path.join(folder, 'runs', 'merged.parquet')
    await sql(`COPY (SELECT * REPLACE ([1.0] AS samples) FROM '${file}') TO '${copy}' (FORMAT parquet)`)
    const error = await complaintOf(folder)
    expect(error.message).toContain('is in more than one file of the history, and they differ')
    expect(error.message).toContain(file)
    expect(error.message).toContain(copy)
  })
})

describe('Verdicts', () => {
  it('of a run that is not in the ledger come last rather than be lost', async () => {
    const folder = fresh()
    const known = run()
    await appendRun(folder, known)
    for (const id of ['0-gone', known.header.id]) {
      await appendVerdicts(folder, id, known.header.startedAt, [verdict(id)])
    }
    const verdicts = await read(folder, (ledger) => ledger.verdicts())
    expect(verdicts.map(({ runId }) => runId)).toEqual([known.header.id, '0-gone'])
  })
})
