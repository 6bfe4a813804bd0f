import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  keepPublished,
  type LedgerPublication,
  placeLedger,
  prepareLedger,
  withdrawLedger,
} from '../../runner/commands/publish-ledger.ts'
import { appendRuns } from '../../runner/ledger/append.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { measuredHistory } from '../site/measured-history.ts'

const runs = measuredHistory()
let folder: string
let publication: LedgerPublication

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-publish-'))
  publication = {
    ledger: join(folder, 'data'),
    reportFolder: join(folder, 'report'),
    copyFolder: join(folder, 'cache', 'ledger'),
    outFolder: join(folder, 'dist'),
    commitOrder: undefined,
  }
  mkdirSync(publication.reportFolder)
  await appendRuns(publication.ledger, runs.slice(0, 3))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const placed = () => join(publication.outFolder, 'data', 'ledger')
const list = () => JSON.parse(readFileSync(join(publication.reportFolder, 'ledger.json'), 'utf8'))
const filesIn = (place: string): string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(place.length + 1))
    .sort()

/** As a build does it: the folder of the pages is emptied between. */
async function publish() {
  await keepPublished(publication)
  rmSync(publication.outFolder, { recursive: true, force: true })
  const count = await prepareLedger(publication)
  await placeLedger(publication)
  return count
}

describe('publishing a ledger', () => {
  it('puts its files among the pages as they are, and lists them with what a reader has to know', async () => {
    const { files, copied } = await publish()
    expect([files, copied]).toEqual([3, 3])
    expect(filesIn(placed())).toEqual(filesIn(publication.ledger))
    for (const name of filesIn(placed())) {
      expect(readFileSync(join(placed(), name))).toEqual(readFileSync(join(publication.ledger, name)))
    }
    const [first] = list().files
    const { id, startedAt } = runs[0]!.header
    expect(first).toEqual({
      path: `runs/year=2026/month=09/${id}.parquet`,
      part: 'runs',
      kind: 'run',
      month: '2026-09',
      sizeBytes: statSync(join(placed(), first.path)).size,
      footerBytes: expect.any(Number),
      runs: 1,
      firstRunId: id,
      lastRunId: id,
      firstStartedAt: startedAt,
      lastStartedAt: startedAt,
      shadowedRunIds: [],
    })
    expect(list().runIds).toEqual(runs.slice(0, 3).map(({ header }) => header.id))
  })

  it('copies only what is new since the last build, and takes away what a compaction replaced', async () => {
    await publish()
    expect((await publish()).copied).toBe(0)
    await appendRuns(publication.ledger, runs.slice(3, 5))
    expect((await publish()).copied).toBe(2)
    await compactLedger(publication.ledger)
    expect(await publish()).toMatchObject({ files: 1, copied: 1 })
    expect(filesIn(placed())).toEqual(filesIn(publication.ledger))
  })

  it('copies a file again that somebody changed among the pages', async () => {
    await publish()
    const [name] = filesIn(placed())
    writeFileSync(join(placed(), name!), 'changed')
    expect((await publish()).copied).toBe(1)
    expect(readFileSync(join(placed(), name!))).toEqual(readFileSync(join(publication.ledger, name!)))
  })

  it('leaves out what is unfinished or put aside', async () => {
    const [file] = filesIn(publication.ledger)
    const month = dirname(join(publication.ledger, file!))
    writeFileSync(join(month, '.x.parquet.0123456789ab.tmp'), 'half')
    mkdirSync(join(publication.ledger, 'quarantine'))
    writeFileSync(join(publication.ledger, 'quarantine', 'broken.parquet'), 'broken')
    expect((await publish()).files).toBe(3)
    expect(filesIn(placed()).filter((name) => /tmp$|broken/.test(name))).toEqual([])
  })

  it('finishes what a build left that was cut short', async () => {
    await publish()
    await keepPublished(publication)
    await prepareLedger(publication)
    expect((await publish()).copied).toBe(0)
    expect(filesIn(placed())).toHaveLength(3)
  })

  it('leaves nothing behind where it is not wanted any more', async () => {
    await publish()
    await keepPublished(publication)
    await withdrawLedger(publication)
    expect(existsSync(publication.copyFolder)).toBe(false)
    expect(existsSync(join(publication.reportFolder, 'ledger.json'))).toBe(false)
  })

  it('publishes a ledger without any run', async () => {
    rmSync(publication.ledger, { recursive: true })
    expect(await publish()).toEqual({ files: 0, sizeBytes: 0, copied: 0 })
    expect(list().files).toEqual([])
  })

  it('stops at a file that cannot be read, and names it', async () => {
    const [file] = filesIn(publication.ledger)
    writeFileSync(join(publication.ledger, file!), 'not Parquet, but long enough to be looked at')
    await expect(publish()).rejects.toThrow(file!)
  })
})
