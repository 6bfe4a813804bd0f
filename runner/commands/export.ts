import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { loadConfig } from '../config/load.ts'
import { ExitCode, UsageError } from '../errors.ts'
import { csvHeader, csvLines } from '../exporters/csv.ts'
import { CustomJson } from '../exporters/github-action-benchmark.ts'
import { jsonEnd, jsonRun, jsonStart } from '../exporters/json.ts'
import { type ExportFilter, exportParquet, exportRuns } from '../ledger/export.ts'
import type { MeasuredRun } from '../measure/record.ts'
import { commitOrderIn } from './publish-report.ts'

export interface ExportCommandOptions {
  readonly config: string
  readonly format: string
  readonly suite: readonly string[]
  readonly benchmark: readonly string[]
  readonly metric: readonly string[]
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly output?: string | undefined
}

export interface ExportEffects {
  readonly env: NodeJS.ProcessEnv
  readonly stdout: NodeJS.WritableStream
  readonly tell: (text: string) => void
}

const realEffects: ExportEffects = {
  env: process.env,
  stdout: process.stdout,
  tell: (text) => process.stderr.write(text),
}

/** A format as pieces of text, one run at a time, so that a ledger larger than the memory can be written. */
type Writer = (runs: AsyncIterable<MeasuredRun>) => AsyncGenerator<string>

const writers: Readonly<Record<string, Writer>> = {
  csv: async function* (runs) {
    let isFirst = true
    for await (const run of runs) {
      yield isFirst ? csvHeader + csvLines(run) : csvLines(run)
      isFirst = false
    }
  },
  json: async function* (runs) {
    let before = jsonStart
    for await (const run of runs) {
      yield before + jsonRun(run)
      before = ',\n'
    }
    if (before !== jsonStart) yield jsonEnd
  },
  'github-action-benchmark': async function* (runs) {
    const document = new CustomJson()
    for await (const run of runs) document.add(run)
    if (document.count > 0) yield document.text()
  },
}

/** `perfledger export`: the ledger, or a part of it, for other programs. */
export async function exportLedger(
  options: ExportCommandOptions,
  effects: ExportEffects = realEffects,
): Promise<ExitCode> {
  const writer = writers[options.format]
  if (!writer && options.format !== 'parquet') {
    throw new UsageError(`There is no format '${options.format}'.`, {
      hint: `Choose one of ${[...Object.keys(writers), 'parquet'].join(', ')}.`,
    })
  }
  const config = await loadConfig(options.config, effects.env)
  const open = { commitOrder: commitOrderIn(config.root) }
  const filter = filterOf(options)
  if (!writer) return parquet(config.ledger, filter, options, effects, open)
  const pieces = writer(exportRuns(config.ledger, filter, open))
  const first = await pieces.next()
  if (first.done) throw nothing()
  const all = (async function* () {
    yield first.value
    yield* pieces
  })()
  if (options.output === undefined) await writeAll(all, effects.stdout)
  else await writeFileWhole(options.output, (file) => writeToFile(all, file))
  return ExitCode.ok
}

function filterOf(options: ExportCommandOptions): ExportFilter {
  const { suite, benchmark, metric } = options
  const since = timeOption('--since', options.since)
  const until = timeOption('--until', options.until)
  return { suites: suite, benchmarks: benchmark, metrics: metric, since, until }
}

function timeOption(name: string, written: string | undefined): string | undefined {
  if (written === undefined) return undefined
  const isIso = /^\d{4}-\d{2}-\d{2}/.test(written) && !Number.isNaN(Date.parse(written))
  if (isIso) return new Date(written).toISOString()
  throw new UsageError(`${name} takes a day or a time in ISO 8601, not '${written}'.`, {
    hint: `For example ${name} 2026-11-01`,
  })
}

async function parquet(
  ledger: string,
  filter: ExportFilter,
  { output }: ExportCommandOptions,
  { tell }: ExportEffects,
  open: Parameters<typeof exportParquet>[3],
): Promise<ExitCode> {
  if (output === undefined) {
    throw new UsageError('A Parquet file cannot be printed.', { hint: 'Name one: --output runs.parquet' })
  }
  await writeFileWhole(output, async (file) => {
    const { rows, runs } = await exportParquet(ledger, filter, file, open)
    if (rows === 0) throw nothing()
    tell(`${runs} runs, ${rows} rows in ${output}\n`)
  })
  return ExitCode.ok
}

function nothing(): UsageError {
  return new UsageError('The ledger holds nothing that was asked for.', {
    hint: 'perfledger query "select suite, benchmark, metric, count(*) from points group by all" lists what it holds.',
  })
}

async function writeAll(pieces: AsyncIterable<string>, stream: NodeJS.WritableStream): Promise<void> {
  for await (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain')
}

async function writeToFile(pieces: AsyncIterable<string>, file: string): Promise<void> {
  const stream = createWriteStream(file)
  const ended = finished(stream)
  await Promise.race([writeAll(pieces, stream), ended])
  stream.end()
  await ended
}

/** Under another name first: an export that fails half way leaves an earlier one as it was. */
async function writeFileWhole(output: string, write: (file: string) => Promise<void>): Promise<void> {
  const target = resolve(output)
  const temporary = `${target}.${process.pid}.tmp`
  try {
    await write(temporary)
    await rename(temporary, target)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    throw new UsageError(`The export cannot be written to ${output}: ${(cause as Error).message}.`, {
      hint: 'Name a file in a folder that exists and can be written.',
      cause,
    })
  }
}
