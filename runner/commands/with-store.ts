import type { Config, StoreConfig } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { type ExitCode, PerfledgerError } from '../errors.ts'
import { commitOrder } from '../git.ts'
import type { CompactOptions } from '../ledger/compact.ts'
import type { ObjectStore } from '../store/object-store.ts'
import { perfledgerAside } from './ask-ledger.ts'

/**
 * What a command does with the ledger. `measures` and `tries` measure after a pull that another process does, so that the one
 * that measures holds neither DuckDB nor the store's client; `tries` keeps nothing. `plans` needs no ledger.
 */
export type LedgerUse = 'reads' | 'writes' | 'measures' | 'tries' | 'plans' | 'checks' | 'repairs'

type Tell = (text: string) => void
const toStderr: Tell = (text) => void process.stderr.write(`${text}\n`)

/**
 * Does what a command does, with the folder of the ledger up to date before and the store after, where the ledger is in an object
 * store; otherwise just that. What could not be brought to the store stays in the folder, and the next command brings it.
 */
export async function withStore(
  use: LedgerUse,
  options: { readonly config: string; readonly offline?: boolean | undefined },
  work: () => Promise<ExitCode>,
  tell: Tell = toStderr,
): Promise<ExitCode> {
  if (use === 'plans' || options.offline) return work()
  const config = await loadConfig(options.config, process.env)
  if (config.store === undefined) return work()
  await before(use, config, tell)
  let code: ExitCode
  try {
    code = await work()
  } catch (error) {
    await after(use, config, tell).catch((second: Error) => tell(second.message))
    throw error
  }
  await after(use, config, tell)
  return code
}

async function before(use: LedgerUse, config: Config, tell: Tell): Promise<void> {
  if (use === 'measures' || use === 'tries') await pullAside(config, tell)
  else if (use === 'reads') await inStore(config, (store) => catchUp(store, config, tell))
  else
    await inStore(config, async (store) => {
      const { pull } = await import('../store/pull.ts')
      await pull(store, config.ledger, { tell, damagedToo: use === 'checks' || use === 'repairs' })
    })
}

async function after(use: LedgerUse, config: Config, tell: Tell): Promise<void> {
  if (use === 'writes' || use === 'measures') await pushStored(config, tell)
  if (use === 'repairs')
    await inStore(config, async (store) => {
      const { quarantineStored } = await import('../store/quarantine.ts')
      for (const name of await quarantineStored(store, config.ledger))
        tell(`moved ${store.url}/${name} to ${store.url}/quarantine/`)
      const { pull } = await import('../store/pull.ts')
      await pull(store, config.ledger, { tell })
    })
}

/** Opens the store of the config, does this, and closes it. */
export async function inStore<T>(config: Config, work: (store: ObjectStore) => Promise<T>): Promise<T> {
  const { openS3 } = await import('../store/s3.ts')
  const store = await openS3(config.store as StoreConfig, config.root, process.env)
  try {
    return await work(store)
  } finally {
    store.close()
  }
}

/** Brings what is new to the store, and compacts it there where that is due and no other job is at it. How many files went. */
export function pushStored(config: Config, tell: Tell): Promise<number> {
  return inStore(config, async (store) => {
    const { push } = await import('../store/push.ts')
    const count = await push(store, config.ledger, tell).catch((error: unknown) => {
      throw stillHere(error, config)
    })
    await tidyStored(store, config, tell)
    return count
  })
}

function stillHere(error: unknown, { ledger, store }: Config): unknown {
  if (!(error instanceof PerfledgerError)) return error
  const { exitCode, hint = '' } = error
  const kept = `Nothing is lost: what ${store?.url} does not have yet is kept in ${ledger}, and the next command brings it there.`
  return new PerfledgerError(error.message, { exitCode, hint: `${kept} ${hint}`.trim(), cause: error })
}

/** A compaction that fails takes nothing away: it is told, and tried again later. */
async function tidyStored(store: ObjectStore, config: Config, tell: Tell): Promise<void> {
  const { isCompactionDue } = await import('../ledger/compact.ts')
  if (config.ledgerCompact === false || !(await isCompactionDue(config.ledger))) return
  const { claimCompaction, compactStored } = await import('../store/compact.ts')
  try {
    if (!(await claimCompaction(store, new Date()))) return
    const done = await compactStored(store, config.ledger, inCommitOrder(config), tell)
    const files = done.reduce((sum, { filesBefore }) => sum + filesBefore, 0)
    const chunks = done.reduce((sum, { filesAfter }) => sum + filesAfter, 0)
    tell(`Compacted ${files} files of ${store.url} into ${chunks}.`)
  } catch (error) {
    if (!(error instanceof PerfledgerError)) throw error
    tell(`The ledger was not compacted: ${error.message} Nothing was taken away; it is tried again later.`)
  }
}

/** How series are ordered inside a chunk. */
export function inCommitOrder({ root }: Config): CompactOptions {
  return { commitOrder: (shas) => commitOrder(root, shas) }
}

/** A reader brings what an earlier command could not; where that is not allowed to it, that is all right. */
async function catchUp(store: ObjectStore, config: Config, tell: Tell): Promise<void> {
  const { pull } = await import('../store/pull.ts')
  const { bringFresh } = await import('../store/push.ts')
  const { names } = await pull(store, config.ledger, { tell })
  try {
    await bringFresh(store, config.ledger, names, tell)
  } catch (error) {
    if (!(error instanceof PerfledgerError)) throw error
    tell(`warning Not yet in the store: ${error.message}`)
  }
}

async function pullAside(config: Config, tell: Tell): Promise<void> {
  try {
    const told = (await perfledgerAside(config, ['ledger', 'pull', '--quiet'])).trimEnd()
    if (told !== '') tell(told)
  } catch (error) {
    throw toldAside(error)
  }
}

/** The error that another process of this program told, as an error of this one. */
function toldAside(error: unknown): unknown {
  const { stderr, exitCode } = error as { stderr?: string; exitCode?: ExitCode }
  const [, message, hint] = /^error (.*?)(?:\n hint (.*))?$/s.exec(stderr?.trim() ?? '') ?? []
  if (message === undefined) return error
  return new PerfledgerError(message, { hint, ...(exitCode === undefined ? {} : { exitCode }), cause: error })
}

/** What `perfledger run` does with the ledger; a shard is cut by what the cases took before. */
export function useOfRun(options: {
  readonly dryRun?: boolean | undefined
  readonly shard?: string | undefined
  readonly append: boolean
}): LedgerUse {
  if (options.dryRun) return options.shard === undefined ? 'plans' : 'reads'
  return options.append ? 'measures' : 'tries'
}
