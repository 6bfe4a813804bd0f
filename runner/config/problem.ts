import { UsageError } from '../errors.ts'

/** Where something stands in the document: the keys and list indexes from the root. */
export type Path = readonly (string | number)[]

/** From and to, as offsets in the text; `to` is exclusive. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** One mistake in the config, before it is put into words for the terminal. */
export interface Problem {
  readonly path: Path
  /** Whether the caret goes below the key or the value at `path`. */
  readonly at: 'key' | 'value'
  /** What is wrong, as a sentence without a full stop: ``unknown key `timout` ``. */
  readonly title: string
  /** What would be right. */
  readonly expected?: string | undefined
  /** What was probably meant, as it would be written in the config. */
  readonly suggestion?: string | undefined
  /** Where in the text, if more exactly known than by the path. */
  readonly span?: Span | undefined
  /** Offset and length inside the value's own text, where only a part of it is wrong. */
  readonly within?: { readonly offset: number; readonly length: number } | undefined
  /** The environment variable that is wrong, where the mistake is not in the file. */
  readonly variable?: { readonly name: string; readonly value: string } | undefined
}

/** The config cannot be used. The message tells every mistake; `problems` are the same as values. Exit code 2. */
export class ConfigError extends UsageError {
  readonly problems: readonly Problem[]

  constructor(message: string, problems: readonly Problem[], hint?: string) {
    super(message, { hint })
    this.problems = problems
  }
}

/** A path as people write it: `suites.compression.benchmarks."a b".metrics[0]`. Empty for the root. */
export function pathText(path: Path): string {
  return path.map(partText).join('').replace(/^\./, '')
}

function partText(part: string | number): string {
  if (typeof part === 'number') return `[${part}]`
  return /^[\p{L}\p{N}_-]+$/u.test(part) ? `.${part}` : `.${JSON.stringify(part)}`
}
