import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoreConfig } from '../../runner/config/config.ts'
import { appendRun } from '../../runner/ledger/append.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { measuredCase, run } from '../ledger/runs.ts'
import {
  credentials,
  freshPlace,
  hasObjectServer,
  type ObjectServer,
  plainClient,
  startObjectServer,
} from '../store/object-server.ts'
import { type Ended, startPerfledger, until } from './command-line.ts'
import { configOf, historyOf, projectOf, projectWith } from './project.ts'

const one = { b: 'command: "true"' }

/** A line for the config: the ledger is there, its copy in `copy/`. */
function ledgerAt({ url, endpoint }: Pick<StoreConfig, 'url' | 'endpoint'>): string {
  return `ledger: { url: ${url}, endpoint: "${endpoint}", cache: copy }`
}

/** The real command line with the credentials of the tests, or others. */
function perfledger(
  project: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = credentials,
): Promise<Ended> {
  return startPerfledger(project, words, { AWS_MAX_ATTEMPTS: '2', ...env }).ended
}

describe.skipIf(!hasObjectServer)('the command line with a ledger in an object store [needs radosgw]', () => {
  let server: ObjectServer

  beforeAll(async () => {
    server = await startObjectServer()
  })

  afterAll(() => server?.stop())

  it('measures, keeps and shows on one machine what another one measured', async () => {
    const place = freshPlace(server)
    const [here, there] = [projectWith(one, ledgerAt(place)), projectWith(one, ledgerAt(place))]
    const ended = await perfledger(here, ['run', '--ci'])
    expect(ended.stderr).toContain(`2 files brought to ${place.url}.`)
    expect(ended.code).toBe(0)
    const asked = await perfledger(there, ['query', 'select count(*) as n from runs', '--format', 'json'])
    expect(JSON.parse(asked.stdout)).toEqual([{ n: 1 }])
    expect(asked.stderr).toBe(`2 files taken from ${place.url}.\n`)
    expect(historyOf(join(there, 'copy'))).toEqual(historyOf(join(here, 'copy')))
    const named = await perfledger(there, ['baseline', 'set', 'v1'])
    expect(named.stderr).toBe(`1 file brought to ${place.url}.\n`)
    expect((await perfledger(here, ['baseline', 'list'])).stdout).toMatch(/^v1 {2}2\d{7}-/)
    const compacted = await perfledger(here, ['compact'])
    expect(compacted.code).toBe(0)
    expect((await perfledger(there, ['ledger', 'pull'])).stdout).toBe('Everything is here already.\n')
    expect((await perfledger(there, ['ledger', 'push'])).stdout).toBe(
      `${place.url} has everything already.\n`,
    )
  })

  it('takes what 12 processes bring at once, without a loss', async () => {
    const place = freshPlace(server)
    const jobs = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const project = projectWith(one, ledgerAt(place))
        const ids = await add(project, 1)
        return { project, ids }
      }),
    )
    const ended = await Promise.all(jobs.map(({ project }) => perfledger(project, ['ledger', 'push'])))
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      jobs.map(() => ({ code: 0, stderr: '' })),
    )
    expect(await idsAnew(place)).toEqual(jobs.flatMap(({ ids }) => ids).sort())
  })

  it('loses nothing and leaves nothing half, however often a push is killed', async () => {
    const place = freshPlace(server)
    const project = projectWith(one, ledgerAt(place))
    const ids = await add(project, 120)
    let wasKilled = 0
    for (const delayMs of [250, 320, 390, 460, 530, 600, 670, 740, 810]) {
      const started = startPerfledger(project, ['ledger', 'push'], credentials)
      await sleep(delayMs)
      started.child.kill('SIGKILL')
      if ((await started.ended).signal === 'SIGKILL') wasKilled += 1
      const seen = await idsAnew(place)
      expect(seen.filter((id) => !ids.includes(id))).toEqual([])
    }
    expect(wasKilled).toBeGreaterThan(3)
    expect((await perfledger(project, ['ledger', 'push'])).code).toBe(0)
    expect(await idsAnew(place)).toEqual(ids.sort())
    expect(readdirSync(join(project, 'copy')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('stops before measuring where the store cannot be reached, and says what to do', async () => {
    const project = projectWith(one, ledgerAt({ url: 's3://ledgers/x', endpoint: 'http://127.0.0.1:1' }))
    const ended = await perfledger(project, ['run', '--ci'])
    expect(ended.code).toBe(3)
    expect(ended.stdout).toBe('')
    expect(ended.stderr).toBe(
      `error Could not list s3://ledgers/x/verdicts/: the store at http://127.0.0.1:1 cannot be reached (connect ECONNREFUSED 127.0.0.1:1).
 hint Check the network and the endpoint (\`ledger: { url: …, endpoint: … }\` or AWS_ENDPOINT_URL_S3). Until then, \`perfledger --offline …\` works on the copy that is here.
`,
    )
  })

  it('keeps what was measured when the store goes away meanwhile, and the next command brings it', async () => {
    const place = freshPlace(server)
    const way = await openWay(server.port)
    const project = projectOf({
      'perf.config.yaml': configOf(
        { slow: 'command: [node, wait.mjs], warmup: 0, iterations: 1' },
        ledgerAt({ ...place, endpoint: `http://127.0.0.1:${way.port}` }),
      ),
      'wait.mjs': `import { existsSync, writeFileSync } from 'node:fs'
        writeFileSync('measuring', '')
        while (!existsSync('go-on')) await new Promise((resolve) => setTimeout(resolve, 20))`,
    })
    const running = perfledger(project, ['run', '--ci'])
    await until(() => existsSync(join(project, 'measuring')), 'the benchmark')
    way.close()
    writeFileSync(join(project, 'go-on'), '')
    const ended = await running
    expect(ended.code).toBe(3)
    expect(ended.stdout).toContain('is kept in')
    expect(ended.stderr).toContain('cannot be reached')
    expect(ended.stderr).toContain(
      `Nothing is lost: what ${place.url} does not have yet is kept in ${join(project, 'copy')}, and the next command brings it there.`,
    )
    expect(await idsAnew(place)).toEqual([])
    await way.open()
    const next = await perfledger(project, ['show', 'slow'])
    expect(next.code).toBe(0)
    expect(next.stderr).toBe(`2 files brought to ${place.url}.\n`)
    expect(await idsAnew(place)).toHaveLength(1)
    way.close()
  })

  it('leaves the store alone where it is told to, and brings what came of it later', async () => {
    const place = freshPlace(server)
    const project = projectWith(one, ledgerAt({ ...place, endpoint: 'http://127.0.0.1:1' }))
    const ended = await perfledger(project, ['--offline', 'run', '--ci'], {})
    expect(ended.code).toBe(0)
    expect((await perfledger(project, ['--offline', 'show', 'b'], {})).code).toBe(0)
    writeFileSync(join(project, 'perf.config.yaml'), configOf(one, ledgerAt(place)))
    expect((await perfledger(project, ['ledger', 'push'])).stdout).toBe(`2 files brought to ${place.url}.\n`)
  })

  it('is not offered workflows that keep a ledger in git', async () => {
    const { url } = freshPlace(server)
    const project = projectWith(one, `ledger: ${url}`)
    const ended = await perfledger(project, ['init', '--github'])
    expect(ended.stderr).toContain(`The ledger is in ${url}, and these workflows keep one in git.`)
    expect(existsSync(join(project, '.github'))).toBe(false)
  })

  it('names a damaged object, and puts it aside here and there on request', async () => {
    const place = freshPlace(server)
    const [project, other] = [projectWith(one, ledgerAt(place)), projectWith(one, ledgerAt(place))]
    await add(project, 2)
    await perfledger(project, ['ledger', 'push'])
    const [name = ''] = Object.keys(historyOf(join(project, 'copy')))
    const client = plainClient(server.port)
    await client.send(
      new PutObjectCommand({ Bucket: place.bucket, Key: `${place.prefix}/${name}`, Body: 'PAR1 cut off' }),
    )
    client.destroy()
    const stopped = await perfledger(other, ['show', 'parse'])
    expect(stopped.code).toBe(3)
    expect(stopped.stderr).toContain(`${place.url}/${name} is`)
    expect(stopped.stderr).toContain('perfledger verify --repair puts it aside, here and in the store')
    expect((await perfledger(other, ['verify'])).stdout).toContain('1 fault')
    const repaired = await perfledger(other, ['verify', '--repair'])
    expect(repaired.stderr).toContain(`moved ${place.url}/${name} to ${place.url}/quarantine/`)
    expect((await perfledger(other, ['show', 'parse'])).code).toBe(0)
  })

  it('tells wrong credentials, none at all, and a bucket that is not there apart', async () => {
    const project = projectWith(one, ledgerAt(freshPlace(server)))
    const wrong = await perfledger(project, ['show', 'b'], { ...credentials, AWS_SECRET_ACCESS_KEY: 'wrong' })
    expect(wrong.stderr).toContain('the store does not accept the credentials (SignatureDoesNotMatch)')
    const stranger = await perfledger(project, ['show', 'b'], { ...credentials, AWS_ACCESS_KEY_ID: 'nobody' })
    expect(stranger.stderr).toContain('the store does not accept the credentials (InvalidAccessKeyId)')
    const none = await perfledger(project, ['show', 'b'], {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_CONFIG_FILE: '/dev/null',
    })
    expect(none.stderr).toContain('no credentials were found.\n hint Set AWS_ACCESS_KEY_ID')
    const elsewhere = projectWith(one, ledgerAt({ url: 's3://no-such-bucket/x', endpoint: server.endpoint }))
    const absent = await perfledger(elsewhere, ['run', '--ci'])
    expect(absent.stderr).toContain('there is no bucket no-such-bucket.\n hint Make the bucket')
    expect([wrong, stranger, none, absent].map(({ code }) => code)).toEqual([3, 3, 3, 3])
  })

  it('takes the endpoint from the environment, and puts the copy where git does not look', async () => {
    const { url, endpoint = '' } = freshPlace(server)
    const project = projectWith(one, `ledger: ${url}`)
    const env = { ...credentials, AWS_ENDPOINT_URL_S3: endpoint }
    expect((await perfledger(project, ['run', '--ci'], env)).stderr).toContain(`2 files brought to ${url}.`)
    const [copy = ''] = readdirSync(join(project, '.perfledger'))
    expect(`s3://${copy.replaceAll('+', '/')}`).toBe(url)
    expect(readdirSync(join(project, '.perfledger', copy))).toContain('.gitignore')
  })

  it('reads other ledgers in a store where a folder is asked for', async () => {
    const [own, other] = [freshPlace(server), freshPlace(server)]
    const source = projectWith(one, ledgerAt(other))
    await add(source, 2)
    await perfledger(source, ['ledger', 'push'])
    const project = projectWith(one, ledgerAt(own))
    const ended = await perfledger(project, ['import', other.url])
    expect(ended.stdout).toContain('2 runs')
    expect(ended.code).toBe(0)
    expect(await idsAnew(own)).toEqual(await idsAnew(other))
  })

  it('compacts by itself at about a hundred files, in one of the jobs that end at once', async () => {
    const place = freshPlace(server)
    const projects = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const project = projectWith(one, ledgerAt(place))
        await add(project, 40)
        return project
      }),
    )
    for (const project of projects.slice(0, 2)) await perfledger(project, ['ledger', 'push'])
    const ended = await Promise.all(projects.map((project) => perfledger(project, ['ledger', 'push'])))
    expect(ended.map(({ stderr }) => stderr)).toEqual(['', '', ''])
    const told = ended.map(({ stdout }) => stdout).join('')
    expect(told.match(/Compacted \d+ files of s3:\S+ into 1\./g)).toHaveLength(1)
    expect(await idsAnew(place)).toHaveLength(120)
  })

  /** What somebody finds who has nothing yet. */
  async function idsAnew(place: StoreConfig): Promise<string[]> {
    const project = projectWith(one, ledgerAt({ ...place, endpoint: server.endpoint }))
    const ended = await perfledger(project, ['ledger', 'pull'])
    expect(ended.stderr).toBe('')
    try {
      return await idsIn(join(project, 'copy'))
    } finally {
      rmSync(project, { recursive: true, force: true })
    }
  }
})

