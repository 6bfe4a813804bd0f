/** The project's folder as `init` sees it: names of files, and their texts on request. */
export interface ProjectFolder {
  /** Relative paths with forward slashes, sorted; nothing of dependencies, builds or hidden folders. */
  readonly files: readonly string[]
  /** The text of a file; undefined where there is none. */
  readonly read: (path: string) => Promise<string | undefined>
}

/** A benchmark that the folder offers. */
export interface Candidate {
  readonly name: string
  /** Why it is there, in a line above it. */
  readonly reason: string
  /** What stands below its name, in this order. */
  readonly settings: Readonly<Record<string, string>>
  /** False for one that is only proposed, in comments: it may run long, or need arguments. */
  readonly active: boolean
}

/** A suite that the folder offers. Written as comments where none of its benchmarks is active. */
export interface CandidateSuite {
  readonly name: string
  readonly description: string
  readonly candidates: readonly Candidate[]
}

/** Looks for the benchmarks of one language or tool. */
export type Finder = (folder: ProjectFolder) => Promise<CandidateSuite | undefined>

/** The suite, or nothing where it would be empty. */
export function suiteOf(
  name: string,
  description: string,
  candidates: readonly Candidate[],
): CandidateSuite | undefined {
  return candidates.length === 0 ? undefined : { name, description, candidates }
}

/** For commands that take seconds to minutes and measure only their own time. */
export const LONG_RUNNING = { iterations: '{ min: 3, max: 10, time: 60 s }', timeout: '10 min' } as const
