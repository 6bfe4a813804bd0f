import { join, resolve } from 'node:path'
import * as z from 'zod'
import { builtIn, type StoreConfig } from './config.ts'
import { map, pattern, text } from './fields.ts'

const LEDGER =
  'a folder, relative to the config file, or a place in an object store such as `s3://bucket/prefix`, or a map with its `url`'

/** A bucket as stores name them, and a prefix without empty parts, `.` or `..`; no credentials, no query. */
const STORE = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])((?:\/(?!\.{1,2}(?:\/|$))[^\s/\\?#@:]+)*)\/?$/

const URL_WANTED =
  'a bucket and a prefix such as `s3://bucket/prefix`, without credentials: those come from the environment'
const url = pattern(URL_WANTED, STORE)

const folder = text(LEDGER)
  .refine((written) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(written) || STORE.test(written), {
    error: URL_WANTED,
  })
  .describe('A folder, or `s3://bucket/prefix`.')

const store = map('a map with at least `url`, such as `{ url: s3://bucket/prefix, region: eu-west-1 }`', {
  url: url.describe('Where the ledger is: `s3://bucket/prefix`.'),
  endpoint: pattern(
    'an address such as `https://storage.example.org`, without credentials',
    /^https?:\/\/[^\s/@?#]+(?:\/[^\s@?#]*)?$/,
  )
    .optional()
    .describe(
      'The address of a store that is not AWS; `AWS_ENDPOINT_URL_S3` of the environment unless said.',
    ),
  region: pattern('a region such as `eu-west-1`', /^[\w-]+$/)
    .optional()
    .describe('The region of the bucket; that of the environment or of the AWS profile unless said.'),
  cache: text('a folder, relative to the config file')
    .optional()
    .describe(
      'The folder that holds a copy of the ledger on this machine; one in `.perfledger/` unless said. A ledger that is there already is brought to the store.',
    ),
})

/** Where the ledger is. */
export const ledger = z.union([folder, store], { error: LEDGER }).meta({ id: 'ledger' })

interface LedgerPlace {
  /** Absolute: the ledger, or the copy of it on this machine. */
  readonly ledger: string
  readonly store?: StoreConfig
}

/** The folder that commands read and write, and the store that it is a copy of, if it is one. */
export function fillLedger(written: z.output<typeof ledger> | undefined, root: string): LedgerPlace {
  const spec = typeof written === 'string' ? { url: written } : written
  const found = readStoreUrl(spec?.url ?? '')
  if (spec === undefined || found === undefined) return { ledger: resolve(root, spec?.url ?? builtIn.ledger) }
  const { endpoint, region, cache } = { endpoint: undefined, region: undefined, cache: undefined, ...spec }
  return {
    ledger: resolve(root, cache ?? cacheOf(found)),
    store: { ...found, endpoint: endpoint?.replace(/\/+$/, ''), region },
  }
}

/** One folder for each place, none inside another: `.perfledger/bucket+prefix`. */
function cacheOf({ url }: Pick<StoreConfig, 'url'>): string {
  return join('.perfledger', url.replace('s3://', '').replaceAll('/', '+'))
}

/** `s3://bucket/prefix` in its parts; undefined for everything else. */
export function readStoreUrl(written: string): Pick<StoreConfig, 'url' | 'bucket' | 'prefix'> | undefined {
  const [, bucket, path = ''] = STORE.exec(written) ?? []
  if (bucket === undefined) return undefined
  const prefix = path.replace(/^\//, '')
  return { url: `s3://${bucket}${path}`, bucket, prefix }
}