async function add(project: string, runs: number): Promise<string[]> {
  const added = Array.from({ length: runs }, () => run([measuredCase('parse')]))
  for (const each of added) await appendRun(join(project, 'copy'), each)
  return added.map(({ header }) => header.id)
}

async function idsIn(folder: string): Promise<string[]> {
  const ledger = await openLedger(folder)
  try {
    return (await ledger.runs()).map(({ header }) => header.id).sort()
  } finally {
    ledger.close()
  }
}

/** A way to the server that can be closed and opened again at the same port. */
async function openWay(to: number): Promise<{ port: number; close: () => void; open: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  let server: Server
  const open = async (port: number): Promise<number> => {
    server = createServer((near) => {
      const far = connect(to, '127.0.0.1')
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket)
        socket.pipe(other)
        socket.on('error', () => other.destroy())
      }
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return (server.address() as { port: number }).port
  }
  const port = await open(0)
  const close = (): void => {
    server.close()
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  return { port, close, open: async () => void (await open(port)) }
}

describe('a ledger in a folder', () => {
  /** Tells when the client of object stores is asked for, and that it is not there. */
  const watch = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module'
    import { writeSync } from 'node:fs'
    registerHooks({ resolve(name, context, next) {
      if (!name.startsWith('@aws-sdk/')) return next(name, context)
      writeSync(2, 'asked for the client\\n')
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
    } })`)}`
  const env = { NODE_OPTIONS: `--import ${watch}` }

  it('never loads the client of object stores', async () => {
    const project = projectWith(one)
    for (const words of [['run', '--ci'], ['show', 'b'], ['verify'], ['compact'], ['report', '--write']]) {
      const ended = await perfledger(project, words, env)
      expect(ended.stderr).not.toContain('asked for the client')
      expect(ended.code).toBe(0)
    }
  })

  it('is all that can be had without the client, and that is said', async () => {
    const project = projectWith(one, 'ledger: s3://bucket/prefix')
    const ended = await perfledger(project, ['show', 'b'], env)
    expect(ended.stderr).toContain(
      'error The ledger is in an object store, and the client for it is not installed.\n hint Install it beside perfledger: npm install -D @aws-sdk/client-s3\n',
    )
    expect(ended.code).toBe(2)
  })
})
