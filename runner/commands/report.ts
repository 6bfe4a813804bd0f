import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode, UsageError } from '../errors.ts'
import { openLedger } from '../ledger/open.ts'
import type { Ledger, RunInfo } from '../ledger/series.ts'
import type { RunReport } from '../report/model.ts'
import { runReport } from '../report/run-report.ts'
import { againstBaseline, againstBaselineMarkdown } from '../reporters/against.ts'
import { jsonReport } from '../reporters/json.ts'
import { junitReport } from '../reporters/junit.ts'
import { markdownReport } from '../reporters/markdown.ts'
import { terminalReport } from '../reporters/terminal.ts'
import { decisionsOn } from './decisions.ts'
import {
  commitOrderIn,
  describeProject,
  fromConfig,
  neighboursOf,
  publishReport,
  reportFolder,
  wholePlan,
} from './publish-report.ts'
import { toldAgainst } from './report-against.ts'

export interface ReportOptions {
  readonly config: string
  readonly format: string
  readonly run?: string | undefined
  readonly url?: string | undefined
  readonly output?: string | undefined
  readonly write?: boolean | undefined
  /** Keeps nothing of the last report. */
  readonly full?: boolean | undefined
  /** A named baseline, a tag or a commit: each verdict also tells how it compares with it. */
  readonly baseline?: string | undefined
}

export interface ReportEffects {
  readonly env: NodeJS.ProcessEnv
  readonly colour: boolean
  readonly print: (text: string) => void
  readonly now: () => Date
}

const realEffects: ReportEffects = {
  env: process.env,
  colour: process.stdout.hasColors?.() ?? false,
  print: (text) => process.stdout.write(text),
  now: () => new Date(),
}

const formats: Record<
  string,
  (report: RunReport, options: ReportOptions, name: string, colour: boolean) => string
> = {
  terminal: (report, { baseline }, _name, colour) =>
    terminalReport(report, { colour }) + (baseline === undefined ? '' : againstBaseline(report, baseline)),
  markdown: (report, { url, baseline }, projectName) =>
    markdownReport(report, { siteUrl: url, projectName }) +
    (baseline === undefined ? '' : againstBaselineMarkdown(report, baseline)),
  json: (report) => jsonReport(report),
  junit: (report) => junitReport(report),
}

/** `perfledger report`: a stored run in any format, or the whole report folder made anew from the ledger. */
export async function report(
  options: ReportOptions,
  effects: ReportEffects = realEffects,
): Promise<ExitCode> {
  const format = formats[options.format]
  if (!format) {
    throw new UsageError(`There is no format '${options.format}'.`, {
      hint: `Choose one of ${Object.keys(formats).join(', ')}.`,
    })
  }
  const config = await loadConfig(options.config, effects.env)
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    if (options.write) {
      const folder = reportFolder(config.ledger)
      const project = await describeProject(config)
      const warn = (text: string) => process.stderr.write(`warning ${text}\n`)
      const decisions = await decisionsOn(config.ledger, warn)
      const today = { ...fromConfig(config, wholePlan(config)), decisions }
      await publishReport(ledger, project, today, folder, effects.now(), { fromNothing: options.full })
      effects.print(`The report is in ${folder}\n`)
      return ExitCode.ok
    }
    const found = await storedReport(ledger, config, options)
    const text = format(found, options, config.project.name, effects.colour && !options.output)
    if (options.output) await writeText(options.output, text)
    else effects.print(text)
    return ExitCode.ok
  } finally {
    ledger.close()
  }
}

async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(resolve(file), text)
  } catch (cause) {
    throw new UsageError(`The report cannot be written to ${file}: ${(cause as Error).message}.`, {
      hint: 'Name a file in a folder that exists and can be written: --output report.md',
      cause,
    })
  }
}

async function storedReport(
  ledger: Ledger,
  config: Config,
  { run: id, baseline }: ReportOptions,
): Promise<RunReport> {
  const runs = await ledger.runs()
  const info = id === undefined ? newest(runs) : startingWith(runs, id)
  const run = await ledger.run(info.header.id)
  if (!run) throw new UsageError(`Run ${info.header.id} is no longer in the ledger.`)
  const recorded = await ledger.verdicts([info.header.id])
  const verdicts =
    baseline === undefined ? recorded : await toldAgainst(baseline, run, recorded, config, ledger)
  return runReport(run, verdicts, neighboursOf(runs, info.header.id))
}

function newest(runs: readonly RunInfo[]): RunInfo {
  const latest = [...runs].sort((a, b) => (a.header.id < b.header.id ? 1 : -1))[0]
  if (!latest) throw new UsageError('The ledger holds no run yet.', { hint: 'Measure first: perfledger run' })
  return latest
}

function startingWith(runs: readonly RunInfo[], id: string): RunInfo {
  const matches = runs.filter(({ header }) => header.id.startsWith(id))
  if (matches.length === 1) return matches[0]!
  const problem = matches.length === 0 ? 'No run' : `${matches.length} runs`
  throw new UsageError(`${problem} in the ledger with an id that starts with '${id}'.`, {
    hint: 'Ids look like 20261120-051230-9f86d081ab; the history page lists them all.',
  })
}
