import type { AdapterResult } from '../adapters/adapter.ts'
import { readOutput } from '../adapters/index.ts'
import type { ImportedMeasurement, ImportOptions } from './importer.ts'
import type { Source } from './source.ts'
import { timeInName } from './times.ts'

/** When a file without a time of its own was made: what its name says, else when it was last written. */
export function timeOfFile(
  source: Source,
  file: string,
): { readonly time: string; readonly guessed: boolean } {
  const named = timeInName(file.split('/').at(-1) ?? file)
  return named === undefined
    ? { time: source.modifiedAt(file).toISOString(), guessed: true }
    : { time: named, guessed: false }
}

/** A whole commit id in the name of a file: `bench-9d55ab….json`. */
export function commitInName(file: string): string | undefined {
  return /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/.exec(file)?.[0]
}

/** What to tell where times had to be guessed. */
export function guessNote(files: readonly string[]): string[] {
  if (files.length === 0) return []
  const which = files.length === 1 ? `${files[0]} names` : `${files.length} files name`
  return [
    `${which} no time, neither inside nor in the file name: the time of the last change was taken, so a copy counts as another run.`,
  ]
}

/** The results of one of the adapters as measurements of a suite. @throws OutputError as the adapter does */
export function adapted(
  adapter: string,
  text: string,
  suite: string,
  options: ImportOptions,
): ImportedMeasurement[] {
  const declaredMetrics = options.declaredMetrics ?? []
  const results = readOutput(adapter, text, { declaredMetrics })
  return results.flatMap((result) => measurementsOf(result, suite))
}

function measurementsOf(result: AdapterResult, suite: string): ImportedMeasurement[] {
  return result.measurements.map(({ metric, samples, sampleCount, reportedLow, reportedHigh }) => ({
    key: { suite, benchmark: result.name ?? suite, params: {} },
    metric,
    samples,
    sampleCount,
    low: reportedLow,
    high: reportedHigh,
  }))
}
