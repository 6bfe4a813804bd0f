/**
 * What ended the command, for a person and for the shell.
 *
 * 0 fine · 1 a regression or a broken budget · 2 the config or the command line is wrong ·
 * 3 a benchmark failed, nothing was measured, or the result could not be kept · 130 interrupted.
 */
export const ExitCode = { ok: 0, regression: 1, usage: 2, failure: 3, interrupted: 130 } as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** An error whose message is meant for the person at the terminal: what happened, where, what to do next. */
export class PerfledgerError extends Error {
  readonly exitCode: ExitCode
  /** What to do next, printed on a line of its own. */
  readonly hint: string | undefined

  constructor(
    message: string,
    options: { exitCode?: ExitCode; hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = new.target.name
    this.exitCode = options.exitCode ?? ExitCode.failure
    this.hint = options.hint
  }
}

/** The command line or the config asks for something that does not exist or cannot be. Exit code 2. */
export class UsageError extends PerfledgerError {
  constructor(message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, { ...options, exitCode: ExitCode.usage })
  }
}
