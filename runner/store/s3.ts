import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import type { StoreConfig } from '../config/config.ts'
import { loadClient, type S3Library } from './client.ts'
import { named } from './faults.ts'
import type { ObjectStore, StoredObject } from './object-store.ts'
import { type Listing, settledListing } from './settled.ts'

/**
 * The object store at `s3://bucket/prefix`. Loads the client, which nobody needs whose ledger is a folder, and asks nothing yet.
 * Throws PerfledgerError where the client is not installed. `root`: the project, whose packages are looked at too.
 */
export async function openS3(
  config: StoreConfig,
  root: string,
  env: NodeJS.ProcessEnv,
): Promise<ObjectStore> {
  const { library, client } = await loadClient(config, root, env)
  return new S3Store(config, library, client)
}

const mostConflicts = 5

class S3Store implements ObjectStore {
  readonly url: string
  readonly #config: StoreConfig
  readonly #library: S3Library
  readonly #client: S3Client
  /** False once the store has said that it does not know the condition. */
  #asksToRefuse = true

  constructor(config: StoreConfig, library: S3Library, client: S3Client) {
    this.url = config.url
    this.#config = config
    this.#library = library
    this.#client = client
  }

  list(start: string): Promise<readonly StoredObject[]> {
    return this.#named('list', start, () => settledListing(() => this.#look(start)))
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    return this.#named('read', name, async () => {
      try {
        const found = await this.#client.send(new this.#library.GetObjectCommand(this.#object(name)))
        return await found.Body?.transformToByteArray()
      } catch (error) {
        if (statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') return undefined
        throw error
      }
    })
  }

  /** A checksum goes with it, so that the store refuses what was damaged on the way. */
  async create(name: string, content: Uint8Array): Promise<boolean> {
    const ContentMD5 = createHash('md5').update(content).digest('base64')
    const object = { ...this.#object(name), Body: content, ContentMD5 }
    return this.#named('write', name, async () => {
      for (let attempt = 1; ; attempt++) {
        const asks = this.#asksToRefuse
        try {
          const condition = asks ? { IfNoneMatch: '*' } : {}
          await this.#client.send(new this.#library.PutObjectCommand({ ...object, ...condition }))
          return true
        } catch (error) {
          if (statusOf(error) === 412) return false
          if (!(await this.#canTryAgain(error, asks, attempt))) throw error
        }
      }
    })
  }

  async #canTryAgain(error: unknown, asks: boolean, attempt: number): Promise<boolean> {
    if (statusOf(error) === 501 && asks) {
      this.#asksToRefuse = false
      return true
    }
    // Somebody else is at that name at this moment: soon it is there, or it is not.
    if (statusOf(error) !== 409 || attempt === mostConflicts) return false
    await sleep(attempt * 100)
    return true
  }

  async remove(name: string): Promise<void> {
    await this.#named('remove', name, () =>
      this.#client.send(new this.#library.DeleteObjectCommand(this.#object(name))),
    )
  }

  close(): void {
    this.#client.destroy()
  }

  async #look(start: string): Promise<Listing> {
    const objects: StoredObject[] = []
    let next: string | undefined
    let pages = 0
    do {
      const page = await this.#client.send(
        new this.#library.ListObjectsV2Command({
          Bucket: this.#config.bucket,
          Prefix: this.#key(start),
          ContinuationToken: next,
        }),
      )
      for (const { Key = '', Size = 0 } of page.Contents ?? [])
        objects.push({ name: Key.slice(this.#key('').length), sizeBytes: Size })
      next = page.IsTruncated ? page.NextContinuationToken : undefined
      pages += 1
    } while (next !== undefined)
    return { objects, whole: pages === 1 }
  }

  #object(name: string) {
    return { Bucket: this.#config.bucket, Key: this.#key(name) }
  }

  #key(name: string): string {
    return this.#config.prefix === '' ? name : `${this.#config.prefix}/${name}`
  }

  async #named<T>(verb: string, name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw named(error, verb, `${this.url}/${name}`, this.#config)
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}
