import { readFileSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { OutputError } from '../adapters/adapter.ts'
import { folderAdapter, readFolder, readOutput } from '../adapters/index.ts'
import type { Execution, Metric } from '../metrics/metric.ts'
import type { PlannedCase } from '../plan/plan.ts'
import { MAX_CAPTURE_BYTES } from './executor.ts'
import { stateOfFolder, writtenFiles } from './output-folder.ts'
import type { Measurement } from './record.ts'

/** The environment variable that names the file into which a command that measures itself may write its results. */
export const OUTPUT_VARIABLE = 'PERFLEDGER_OUTPUT'

/** How an output file stood before the iteration: a file that is still the same was not written by it. */
export type FileState = string

/** What identifies the content of the file that the case names, without reading it; empty where it is absent. */
export function stateOfFile(planned: PlannedCase): FileState {
  const file = planned.output?.file
  if (file === undefined) return ''
  const path = resolve(planned.cwd, file)
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  const folder = found?.isDirectory() ? folderAdapter(planned.output!.adapter) : undefined
  if (folder) return stateOfFolder(path, folder.files)
  return found ? `${found.ino} ${found.size} ${found.mtimeNs}` : ''
}

export interface OutputSources {
  readonly planned: PlannedCase
  readonly execution: Execution
  /** The file that `OUTPUT_VARIABLE` named. */
  readonly offeredFile: string
  readonly before: FileState
  readonly declaredMetrics: readonly Metric[]
}

/**
 * The measurements in what the command wrote: into the file that the config names, else into the offered file, else to
 * stdout.
 * @throws OutputError where there is nothing, or nothing that the adapter can read.
 */
export function readMeasurements(sources: OutputSources): Measurement[] {
  const { planned, declaredMetrics } = sources
  const { adapter, metrics, regex } = planned.output!
  const options = { declaredMetrics, cwd: planned.cwd, metrics, regex }
  const folder = folderOf(sources)
  const { source, text } = folder ? { source: folder.name, text: '' } : textOf(sources)
  try {
    const results = folder
      ? readFolder(folder.adapter, folder.files, options)
      : readOutput(adapter, text, options)
    return results.flatMap(({ name, measurements }) =>
      measurements.map((measurement) => ({ result: name, ...measurement })),
    )
  } catch (error) {
    if (!(error instanceof OutputError)) throw error
    throw new OutputError(`${source}: ${error.message}`)
  } finally {
    rmSync(sources.offeredFile, { force: true })
  }
}

/** What the command wrote into the folder that the config names; undefined where it names none. */
function folderOf({ planned, before }: OutputSources) {
  const name = planned.output?.file
  const path = name === undefined ? undefined : resolve(planned.cwd, name)
  if (path === undefined || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined
  const adapter = folderAdapter(planned.output!.adapter)
  if (!adapter)
    throw new OutputError(`${name}: a folder, which the adapter ${planned.output!.adapter} does not read`)
  return { name: name!, adapter, files: writtenFiles(name!, path, adapter.files, before) }
}

function textOf(sources: OutputSources): { source: string; text: string } {
  const { planned, execution, offeredFile, before } = sources
  const named = planned.output?.file
  if (named !== undefined) {
    const after = stateOfFile(planned)
    if (after === '') throw new OutputError(`${named}: the command did not write this file`)
    if (after === before) throw new OutputError(`${named}: an old file; this iteration did not write it`)
    return { source: named, text: readBounded(named, resolve(planned.cwd, named)) }
  }
  const offered = statSync(offeredFile, { throwIfNoEntry: false })
  if (offered && offered.size > 0) {
    return { source: `$${OUTPUT_VARIABLE}`, text: readBounded(`$${OUTPUT_VARIABLE}`, offeredFile) }
  }
  return { source: 'stdout', text: execution.stdout ?? '' }
}

function readBounded(name: string, path: string): string {
  const { size } = statSync(path)
  if (size > MAX_CAPTURE_BYTES) {
    throw new OutputError(`${name}: ${size} bytes are more than the ${MAX_CAPTURE_BYTES} that are read`)
  }
  return readFileSync(path, 'utf8')
}
