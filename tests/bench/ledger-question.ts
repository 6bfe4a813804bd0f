import { join } from 'node:path'
import { judgeRun } from '../../runner/commands/judge-run.ts'
import { recentRunIds } from '../../runner/commands/recent-runs.ts'
import { appendRun } from '../../runner/ledger/append.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { Ledger } from '../../runner/ledger/series.ts'
import { formatQuantity } from '../../runner/units.ts'

/** Asks a ledger one question several times, in a process of its own: node ledger-scale.bench.ts ask <question> <folder> */
const [question = '', folder = ''] = process.argv.slice(-2)

const policy = {
  forMetric: () => ({
    thresholds: { minor: 1.2, moderate: 1.5, critical: 2 },
    confidence: 0.95,
    budgets: [],
  }),
  budgets: [],
  expected: [],
}

const questions: Readonly<Record<string, (ledger: Ledger) => Promise<unknown>>> = {
  open: async () => (await openLedger(folder)).close(),
  runs: async () => {
    const ledger = await openLedger(folder)
    await ledger.runs()
    ledger.close()
  },
  'one-series': (ledger) => ledger.oneSeries(key('benchmark 7')),
  'many-files': (ledger) => ledger.oneSeries(key('benchmark 7')),
  'all-series': async () => {
    const ledger = await openLedger(folder)
    await ledger.series()
    ledger.close()
  },
  'recent-samples': (ledger) => ledger.recentSamples(12),
  judge: async () => {
    const ledger = await openLedger(folder)
    const runs = await ledger.runs()
    const latest = await ledger.run(runs.at(-1)!.header.id)
    const series = await ledger.series({ runIds: recentRunIds(runs, latest!.header, 'main') })
    judgeRun(latest!, { runs, series }, policy, 'main')
    ledger.close()
  },
  'one-run': async (ledger) => ledger.run((await ledger.runs()).at(-200)!.header.id),
  append: async (ledger) => {
    const run = (await ledger.run((await ledger.runs())[0]!.header.id))!
    appended += 1
    const start = performance.now()
    await appendRun(join(folder, 'scratch'), {
      ...run,
      header: { ...run.header, id: `appended-${appended}` },
    })
    return performance.now() - start
  },
}
let appended = 0

function key(benchmark: string) {
  const metric = { name: 'wall-time', unit: 'ns', direction: 'lower' } as const
  return { case: { suite: 'suite 0', benchmark, params: {} }, metric, environment: 'environment0' }
}

const ask = questions[question]!
const ledger = await openLedger(folder)
const times: number[] = []
const cpuTimes: number[] = []
const rounds = 5
for (let round = 0; round < rounds; round++) {
  const start = performance.now()
  const cpu = process.cpuUsage()
  const own = await ask(ledger)
  const used = process.cpuUsage(cpu)
  cpuTimes.push((used.user + used.system) / 1_000)
  times.push(question === 'append' ? (own as number) : performance.now() - start)
}
ledger.close()
const middle = (list: readonly number[]) =>
  list
    .toSorted((a, b) => a - b)
    [rounds >> 1]!.toFixed(1)
    .padStart(9)
// The time of the processor tells the cost even where other programs are at work.
console.log(
  `  ${question.padEnd(16)} median ${middle(times)} ms   processor ${middle(cpuTimes)} ms   first ${times[0]!.toFixed(0).padStart(6)} ms   peak ${formatQuantity(process.resourceUsage().maxRSS * 1024, 'B')}`,
)
