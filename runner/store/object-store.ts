/** An object as a listing tells it. */
export interface StoredObject {
  /** Below the store's prefix, with slashes: `runs/year=2026/month=11/….parquet`. */
  readonly name: string
  readonly sizeBytes: number
}

/**
 * The little that a ledger needs of an object store. Every object is written once: nothing is ever replaced, so that any
 * number of jobs can write at once and no reader sees half of anything. Names are those of a ledger's files.
 */
export interface ObjectStore {
  /** `s3://bucket/prefix`, for messages. */
  readonly url: string
  /** Every object whose name starts so, sorted by name, as of one moment: see `settledListing`. */
  list(start: string): Promise<readonly StoredObject[]>
  /** Undefined where there is no such object. */
  read(name: string): Promise<Uint8Array | undefined>
  /** False where an object of that name is there already; it then stays as it is. */
  create(name: string, content: Uint8Array): Promise<boolean>
  /** Nothing happens where there is none. */
  remove(name: string): Promise<void>
  /** Gives back what it holds open. */
  close(): void
}
