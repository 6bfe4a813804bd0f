import { styleText } from 'node:util'
import { ExitCode, PerfledgerError } from '../errors.ts'

/** Tells an error to the person at the terminal and gives the exit code that goes with it. */
export function reportError(error: unknown, stream: NodeJS.WriteStream): ExitCode {
  if (error instanceof PerfledgerError) {
    stream.write(`${styleText('red', 'error', { stream })} ${error.message}\n`)
    if (error.hint) stream.write(`${styleText('cyan', ' hint', { stream })} ${error.hint}\n`)
    return error.exitCode
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  stream.write(
    `${styleText('red', 'error', { stream })} perfledger itself failed; nothing was altered.\n${detail}\n`,
  )
  return ExitCode.failure
}
