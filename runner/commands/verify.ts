import { relative } from 'node:path'
import { loadConfig } from '../config/load.ts'
import { ExitCode } from '../errors.ts'
import { quarantine, type Verification, verifyLedger } from '../ledger/verify.ts'

export interface VerifyOptions {
  readonly config: string
  readonly repair?: boolean | undefined
}

/** `perfledger verify`: names every fault of the ledger with its file; 3 where there is one that was not repaired. */
export async function verify(
  options: VerifyOptions,
  print: (text: string) => unknown = (text) => process.stdout.write(text),
): Promise<ExitCode> {
  const config = await loadConfig(options.config, process.env)
  const found = await verifyLedger(config.ledger)
  print(describe(found, config.root))
  if (found.faults.length === 0) return ExitCode.ok
  if (!options.repair) {
    print(
      'Nothing was changed. Restore the files with git (git checkout -- <file>), or put them aside: perfledger verify --repair\n',
    )
    return ExitCode.failure
  }
  for (const { file, movedTo } of await quarantine(config.ledger, found.faults)) {
    print(`moved ${relative(config.root, file)} to ${relative(config.root, movedTo)}\n`)
  }
  const after = await verifyLedger(config.ledger)
  print(describe(after, config.root))
  return after.faults.length === 0 ? ExitCode.ok : ExitCode.failure
}

function describe({ files, faults, oddities }: Verification, root: string): string {
  const named = (about: string) => (about.startsWith(root) ? relative(root, about) : about)
  const lines = [
    ...faults.map(({ file, fault }) => `fault  ${named(file)} ${fault}`),
    ...oddities.map(({ about, what }) => `note   ${named(about)} ${what}`),
    `${files === 1 ? '1 file' : `${files} files`} verified: ${count(faults.length, 'fault')}, ${count(oddities.length, 'note')}.`,
  ]
  return `${lines.join('\n')}\n`
}

function count(number: number, what: string): string {
  if (number === 0) return `no ${what}s`
  return number === 1 ? `1 ${what}` : `${number} ${what}s`
}
