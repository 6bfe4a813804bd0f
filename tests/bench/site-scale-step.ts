import { join } from 'node:path'
import { buildSite, loadAhead } from '../../runner/commands/astro-site.ts'
import { freeMemory } from '../../runner/commands/free-memory.ts'
import { publishReport } from '../../runner/commands/publish-report.ts'
import { openLedger } from '../../runner/ledger/open.ts'

/** One build as `perfledger site` does it, in a process of its own: node site-scale.bench.ts step <folder> <report only> */
const [folder = '', reportOnly = ''] = process.argv.slice(-2)

const project = {
  name: 'Scale',
  repositoryUrl: null,
  commitUrl: null,
  compareUrl: null,
  pullRequestUrl: null,
  baseBranch: 'main',
  generated: true,
}

const start = performance.now()
if (reportOnly !== 'true') loadAhead()
const ledger = await openLedger(join(folder, 'data'))
const today = { budgetsOf: () => [], commandOf: () => null, placeOf: () => 0 }
await publishReport(ledger, project, today, join(folder, 'data', 'report'), new Date(Date.UTC(2027, 0, 1)))
ledger.close()
freeMemory()
const reported = performance.now()
if (reportOnly !== 'true') {
  await buildSite({
    reportFolder: join(folder, 'data', 'report'),
    outFolder: join(folder, 'dist'),
    cacheFolder: join(folder, 'cache'),
    base: '/',
    siteUrl: undefined,
  })
}
const end = performance.now()
const { user, system } = process.cpuUsage()
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`.padStart(9)
const peak = `${((process.resourceUsage().maxRSS * 1_024) / 1e6).toFixed(0)} MB`.padStart(9)
console.log(
  `${seconds(reported - start)} ${seconds(end - reported)} ${seconds(end - start)} ${seconds((user + system) / 1_000)}  ${peak}`,
)
process.exit()
