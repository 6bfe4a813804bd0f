import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { listLedgerFiles } from '../../runner/ledger/layout.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { formatQuantity } from '../../runner/units.ts'
import { generateLedger, type LedgerSize } from './ledger-generator.ts'

/**
 * How the ledger does at size. Makes a seeded history, compacts it, and asks in fresh processes what a run, a page and a
 * report ask; prints a table of medians, and the peak memory of each process. `many-files` asks for one series without the summary
 * that a report leaves behind.
 *
 *     node tests/bench/ledger-scale.bench.ts 1M     (also 6M, 10M, 100M; 100M takes minutes and about 1 GB in the temporary folder)
 */
const sizes: Readonly<Record<string, LedgerSize>> = {
  '1M': { runs: 1_000, cases: 100, samples: 10, environments: 2 },
  '6M': { runs: 10_000, cases: 20, samples: 30, environments: 1 },
  '10M': { runs: 1_000, cases: 1_000, samples: 10, environments: 2 },
  '100M': { runs: 50_000, cases: 100, samples: 20, environments: 2 },
}

if (process.argv[2] === 'ask') await import('./ledger-question.ts')
else await measure(process.argv[2] ?? '1M')

async function measure(name: string): Promise<void> {
  const size = sizes[name]
  if (size === undefined)
    throw new Error(`There is no size ${name}: choose one of ${Object.keys(sizes).join(', ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-scale-'))
  try {
    const generated = await timed(() => generateLedger(folder, size))
    const compacted = await timed(() => compactLedger(folder))
    const files = await listLedgerFiles(folder, 'runs')
    const bytes = compacted.value.reduce((sum, each) => sum + each.sizeBytesAfter, 0)
    console.log(
      `${name}: ${size.runs} runs × ${size.cases} cases × ${size.samples} samples, ${size.cases * size.environments} series`,
    )
    console.log(
      `generated in ${seconds(generated.ms)}, compacted in ${seconds(compacted.ms)} to ${files.length} chunks of ${formatQuantity(bytes, 'B')}; peak ${peak(process.resourceUsage().maxRSS)}`,
    )
    mkdirSync(join(folder, 'scratch'))
    ask('many-files', folder)
    const summarized = await timed(() => summarize(folder))
    console.log(`  summarized in ${seconds(summarized.ms)}`)
    for (const question of [
      'open',
      'runs',
      'one-series',
      'all-series',
      'recent-samples',
      'judge',
      'one-run',
      'append',
    ])
      ask(question, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function ask(question: string, folder: string): void {
  const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, 'ask', question, folder], {
    encoding: 'utf8',
  })
  process.stdout.write(stdout || stderr)
}

async function summarize(folder: string): Promise<void> {
  const ledger = await openLedger(folder)
  await ledger.summarize()
  ledger.close()
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now()
  return { value: await work(), ms: performance.now() - start }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function peak(maxRssKb: number): string {
  return formatQuantity(maxRssKb * 1024, 'B')
}
