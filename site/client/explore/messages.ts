import type { Traffic } from '../../lib/explore/byte-source.ts'
import type { Answer } from '../../lib/explore/sql/ask.ts'

/** What the page says to the worker that answers. */
export interface Ask {
  /** The list of files, and the folder that they are in. */
  readonly list: string
  readonly folder: string
  readonly sql: string
  readonly mostRows: number
}

/** What the worker says to the page. */
export type Told =
  | { readonly kind: 'traffic'; readonly traffic: Traffic }
  | { readonly kind: 'answer'; readonly answer: Answer; readonly traffic: Traffic }
  | {
      readonly kind: 'trouble'
      readonly message: string
      readonly range: { readonly start: number; readonly end: number } | undefined
    }
