import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { onTestFinished } from 'vitest'
import type { StoreConfig } from '../../runner/config/config.ts'
import type { ObjectStore } from '../../runner/store/object-store.ts'
import { openS3 } from '../../runner/store/s3.ts'

/** Debian's packages ceph-mon, ceph-osd and radosgw: Ceph's own object gateway, as people run it, over a disk of memory. */
const programs = ['ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin', 'ceph']

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Whether this machine has the server; `.ci/run` installs it. */
export const hasObjectServer = programs.every(isInstalled)

/** Who may read and write on the server. */
export const credentials = {
  AWS_ACCESS_KEY_ID: 'perfledger',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-tests',
}

/** A real S3-compatible server on the loopback. */
export interface ObjectServer {
  readonly endpoint: string
  readonly port: number
  stop(): void
}

/** The bucket that the server begins with. */
export const bucket = 'ledgers'

/** On a busy machine a part of it may not be ready for the next, or somebody may take its port. */
const ATTEMPTS = 3

/** Starts the server, which takes some ten seconds, and makes the bucket. */
export async function startObjectServer(): Promise<ObjectServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce()
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
    }
  }
}

async function startOnce(): Promise<ObjectServer> {
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-store-'))
  for (const part of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, part))
  const cluster = randomUUID()
  const [monitorPort, port] = [await freePort(), await freePort()]
  const config = join(folder, 'ceph.conf')
  writeFileSync(config, clusterConfig(folder, cluster, monitorPort, port))
  const children: ChildProcess[] = []
  const serve = (program: string, ...words: string[]) =>
    void children.push(spawn(program, ['-c', config, '-f', ...words], { stdio: 'ignore' }))
  const once = async (program: string, ...words: string[]) =>
    promisify(execFile)(program, words, { timeout: 30_000 })
  const stop = () => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const map = join(folder, 'monmap')
    await once(
      'monmaptool',
      '--create',
      '--fsid',
      cluster,
      '--addv',
      'a',
      `[v1:127.0.0.1:${monitorPort}]`,
      map,
    )
    await once('ceph-mon', '-c', config, '--mkfs', '-i', 'a', '--monmap', map)
    serve('ceph-mon', '-i', 'a')
    const disk = randomUUID()
    await once('ceph', '-c', config, 'osd', 'new', disk)
    await once('ceph', '-c', config, 'osd', 'crush', 'add', 'osd.0', '1', 'root=default', 'host=here')
    await once('ceph-osd', '-c', config, '-i', '0', '--mkfs', '--osd-uuid', disk)
    serve('ceph-osd', '-i', '0')
    const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = credentials
    const user = ['--uid=tests', '--display-name=tests', `--access-key=${key}`, `--secret-key=${secret}`]
    await once('radosgw-admin', '-c', config, 'user', 'create', ...user)
    serve('radosgw', '-n', 'client.rgw')
    await makeBucket(port)
    return { endpoint: `http://127.0.0.1:${port}`, port, stop }
  } catch (error) {
    stop()
    throw error
  }
}

/** One machine, one copy, no passwords between its parts, nothing outside its folder. */
function clusterConfig(folder: string, cluster: string, monitorPort: number, port: number): string {
  return `[global]
fsid = ${cluster}
mon_host = v1:127.0.0.1:${monitorPort}
public_addr = 127.0.0.1
run_dir = ${folder}
log_file = /dev/null
admin_socket =
pid_file =
keyring = ${folder}/keyring
mon_data = ${folder}/mon
osd_data = ${folder}/osd
rgw_data = ${folder}/rgw
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
mon_allow_pool_size_one = true
mon_data_avail_crit = 1
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
osd_class_update_on_start = false
osd_crush_update_on_start = false
osd_objectstore = memstore
memstore_device_bytes = 1073741824
rgw_frontends = beast endpoint=127.0.0.1:${port}
`
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A client of the tests' own, to look into the store and to do what perfledger never does. */
export function plainClient(port: number): S3Client {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = credentials
  return new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

async function makeBucket(port: number): Promise<void> {
  const client = plainClient(port)
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucket }))
      return client.destroy()
    } catch (error) {
      if (attempt === 100) throw error
      await sleep(200)
    }
  }
}

/** A place of its own for each test. */
export function freshPlace(server: ObjectServer): StoreConfig {
  const prefix = `tests/${randomUUID().slice(0, 8)}`
  return { url: `s3://${bucket}/${prefix}`, bucket, prefix, endpoint: server.endpoint, region: undefined }
}

/** A connection to it, closed when the test ends. The credentials must be in the environment of the tests. */
export async function openPlace(place: StoreConfig): Promise<ObjectStore> {
  const store = await openS3(place, process.cwd(), process.env)
  onTestFinished(() => store.close())
  return store
}
