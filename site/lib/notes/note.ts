/** A note cannot be shown as it is written. The message says which file and line, and what to do next. */
export class NoteError extends Error {
  override readonly name = 'NoteError'

  /** A build prints the stack of an error; the mistake is in the note, and no line of this code helps to find it. */
  constructor(message: string) {
    super(message)
    this.stack = `NoteError: ${message}`
  }
}

/** A text that somebody wrote about the history: a file of the notes' folder. */
export interface Note {
  /** Its address, made of its path: `upgrades/node-24.mdx` is `upgrades-node-24`. */
  readonly slug: string
  /** Absolute. */
  readonly file: string
  /** From the notes' folder on, for messages. */
  readonly path: string
  readonly title: string
  /** ISO 8601: a day, or a moment in UTC; null where it is of no certain time. */
  readonly date: string | null
  /** The beginning of a commit's hash, or a tag. */
  readonly commit: string | null
  readonly tags: readonly string[]
  /** What it is about, as written; empty for everything. */
  readonly benchmarks: readonly string[]
  readonly summary: string
  /** The whole file. */
  readonly text: string
}

/** `perf-notes/upgrade.mdx:12` for a piece of the text; the file alone where it does not stand there. */
export function placeOf({ path, text }: Pick<Note, 'path' | 'text'>, piece: string): string {
  const at = text.indexOf(piece)
  return at < 0 || piece === '' ? path : `${path}:${text.slice(0, at).split('\n').length}`
}
