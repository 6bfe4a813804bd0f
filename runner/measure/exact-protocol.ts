import type { Placement } from '../plan/plan.ts'
import type { Usage } from './libc.ts'

/** What the worker thread is asked to start. */
export interface ExactOrder {
  readonly path: string
  readonly argv: readonly string[]
  /** `NAME=value`. */
  readonly env: readonly string[]
  readonly cwd: string
  /** File descriptors of the runner; undefined: the null device. */
  readonly stdout: number | undefined
  readonly stderr: number
  /**
   * Undefined: time it. Else start it through a small shell, so that its peak memory can be told, and let the shell
   * write the process id into this file descriptor.
   */
  readonly idFd: number | undefined
  readonly placement: Placement | undefined
  /** The file that takes the process into a control group; only where it is started through the small shell. */
  readonly controlGroup: string | undefined
}

/** What it answers. */
export type ExactAnswer =
  | {
      readonly kind: 'ended'
      readonly wallTimeNs: number
      readonly usage: Usage
      readonly floorBytes: number
    }
  | { readonly kind: 'refused'; readonly errorNumber: number }
  /** Started, and ended at once because it could not be put where it was to run. */
  | { readonly kind: 'misplaced'; readonly message: string }
  | { readonly kind: 'lost' }

/** What the worker is given when it starts: one number, the process that runs now, 0 for none. */
export interface ExactWorkerData {
  readonly running: Int32Array<SharedArrayBuffer>
}
