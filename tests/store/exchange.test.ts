import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { StoreConfig } from '../../runner/config/config.ts'
import { appendRun, appendVerdicts } from '../../runner/ledger/append.ts'
import { ledgerFiles } from '../../runner/ledger/exchange.ts'
import { planThinning, thinLedger } from '../../runner/ledger/retention.ts'
import { compactStored } from '../../runner/store/compact.ts'
import type { ObjectStore } from '../../runner/store/object-store.ts'
import { pull } from '../../runner/store/pull.ts'
import { push } from '../../runner/store/push.ts'
import { quarantineStored } from '../../runner/store/quarantine.ts'
import { historyOf } from '../e2e/project.ts'
import { ledgerFolders, read } from '../ledger/folders.ts'
import { measuredCase, run, verdict } from '../ledger/runs.ts'
import {
  bucket,
  credentials,
  freshPlace,
  hasObjectServer,
  type ObjectServer,
  openPlace,
  plainClient,
  startObjectServer,
} from './object-server.ts'

vi.setConfig({ testTimeout: 120_000 })

describe.skipIf(!hasObjectServer)('a ledger in an object store [needs radosgw]', () => {
  const folder = ledgerFolders()
  let server: ObjectServer
  let client: S3Client

  beforeAll(async () => {
    for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value)
    server = await startObjectServer()
    client = plainClient(server.port)
  })

  afterAll(() => {
    client?.destroy()
    server?.stop()
    vi.unstubAllEnvs()
  })

  /** What is told, joined. */
  const listener = () => {
    const told: string[] = []
    return { told, tell: (text: string) => void told.push(text) }
  }

  const silent = () => undefined

  async function add(to: string, runs: number): Promise<string[]> {
    const added = Array.from({ length: runs }, () => run([measuredCase('parse')]))
    for (const one of added) await appendRun(to, one)
    return added.map(({ header }) => header.id)
  }

  const idsIn = (of: string) =>
    read(of, async (ledger) => (await ledger.runs()).map(({ header }) => header.id).sort())

  /** Everything a ledger says of its runs, whatever files they are in. */
  const contentOf = (of: string) =>
    read(of, async (ledger) => {
      const runs = await ledger.runs()
      return Promise.all(runs.map(({ header }) => ledger.run(header.id)))
    })

  const key = (place: StoreConfig, name: string) => ({ Bucket: bucket, Key: `${place.prefix}/${name}` })

  /** The ids that somebody finds who has nothing yet; fails where one is there twice in what is counted. */
  async function seenAnew(store: ObjectStore): Promise<string[]> {
    const fresh = folder()
    await pull(store, fresh)
    return idsIn(fresh)
  }

  it('goes there and comes back byte by byte, and a second push or pull does nothing', async () => {
    const store = await openPlace(freshPlace(server))
    const [one, other] = [folder(), folder()]
    const [id = ''] = await add(one, 3)
    await appendVerdicts(one, id, '2026-11-20T05:12:30.000Z', [])
    expect(await push(store, one, silent)).toBe(4)
    expect(await push(store, one, silent)).toBe(0)
    expect((await pull(store, other)).taken).toBe(4)
    expect((await pull(store, other)).taken).toBe(0)
    expect(historyOf(other)).toEqual(historyOf(one))
    expect(Object.keys(historyOf(other))).toHaveLength(4)
  })

  it('never writes over an object: of twenty that write one name at once, one does', async () => {
    const store = await openPlace(freshPlace(server))
    const texts = Array.from({ length: 20 }, (_, number) => `text ${number}`)
    const made = await Promise.all(texts.map((text) => store.create('x', Buffer.from(text))))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(Buffer.from((await store.read('x')) ?? []).toString()).toBe(texts[made.indexOf(true)])
    await store.remove('x')
    await store.remove('x')
    expect(await store.read('x')).toBeUndefined()
  })

  it('is told page by page where it has more than a thousand files', async () => {
    const place = freshPlace(server)
    const store = await openPlace(place)
    const names = Array.from({ length: 1_050 }, (_, number) => `x/${String(number).padStart(5, '0')}`)
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => store.create(name, Buffer.from('1'))))
    expect((await store.list('x/')).map(({ name }) => name)).toEqual(names)
  })

  it('takes what 12 jobs push at once, without a loss', async () => {
    const place = freshPlace(server)
    const jobs = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const own = folder()
        return { own, ids: await add(own, 2), store: await openPlace(place) }
      }),
    )
    await Promise.all(jobs.map(({ store, own }) => push(store, own, silent)))
    expect(await seenAnew(await openPlace(place))).toEqual(jobs.flatMap(({ ids }) => ids).sort())
  })

  it('keeps the verdicts that came first, as a folder does', async () => {
    const store = await openPlace(freshPlace(server))
    const [one, other] = [folder(), folder()]
    const same = run([measuredCase('parse')])
    const { id, startedAt } = same.header
    for (const [own, state] of [
      [one, 'ok'],
      [other, 'regressed'],
    ] as const) {
      await appendRun(own, same)
      await appendVerdicts(own, id, startedAt, [verdict(id, { state })])
    }
    await push(store, one, silent)
    await push(store, other, silent)
    expect(historyOf(other)).toEqual(historyOf(one))
    const kept = await read(other, (ledger) => ledger.verdicts([id]))
    expect(kept.map(({ state }) => state)).toEqual(['ok'])
  })

  it('refuses another run under a name that is taken', async () => {
    const store = await openPlace(freshPlace(server))
    const [one, other] = [folder(), folder()]
    const same = run([measuredCase('parse')])
    await appendRun(one, same)
    await appendRun(other, { ...same, finishedAt: '2026-11-20T06:00:00.000Z' })
    await push(store, one, silent)
    await expect(push(store, other, silent)).rejects.toThrow(/is there already with other content than/)
    expect(await seenAnew(store)).toEqual([same.header.id])
  })

  it('becomes chunks that hold the same, and the single files go from the store only then', async () => {
    const store = await openPlace(freshPlace(server))
    const [one, other] = [folder(), folder()]
    await add(one, 5)
    await push(store, one, silent)
    await pull(store, other)
    const before = await contentOf(one)
    await compactStored(store, one, {}, silent)
    expect(await contentOf(one)).toEqual(before)
    const names = (await store.list('runs/')).map(({ name }) => name)
    expect(names).toEqual([expect.stringMatching(/chunk-[0-9a-f]{16}\.parquet$/)])
    // Somebody who had the single files gets the chunk, and loses them.
    await pull(store, other)
    expect([...(await ledgerFiles(other)).keys()]).toEqual(names)
    expect(await contentOf(other)).toEqual(before)
    // Late runs are merged into it.
    await add(other, 3)
    await push(store, other, silent)
    await compactStored(store, one, {}, silent)
    expect(await store.list('runs/')).toHaveLength(1)
    expect(await seenAnew(store)).toHaveLength(8)
    expect(await compactStored(store, one, {}, silent)).toEqual([])
  })

  it('loses for good what retention takes away when it is compacted: no copy brings it back', async () => {
    const store = await openPlace(freshPlace(server))
    const [one, other] = [folder(), folder()]
    const [thinned, dropped, whole] = await add(one, 3)
    await push(store, one, silent)
    await pull(store, other)
    const thin = (of: string) => async () => {
      const less = { thin: new Set([thinned!]), drop: new Set([dropped!]) }
      const plan = await planThinning(of, less)
      await thinLedger(of, plan)
      return plan
    }
    const stays = [thinned, whole].toSorted()
    await compactStored(store, one, {}, silent, thin(one))
    expect(await seenAnew(store)).toEqual(stays)
    expect(await compactStored(store, one, {}, silent, thin(one))).toEqual([])
    await push(store, other, silent)
    expect(await idsIn(other)).toEqual(stays)
    expect(await seenAnew(store)).toEqual(stays)
    const samples = await read(
      other,
      async (ledger) => (await ledger.run(thinned!))?.cases[0]?.metrics[0]?.samples,
    )
    expect(samples).toEqual([2])
  })

  it('shows each run exactly once to whoever reads while two jobs compact and two others append', async () => {
    const place = freshPlace(server)
    const kept = new Set<string>()
    let isDone = false
    const appender = async () => {
      const [own, store] = [folder(), await openPlace(place)]
      for (let round = 0; round < 12; round++) {
        const ids = await add(own, 2)
        await push(store, own, silent)
        for (const id of ids) kept.add(id)
      }
    }
    const compactor = async () => {
      const [own, store] = [folder(), await openPlace(place)]
      while (!isDone) await compactStored(store, own, {}, silent)
    }
    let looks = 0
    const reader = async () => {
      const [own, store] = [folder(), await openPlace(place)]
      while (!isDone) {
        const due = [...kept]
        await pull(store, own)
        const seen = await idsIn(own)
        expect(new Set(seen).size).toBe(seen.length)
        expect(due.filter((id) => !seen.includes(id))).toEqual([])
        looks += 1
      }
    }
    const others = [compactor(), compactor(), reader()]
    await Promise.all([appender(), appender()])
    isDone = true
    await Promise.all(others)
    expect(looks).toBeGreaterThan(3)
    expect(await seenAnew(await openPlace(place))).toEqual([...kept].sort())
    expect(kept.size).toBe(48)
  })

  it('has every run for whoever looked just before a compaction took the single files away', async () => {
    const store = await openPlace(freshPlace(server))
    const [own, other] = [folder(), folder()]
    const ids = await add(own, 4)
    await push(store, own, silent)
    let hasLooked = false
    const slow: ObjectStore = {
      ...bound(store),
      read: async (name) => {
        if (!hasLooked) {
          hasLooked = true
          await compactStored(store, own, {}, silent)
        }
        return store.read(name)
      },
    }
    await pull(slow, other)
    expect(await idsIn(other)).toEqual(ids.sort())
    expect((await store.list('runs/')).map(({ name }) => name)).toEqual([
      ...(await ledgerFiles(other)).keys(),
    ])
  })

  it('has every run once, wherever a compaction is cut off, and the next one ends it', async () => {
    for (let step = 1; ; step++) {
      const place = freshPlace(server)
      const store = await openPlace(place)
      const own = folder()
      const ids = await add(own, 4)
      await push(store, own, silent)
      await compactStored(store, own, {}, silent)
      ids.push(...(await add(own, 3)))
      await push(store, own, silent)
      const isCut = await compactStored(cutOff(store, step), own, {}, silent).then(
        () => false,
        (error: Error) => {
          expect(error.message).toBe('killed')
          return true
        },
      )
      expect(await seenAnew(store)).toEqual(ids.sort())
      const other = folder()
      await compactStored(store, step % 2 === 0 ? own : other, {}, silent)
      expect(await store.list('runs/')).toHaveLength(1)
      expect(await seenAnew(store)).toEqual(ids)
      if (!isCut) break
      expect(step).toBeLessThan(60)
    }
  })

  it('takes nothing away where what was written is not what is read back', async () => {
    const store = await openPlace(freshPlace(server))
    const own = folder()
    const ids = await add(own, 3)
    await push(store, own, silent)
    const garbling: ObjectStore = {
      ...bound(store),
      create: (name, content) =>
        store.create(name, name.includes('chunk-') ? content.map((byte) => byte ^ 1) : content),
    }
    await expect(compactStored(garbling, own, {}, silent)).rejects.toThrow(/is not what was written there/)
    const names = (await store.list('runs/')).map(({ name }) => name)
    expect(names.filter((name) => ids.some((id) => name.includes(id)))).toHaveLength(3)
  })

  it('is shared by two configs that have one folder for it, and refuses a folder of another', async () => {
    const place = freshPlace(server)
    const [first, second] = [await openPlace(place), await openPlace(place)]
    const own = folder()
    const ids = await add(own, 6)
    await Promise.all([push(first, own, silent), push(second, own, silent)])
    expect(await seenAnew(first)).toEqual(ids.sort())
    const elsewhere = await openPlace(freshPlace(server))
    await expect(pull(elsewhere, own)).rejects.toThrow(`${own} is the copy of ${place.url}, not of`)
    expect(await elsewhere.list('')).toEqual([])
  })

  it('loses nothing in a store that writes over objects whatever it is asked, and says so once', async () => {
    const place = freshPlace(server)
    const store: ObjectStore = {
      ...bound(await openPlace(place)),
      create: async (name, content) => {
        await client.send(new PutObjectCommand({ ...key(place, name), Body: content }))
        return true
      },
    }
    const { told, tell } = listener()
    const jobs = await Promise.all(
      Array.from({ length: 4 }, async () => ({ own: folder(), ids: [] as string[] })),
    )
    for (const job of jobs) job.ids = await add(job.own, 3)
    await Promise.all(jobs.map(({ own }) => push(store, own, tell)))
    expect(told.filter((text) => text.includes('If-None-Match'))).toHaveLength(4)
    const [first] = jobs as [(typeof jobs)[0]]
    await add(first.own, 1)
    await push(store, first.own, tell)
    expect(told.filter((text) => text.includes('If-None-Match'))).toHaveLength(4)
    expect(await seenAnew(store)).toHaveLength(13)
  })

  it('loses nothing in a store that does not take the condition of a write at all', async () => {
    const way = await wayWithoutConditions(server.port)
    try {
      const place = { ...freshPlace(server), endpoint: `http://127.0.0.1:${way.port}` }
      const { told, tell } = listener()
      const own = folder()
      const ids = await add(own, 3)
      const store = await openPlace(place)
      await push(store, own, tell)
      expect(told.filter((text) => text.includes('If-None-Match'))).toHaveLength(1)
      expect(way.refused).toBe(1)
      ids.push(...(await add(own, 12)))
      await push(await openPlace(place), own, tell)
      await compactStored(store, own, {}, tell)
      expect(await seenAnew(store)).toEqual(ids.sort())
      expect(way.refused).toBeGreaterThan(1)
    } finally {
      way.close()
    }
  })

  it('brings decisions as new versions, and undoes nobody’s', async () => {
    const store = await openPlace(freshPlace(server))
    const [one, other] = [folder(), folder()]
    const accepted = (of: string) => join(of, 'accepted.yaml')
    writeFileSync(accepted(one), 'accepted: []\n')
    await push(store, one, silent)
    await pull(store, other)
    expect(readFileSync(accepted(other), 'utf8')).toBe('accepted: []\n')
    writeFileSync(accepted(one), 'accepted: [] # one\n')
    writeFileSync(accepted(other), 'accepted: [] # other\n')
    await push(store, one, silent)
    await expect(push(store, other, silent)).rejects.toThrow('accepted.yaml was changed here and in')
    expect(readFileSync(accepted(other), 'utf8')).toBe('accepted: [] # one\n')
    expect(readFileSync(`${accepted(other)}.mine`, 'utf8')).toBe('accepted: [] # other\n')
    writeFileSync(accepted(other), 'accepted: [] # both\n')
    await push(store, other, silent)
    await pull(store, one)
    expect(readFileSync(accepted(one), 'utf8')).toBe('accepted: [] # both\n')
    expect((await store.list('stewardship/')).map(({ name }) => name)).toEqual([
      'stewardship/accepted-000001.yaml',
      'stewardship/accepted-000002.yaml',
      'stewardship/accepted-000003.yaml',
    ])
    rmSync(accepted(one))
    await pull(store, one)
    expect(readFileSync(accepted(one), 'utf8')).toBe('accepted: [] # both\n')
  })

  it('names a damaged object and stops; put aside, it is gone from here and there, and deleted nowhere', async () => {
    const place = freshPlace(server)
    const store = await openPlace(place)
    const [one, other] = [folder(), folder()]
    await add(one, 2)
    await push(store, one, silent)
    const [{ name = '' } = {}] = await store.list('runs/')
    await client.send(new PutObjectCommand({ ...key(place, name), Body: 'PAR1 and no more' }))
    await expect(pull(store, other)).rejects.toThrow(`${store.url}/${name} is`)
    expect(Object.keys(historyOf(other))).not.toContain(name)
    await pull(store, other, { damagedToo: true })
    mkdirSync(join(other, 'quarantine', name, '..'), { recursive: true })
    writeFileSync(join(other, 'quarantine', name), readFileSync(join(other, name)))
    rmSync(join(other, name))
    expect(await quarantineStored(store, other)).toEqual([name])
    await pull(store, other)
    expect(await idsIn(other)).toHaveLength(1)
    const aside = (await store.list('quarantine/')).map(({ name: each }) => each)
    expect(aside).toEqual([expect.stringContaining(name)])
    const found = await client.send(new GetObjectCommand(key(place, aside[0] as string)))
    expect(await found.Body?.transformToString()).toBe('PAR1 and no more')
    // Who has the sound file still brings it back.
    await push(store, one, silent)
    expect(await seenAnew(store)).toHaveLength(2)
  })

  it('gets back from a copy what was lost in the store', async () => {
    const place = freshPlace(server)
    const store = await openPlace(place)
    const own = folder()
    await add(own, 2)
    await push(store, own, silent)
    const [{ name = '' } = {}] = await store.list('runs/')
    await client.send(new DeleteObjectCommand(key(place, name)))
    expect(await push(store, own, silent)).toBe(1)
    expect(await seenAnew(store)).toHaveLength(2)
  })

  it('leaves nothing but its own files in the folder', async () => {
    const store = await openPlace(freshPlace(server))
    const [own, other] = [folder(), join(folder(), 'made', 'anew')]
    await add(own, 2)
    await push(store, own, silent)
    await pull(store, other)
    expect(readdirSync(other).sort()).toEqual(['.gitignore', '.store.json', 'runs'])
  })
})

