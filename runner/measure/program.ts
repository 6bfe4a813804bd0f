import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, resolve } from 'node:path'

/** Where a program is, or why it cannot be started. */
export type Program = { readonly path: string } | { readonly problem: string }

/**
 * Finds a program as execvp does: a name with a slash is a path relative to the working directory, any other is looked
 * for along PATH of the command's own environment.
 */
export function findProgram(
  words: readonly [string, ...string[]],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Program {
  const [name] = words
  if (name === '') return { problem: 'the name of the command is empty' }
  if (words.some((word) => word.includes('\0')))
    return { problem: `${name}: an argument holds a null character` }
  if (!isFolder(cwd)) return { problem: `the working directory ${cwd} does not exist` }
  if (name.includes('/')) return checkPath(name, resolve(cwd, name))
  const path = env.PATH ?? '/usr/local/bin:/usr/bin:/bin'
  for (const entry of path.split(delimiter)) {
    const folder = isAbsolute(entry) ? entry : resolve(cwd, entry)
    const candidate = resolve(folder, name)
    if (isExecutable(candidate)) return { path: candidate }
  }
  return { problem: `${name}: command not found along PATH=${path}` }
}

/**
 * Why the system refused to start a program that is there.
 *
 * @param code the error, `ENOENT`
 * @param otherwise the system's own words for it
 */
export function explainRefusal(name: string, path: string, code: string, otherwise: string): string {
  if (code !== 'ENOENT') return `${name}: ${otherwise}`
  const interpreter = interpreterOf(path)
  return interpreter
    ? `${name}: its first line asks for ${interpreter}, which does not exist`
    : `${name}: the loader that it needs does not exist`
}

/** The program that the first line of a script names. */
function interpreterOf(path: string): string | undefined {
  const bytes = Buffer.alloc(256)
  const fd = openSync(path, 'r')
  try {
    return /^#!\s*(\S+)/.exec(bytes.toString('utf8', 0, readSync(fd, bytes)))?.[1]
  } finally {
    closeSync(fd)
  }
}

function checkPath(name: string, path: string): Program {
  if (isExecutable(path)) return { path }
  const exists = statSync(path, { throwIfNoEntry: false })
  if (!exists) return { problem: `${name}: no such file (looked for ${path})` }
  return { problem: `${name}: ${exists.isDirectory() ? 'is a folder' : 'is not executable'} (${path})` }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
