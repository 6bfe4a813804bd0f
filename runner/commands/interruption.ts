import { ExitCode } from '../errors.ts'

/** Ctrl-C, the end of a job, the closing of a terminal. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface Interruption {
  readonly signal: AbortSignal
  readonly stop: () => void
}

/** The first of these signals ends the work in order and tells so; a second one ends the process at once. */
export function listenForEnding(stderr: NodeJS.WriteStream, announcement: string): Interruption {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted)
    stderr.write(`\n${announcement} (once more to give up)\n`)
    controller.abort()
  }
  for (const ending of ENDINGS) process.on(ending, interrupt)
  const stop = (): void => {
    for (const ending of ENDINGS) process.off(ending, interrupt)
  }
  return { signal: controller.signal, stop }
}
