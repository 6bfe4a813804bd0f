import type { Execution } from '../metrics/metric.ts'
import type { Command, Placement } from '../plan/plan.ts'

/**
 * What becomes of the output. `discard`: stdout goes to the null device, as it should while timing; `tail`: the last
 * part of both is kept; `capture`: stdout is kept whole up to `MAX_CAPTURE_BYTES`. The tail of stderr is always kept.
 */
export type OutputUse = 'discard' | 'tail' | 'capture'

/** More output than this cannot be captured: the command is ended and the iteration fails. */
export const MAX_CAPTURE_BYTES = 64 * 1024 * 1024

/** The file that takes output which nobody asked to capture is cut back when it grows beyond this. */
export const MAX_OUTPUT_FILE_BYTES = 8 * 1024 * 1024

/** How much of the end of the output is kept with a failure. */
export const TAIL_BYTES = 4096

/** How long a command that was asked to end may take to tidy up before it is killed. */
export const GRACE_MS = 2000

/** One execution of a command. */
export interface ExecutionRequest {
  readonly command: Command
  /** Absolute. */
  readonly cwd: string
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly output: OutputUse
  /** Processors and priority; those of the runner where undefined. */
  readonly placement?: Placement | undefined
  /** How often to look at what the command uses; not at all where undefined or 0. */
  readonly sampleIntervalMs?: number | undefined
  /** Only of `executeForMemory`: the file of a control group that takes the command in before it starts. */
  readonly controlGroup?: string | undefined
}

/** Starts a command, waits for its end and tells what it took. Never rejects for anything the command does. */
export interface Executor {
  /** As written into the ledger. */
  readonly name: string
  /**
   * Runs the command once, in a process group of its own. A timeout or an abort ends it with everything it started;
   * the promise settles when nothing of it is left.
   */
  readonly execute: (request: ExecutionRequest, signal: AbortSignal) => Promise<Execution>
  /**
   * The same, not fit for timing, but with the peak memory of small commands: where `execute` cannot tell it from the
   * memory of the runner itself. Absent where the executor has no such way.
   */
  readonly executeForMemory?: (request: ExecutionRequest, signal: AbortSignal) => Promise<Execution>
  /** Lets go of threads and files. */
  readonly close: () => Promise<void>
}

/** The command as words, a shell's line through /bin/sh. */
export function wordsOf(command: Command): readonly [string, ...string[]] {
  return command.kind === 'words' ? command.words : ['/bin/sh', '-c', command.line]
}
