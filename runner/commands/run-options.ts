import type { MeasureEffects } from '../measure/effects.ts'

/** The words of `perfledger run`, as the command line gives them. */
export interface RunOptions {
  readonly config: string
  readonly suite: readonly string[]
  readonly filter: readonly string[]
  readonly seed?: number | undefined
  /** `2/5`: only this part of the plan. */
  readonly shard?: string | undefined
  readonly dryRun?: boolean | undefined
  readonly json?: boolean | undefined
  readonly ci?: boolean | undefined
  readonly strict?: boolean | undefined
  readonly append: boolean
  /** A named baseline, a tag or a commit to compare everything with, besides the last runs. */
  readonly baseline?: string | undefined
}

/** What `run` asks of the world; tests pass their own. */
export interface RunEffects {
  readonly env: NodeJS.ProcessEnv
  readonly now: () => Date
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly measure: Partial<MeasureEffects>
}
