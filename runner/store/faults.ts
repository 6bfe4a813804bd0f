import type { StoreConfig } from '../config/config.ts'
import { PerfledgerError } from '../errors.ts'

interface Explanation {
  readonly reason: string
  readonly advice: string
}

interface ClientError {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** By the name or code of an error, as the client or the system gives it. */
const explanations: readonly (readonly [RegExp, (config: StoreConfig, detail: string) => Explanation])[] = [
  [
    /NoSuchBucket/,
    ({ bucket }) => ({
      reason: `there is no bucket ${bucket}`,
      advice: 'Make the bucket, or correct `ledger` in the config.',
    }),
  ],
  [
    /CredentialsProviderError|CredentialsError/,
    () => ({
      reason: 'no credentials were found',
      advice: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, in the environment.',
    }),
  ],
  [
    /InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|TokenRefreshRequired/,
    (_, detail) => ({
      reason: `the store does not accept the credentials (${detail})`,
      advice: 'Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, in the environment.',
    }),
  ],
  [
    /RequestTimeTooSkewed/,
    () => ({ reason: 'the clock of this machine is wrong', advice: 'Set the clock of this machine.' }),
  ],
  [
    /AccessDenied|Forbidden|AllAccessDisabled|\b403\b/,
    ({ bucket }, detail) => ({
      reason: `these credentials may not do that (${detail})`,
      advice: `Allow them to list, read, write and delete objects of ${bucket}; to read only, list and read is enough.`,
    }),
  ],
  [
    /PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint/,
    ({ bucket }) => ({
      reason: `the bucket ${bucket} is in another region`,
      advice: 'Say which: `ledger: { url: …, region: … }`, or AWS_REGION in the environment.',
    }),
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|TimeoutError|socket hang up|NetworkingError|SlowDown|InternalError|ServiceUnavailable|\b50\d\b/,
    ({ endpoint }, detail) => ({
      reason: `the store${endpoint === undefined ? '' : ` at ${endpoint}`} cannot be reached (${detail})`,
      advice:
        'Check the network and the endpoint (`ledger: { url: …, endpoint: … }` or AWS_ENDPOINT_URL_S3). Until then, `perfledger --offline …` works on the copy that is here.',
    }),
  ],
]

/** What went wrong in the store, for a person: what was to be done with what, why not, and what to do next. */
export function named(error: unknown, verb: string, what: string, config: StoreConfig): PerfledgerError {
  if (error instanceof PerfledgerError) return error
  const { name = '', message = '', code = '', $metadata } = error as ClientError
  const status = $metadata?.httpStatusCode ?? ''
  const detail =
    [name, message, code].find((text) => text !== '' && !/^(Error|Unknown\w*)$/.test(text)) ??
    `status ${status}`
  const found = explanations.find(([pattern]) => pattern.test(`${name} ${code} ${status} ${message}`))
  const { reason, advice } = found?.[1](config, detail) ?? { reason: detail, advice: 'Try again.' }
  return new PerfledgerError(`Could not ${verb} ${what}: ${reason}.`, { hint: advice, cause: error })
}
