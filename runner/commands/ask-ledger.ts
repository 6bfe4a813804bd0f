import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/config.ts'
import { runAside } from '../measure/aside.ts'

/** A command of perfledger in a process of its own, and what it prints: for what the process that measures must not load. */
export function perfledgerAside(config: Config, words: readonly string[]): Promise<string> {
  const file = import.meta.url.endsWith('.ts') ? '../cli.ts' : '../cli.js'
  const cli = fileURLToPath(new URL(file, import.meta.url))
  return runAside([cli, '--config', config.file, ...words])
}

/**
 * Rows of the ledger, asked by a process of its own: the one that is about to measure must not load DuckDB, and forking gets
 * slower with what a process holds. An absent ledger has none.
 */
export async function askLedger<Row>(config: Config, sql: string): Promise<readonly Row[]> {
  if (!existsSync(join(config.ledger, 'runs'))) return []
  return JSON.parse(await perfledgerAside(config, ['query', sql, '--format', 'json'])) as Row[]
}
