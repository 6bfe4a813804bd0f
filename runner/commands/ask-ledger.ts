import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { Config } from '../config/config.ts'
import { type ExitCode, PerfledgerError } from '../errors.ts'
import { runAside } from '../measure/aside.ts'

/**
 * A command of perfledger in a process of its own, and what it prints: for what the process that measures must not load.
 *
 * @throws PerfledgerError in the words in which it ended itself
 */
export async function perfledgerAside(config: Config, words: readonly string[]): Promise<string> {
  const file = import.meta.url.endsWith('.ts') ? '../cli.ts' : '../cli.js'
  const cli = fileURLToPath(new URL(file, import.meta.url))
  try {
    return await runAside([cli, '--config', config.file, ...words])
  } catch (error) {
    throw inItsWords(error) ?? error
  }
}

/** What `reportError` told there; undefined where it did not get so far. */
function inItsWords(error: unknown): PerfledgerError | undefined {
  const { stderr, exitCode } = error as { stderr?: unknown; exitCode?: unknown }
  const said = stripVTControlCharacters(String(stderr ?? '')).split(/^error /m)[1]
  if (said === undefined || typeof exitCode !== 'number') return undefined
  const [message = '', hint] = said.trim().split('\n hint ')
  return new PerfledgerError(message, { exitCode: exitCode as ExitCode, hint, cause: error })
}

/**
 * Rows of the ledger, asked by a process of its own: the one that is about to measure must not load DuckDB, and forking gets
 * slower with what a process holds. An absent ledger has none.
 */
export async function askLedger<Row>(config: Config, sql: string): Promise<readonly Row[]> {
  if (!existsSync(join(config.ledger, 'runs'))) return []
  return JSON.parse(await perfledgerAside(config, ['query', sql, '--format', 'json'])) as Row[]
}
