import { PerfledgerError } from '../errors.ts'

/** How to get a file of the history back. Part of every message about one that cannot be read. */
export function restoreHint(file: string): string {
  return `Restore it with "git checkout -- ${file}", or move it out of the ledger. perfledger never skips or replaces history.`
}

/** A file of the history that is there but cannot be used: told by name, with what is wrong and how to get it back. */
export function brokenFile(file: string, what: string, cause?: unknown): PerfledgerError {
  return new PerfledgerError(`A file of the history cannot be read: ${file} ${what}.`, {
    hint: restoreHint(file),
    cause,
  })
}

/**
 * What went wrong while something was written to the ledger, for a person. `what` is the thing that was to be kept
 * (`Run 2026…`), `where` the file or folder. A PerfledgerError is passed on as it is.
 */
export function writeFault(what: string, where: string, error: unknown, kept = ''): PerfledgerError {
  if (error instanceof PerfledgerError) return error
  const { reason, advice } = explainWriteError(error)
  return new PerfledgerError(`${what} could not be written to ${where}: ${reason}.`, {
    hint: [advice, kept].filter((part) => part !== '').join(' '),
    cause: error,
  })
}

interface Explanation {
  readonly reason: string
  readonly advice: string
}

/** By the code of a system error, or by the words that DuckDB passes on from the system. */
const explanations: readonly (readonly [RegExp, Explanation])[] = [
  [
    /ENOSPC|EDQUOT|No space left|quota exceeded/i,
    { reason: 'the disk is full', advice: 'Free some space there and try again.' },
  ],
  [
    /EROFS|Read-only file system/i,
    { reason: 'the file system is read-only', advice: 'Choose a ledger folder that can be written.' },
  ],
  [
    /EACCES|EPERM|Permission denied|Operation not permitted/i,
    {
      reason: 'writing there is not permitted',
      advice: 'Check the owner and the permissions of the folder.',
    },
  ],
  [
    /ENOTDIR|Not a directory/i,
    {
      reason: 'a part of the path is a file, not a folder',
      advice: 'Move that file away or choose another folder.',
    },
  ],
  [
    /EEXIST/,
    { reason: 'a file is where a folder must be', advice: 'Move that file away or choose another folder.' },
  ],
  [
    /EMFILE|ENFILE|Too many open files/i,
    { reason: 'too many files are open', advice: 'Raise the limit: ulimit -n.' },
  ],
]

function explainWriteError(error: unknown): Explanation {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? ''
  const message = error instanceof Error ? error.message : String(error)
  const known = explanations.find(([pattern]) => pattern.test(`${code} ${message}`))
  return known?.[1] ?? { reason: firstLine(message), advice: '' }
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/\.$/, '')
}