/** Methods of a store that can be spread. */
function bound(store: ObjectStore): ObjectStore {
  return {
    url: store.url,
    list: (start) => store.list(start),
    read: (name) => store.read(name),
    create: (name, content) => store.create(name, content),
    remove: (name) => store.remove(name),
    close: () => store.close(),
  }
}

/** The store for a process that is killed at its so-manieth write. */
function cutOff(store: ObjectStore, step: number): ObjectStore {
  let steps = 0
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    steps += 1
    if (steps >= step) throw new Error('killed')
    return work()
  }
  return {
    ...bound(store),
    create: (name, content) => counted(() => store.create(name, content)),
    remove: (name) => counted(() => store.remove(name)),
  }
}

/** A way to the server for whoever is told that conditions of writes are not implemented. */
async function wayWithoutConditions(to: number) {
  const way = { port: 0, refused: 0, close: () => void server.close() }
  const server = createServer((asked, answer) => {
    if (asked.headers['if-none-match'] !== undefined) {
      way.refused += 1
      asked.resume()
      answer.writeHead(501).end('<Error><Code>NotImplemented</Code></Error>')
      return
    }
    const { method, headers, url: path } = asked
    const onward = request({ host: '127.0.0.1', port: to, method, headers, path }, (answered) => {
      answer.writeHead(answered.statusCode ?? 500, answered.headers)
      answered.pipe(answer)
    })
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  way.port = (server.address() as { port: number }).port
  return way
}
