import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { generateLedger, generateRuns, type LedgerSize } from './ledger-generator.ts'

/**
 * From the ledger to the finished site, at size: everything from nothing, then after one more run, then with nothing new; each in a
 * fresh process. Prints wall time of the report and of the site, processor time, and peak memory.
 *
 *     node tests/bench/site-scale.bench.ts 10 100 1000       (also 10000: gigabytes in node_modules/.cache while it runs)
 *     node tests/bench/site-scale.bench.ts 200x500           (cases × runs; 20 cases where only runs are given; also 200x5000)
 *     node tests/bench/site-scale.bench.ts --report 200x5000 (the report without the site)
 */
const SAMPLES = 30

if (process.argv[2] === 'step') await import('./site-scale-step.ts')
else await measureAll(process.argv.slice(2))

async function measureAll(given: readonly string[]): Promise<void> {
  const sizes = given.filter((text) => !text.startsWith('--'))
  console.log(
    'cases × runs     what         report      site       all   processor      peak  (report at work in threads: processor > wall)',
  )
  for (const text of sizes.length > 0 ? sizes : ['10', '100', '1000'])
    await measure(sizeOf(text), given.includes('--report'))
}

function sizeOf(text: string): LedgerSize {
  const numbers = text.split('x').map(Number)
  const [cases = 20, runs = 0] = numbers.length > 1 ? numbers : [20, ...numbers]
  const months = Math.min(120, Math.ceil(runs / 80))
  return { runs, cases, samples: SAMPLES, environments: 1, months, judged: true }
}

async function measure(size: LedgerSize, reportOnly: boolean): Promise<void> {
  // Inside the project: the pages are rendered by code next to them that imports packages.
  const folder = join(import.meta.dirname, '../../node_modules/.cache/perfledger-site-scale')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    const ledger = join(folder, 'data')
    await generateLedger(ledger, size)
    await compactLedger(ledger)
    step('from nothing', folder, size, reportOnly)
    await generateRuns(ledger, size, size.runs, size.runs + 1)
    step('one more run', folder, size, reportOnly)
    step('nothing new', folder, size, reportOnly)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function step(what: string, folder: string, { cases, runs }: LedgerSize, reportOnly: boolean): void {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [import.meta.filename, 'step', folder, String(reportOnly)],
    { encoding: 'utf8' },
  )
  console.log(`${`${cases} × ${runs}`.padEnd(14)} ${what.padEnd(13)} ${stdout.trim() || stderr}`)
}
