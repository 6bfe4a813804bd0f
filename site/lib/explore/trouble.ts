/** Something that a reader is told in a sentence. */
export class Trouble extends Error {
  override readonly name = 'Trouble'
  /** Where in the question it is, in characters from 0; undefined where it is not in the question. */
  readonly range: { readonly start: number; readonly end: number } | undefined

  constructor(message: string, range?: { readonly start: number; readonly end: number }) {
    super(message)
    this.range = range
  }
}
