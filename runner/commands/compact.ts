import { relative } from 'node:path'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode } from '../errors.ts'
import { type CompactedFolder, type CompactOptions, compactLedger } from '../ledger/compact.ts'
import { formatQuantity } from '../units.ts'
import { applyRetention } from './apply-retention.ts'
import { commitOrderIn } from './publish-report.ts'
import { inStore } from './with-store.ts'

export interface CompactCommandOptions {
  readonly config: string
  /** Tell what the rules of retention would take away, and change nothing. */
  readonly dryRun?: boolean | undefined
}

/** `perfledger compact`: thins what the rules of retention say, makes chunks of what is in single files, and says what that saved. */
export async function compact(
  options: CompactCommandOptions,
  print: (text: string) => unknown = (text) => process.stdout.write(text),
): Promise<ExitCode> {
  const config = await loadConfig(options.config, process.env)
  const how: CompactOptions = {
    commitOrder: commitOrderIn(config.root),
    onFolder: (folder) => print(`${describeFolder(folder, config.root)}\n`),
  }
  if (options.dryRun === true) return tellRetention(config, how, print)
  const thin = () => applyRetention(config, how, { dryRun: false, now: new Date(), print })
  const done =
    config.store === undefined
      ? await thin().then(() => compactLedger(config.ledger, how))
      : await inStore(config, async (store) => {
          const { compactStored } = await import('../store/compact.ts')
          return compactStored(store, config.ledger, how, (text) => print(`${text}\n`), thin)
        })
  if (done.length === 0) print('There is nothing to compact: every month is in chunks already.\n')
  return ExitCode.ok
}

/** Of a ledger in an object store, everything is brought into the folder first. */
async function tellRetention(
  config: Config,
  how: CompactOptions,
  print: (text: string) => unknown,
): Promise<ExitCode> {
  if (config.retention === undefined) {
    print('There are no rules of retention in the config: nothing would go.\n')
    return ExitCode.ok
  }
  if (config.store !== undefined) {
    await inStore(config, async (store) => {
      const { pull } = await import('../store/pull.ts')
      await pull(store, config.ledger, { everything: true, tell: (text) => print(`${text}\n`) })
    })
  }
  await applyRetention(config, how, { dryRun: true, now: new Date(), print })
  return ExitCode.ok
}

/** `data/runs/year=2026/month=11: 120 runs, 120 files → 1 file, 1.9 MB → 680 kB` */
export function describeFolder(done: CompactedFolder, root: string): string {
  const files = (count: number) => (count === 1 ? '1 file' : `${count} files`)
  const sizes = [done.sizeBytesBefore, done.sizeBytesAfter].map((size) => formatQuantity(size, 'B'))
  return `${relative(root, done.folder)}: ${done.runs} runs, ${files(done.filesBefore)} → ${files(done.filesAfter)}, ${sizes.join(' → ')}`
}
