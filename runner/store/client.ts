import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { S3Client } from '@aws-sdk/client-s3'
import type { StoreConfig } from '../config/config.ts'
import { UsageError } from '../errors.ts'

export type S3Library = typeof import('@aws-sdk/client-s3')

const connectionTimeoutMs = 10_000
/** Without a byte for so long, a store counts as gone. */
const silenceMs = 60_000
const mostAttempts = 4

/** Regions are a matter of AWS; other stores take any, and this one everywhere. */
const anyRegion = 'us-east-1'

/**
 * The client and a connection that it will make. Credentials, region, endpoint and proxies come by the client's standard chain
 * (environment, profile, web identity of a CI job, metadata of a machine) where the config does not tell the latter two.
 */
export async function loadClient(
  { endpoint, region }: StoreConfig,
  root: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly library: S3Library; readonly client: S3Client }> {
  const library = await load(root)
  const isElsewhere = (endpoint ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL) !== undefined
  const make = (chosen: string | undefined): S3Client =>
    new library.S3Client({
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(chosen === undefined ? {} : { region: chosen }),
      forcePathStyle: isElsewhere,
      maxAttempts: mostAttempts,
      requestHandler: { connectionTimeout: connectionTimeoutMs, socketTimeout: silenceMs },
      // Newer checksums than the MD5 that goes with every object are unknown to many stores.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  const client = make(region)
  const hasRegion = await client.config.region().then(
    () => true,
    () => false,
  )
  return { library, client: hasRegion ? client : make(anyRegion) }
}

const packageName = '@aws-sdk/client-s3'

/** From beside perfledger, or from the project, if perfledger runs from elsewhere (npx). */
async function load(root: string): Promise<S3Library> {
  try {
    return await import('@aws-sdk/client-s3')
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  try {
    return await import(pathToFileURL(createRequire(join(root, 'package.json')).resolve(packageName)).href)
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new UsageError('The ledger is in an object store, and the client for it is not installed.', {
      hint: `Install it beside perfledger: npm install -D ${packageName}`,
      cause,
    })
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
}
