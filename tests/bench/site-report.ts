import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDemoReport } from '../../runner/commands/demo-report.ts'

/** Prepares what `site-build.ts` builds: the report of a generated history, the same every time. */
const folder = join(import.meta.dirname, '../../node_modules/.cache/perfledger-bench')
await rm(folder, { recursive: true, force: true })
await writeDemoReport(join(folder, 'data'), 1, new Date('2026-11-20T00:00:00Z'))
