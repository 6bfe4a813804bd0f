import { loadConfig } from '../config/load.ts'
import { ExitCode, UsageError } from '../errors.ts'
import type { LedgerBranchOptions } from './ledger-branch.ts'
import { inStore, pushStored } from './with-store.ts'

export interface LedgerExchangeOptions extends LedgerBranchOptions {
  /** A branch was asked for: the one of the options, though the ledger is in an object store. */
  readonly toBranch: boolean
  /** Say nothing where there is nothing to do. */
  readonly quiet?: boolean | undefined
}

type Print = (text: string) => void
const toStdout: Print = (text) => void process.stdout.write(`${text}\n`)

/** `perfledger ledger push`: to the object store that the config names, or to a branch. */
export async function pushAnywhere(
  options: LedgerExchangeOptions,
  print: Print = toStdout,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, process.env)
  if (config.store === undefined || options.toBranch) {
    const { pushLedger } = await import('./ledger-branch.ts')
    return pushLedger(options)
  }
  if (options.squashHistory)
    throw new UsageError('An object store has no history to squash.', {
      hint: 'perfledger compact makes it small.',
    })
  if ((await pushStored(config, print)) === 0) print(`${config.store.url} has everything already.`)
  return ExitCode.ok
}

/** `perfledger ledger pull`: from the object store that the config names, or from a branch. */
export async function pullAnywhere(
  options: LedgerExchangeOptions,
  print: Print = toStdout,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, process.env)
  if (config.store === undefined || options.toBranch) {
    const { pullLedger } = await import('./ledger-branch.ts')
    return pullLedger(options)
  }
  const { pull } = await import('../store/pull.ts')
  const { taken } = await inStore(config, (store) => pull(store, config.ledger, { tell: print }))
  if (taken === 0 && !options.quiet) print('Everything is here already.')
  return ExitCode.ok
}
