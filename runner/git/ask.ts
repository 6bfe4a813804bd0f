import { execa } from 'execa'
import { PerfledgerError, UsageError } from '../errors.ts'

/** More than any answer that is asked for here; a log of a million commits fits. */
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024

/**
 * Git's answer, or undefined where git is missing, the folder is in no repository, or the question has no answer.
 * @throws UsageError where git refuses to look into the repository because somebody else owns it
 */
export async function ask(
  cwd: string,
  words: readonly string[],
  input?: string,
): Promise<string | undefined> {
  const result = await execa('git', words, {
    cwd,
    reject: false,
    stripFinalNewline: true,
    maxBuffer: MOST_OUTPUT_BYTES,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    env: plainEnvironment,
  })
  if (!result.failed) return result.stdout
  if (/dubious ownership/.test(String(result.stderr))) refuseOwnership(cwd)
  return undefined
}

/** Usual in containers: without this message every run would silently lose its commit. */
function refuseOwnership(cwd: string): never {
  throw new UsageError(`git does not read the repository of ${cwd}: it belongs to another user`, {
    hint: `Allow it: git config --global --add safe.directory ${cwd}`,
  })
}

/**
 * A git hook sets these for the repository that it runs in; here the folder alone decides. Nothing may ask for a
 * password, take a lock, or translate what is parsed.
 */
export const plainEnvironment: Record<string, string | undefined> = {
  GIT_DIR: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
  GIT_EXTERNAL_DIFF: undefined,
  GIT_TRACE: undefined,
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}

/** Has git do something that must succeed. @throws PerfledgerError with what git says */
export async function demand(cwd: string, words: readonly string[]): Promise<void> {
  const result = await execa('git', words, { cwd, reject: false, stdin: 'ignore', env: plainEnvironment })
  if (!result.failed) return
  throw new PerfledgerError(
    `git ${words.join(' ')} failed in ${cwd}: ${result.stderr || result.shortMessage}`,
  )
}
