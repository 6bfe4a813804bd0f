import type { Adapter, AdapterMeasurement, AdapterOptions, AdapterResult } from './adapter.ts'
import { readJsonLines, someJsonLine } from './json-lines.ts'
import type { JsonPlace } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

const isEntry = (place: JsonPlace): boolean => place.has('name') && place.has('meanDuration')

/** Reassure's .perf files: a JSON object on each line, with every duration and every count of renders. */
export const reassure: Adapter = {
  name: 'reassure',
  description: 'The file .reassure/current.perf of Reassure: every duration and every count of renders.',
  detect: (text) => someJsonLine(text, isEntry),
  parse: (text, options) =>
    readJsonLines(text)
      .filter(isEntry)
      .map((entry) => readEntry(entry, options)),
}

function readEntry(entry: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const lower = (metric: string, unit: string, list: string, mean: string): AdapterMeasurement =>
    inBaseUnit(
      {
        metric,
        unit,
        direction: 'lower',
        samples: entry.at(list).optionalNumbers() ?? [entry.at(mean).number()],
        sampleCount: entry.at('runs').optionalNumber(),
      },
      options,
    )
  const counts = entry.has('meanCount') ? [lower('renders', 'count', 'counts', 'meanCount')] : []
  return {
    name: entry.at('name').text(),
    measurements: [lower('latency', 'ms', 'durations', 'meanDuration'), ...counts],
  }
}
