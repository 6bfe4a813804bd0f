import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { readJsonLines, someJsonLine } from './json-lines.ts'
import type { JsonPlace } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

const isResult = (place: JsonPlace): boolean => place.at('reason').value === 'benchmark-complete'

/** cargo-criterion's messages: each sample is the time of many iterations. */
export const cargoCriterion: Adapter = {
  name: 'cargo-criterion',
  description: 'What cargo criterion --message-format=json prints: every sample, divided by its iterations.',
  detect: (text) =>
    someJsonLine(text, (place) => /^(benchmark|group)-complete$/.test(String(place.at('reason').value))),
  parse: (text, options) =>
    readJsonLines(text)
      .filter(isResult)
      .map((line) => readResult(line, options)),
}

function readResult(line: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const samples = samplesOf(line)
  const typical = line.at('typical')
  const latency = inBaseUnit(
    {
      metric: 'latency',
      unit: (samples ? line : typical).at('unit').text(),
      direction: 'lower',
      samples: samples ?? [typical.at('estimate').number()],
      low: samples ? undefined : typical.at('lower_bound').optionalNumber(),
      high: samples ? undefined : typical.at('upper_bound').optionalNumber(),
    },
    options,
  )
  return { name: line.at('id').text(), measurements: [latency] }
}

function samplesOf(line: JsonPlace): number[] | undefined {
  const values = line.at('measured_values').optionalNumbers()
  const counts = line.at('iteration_count').optionalNumbers()
  if (!values || !counts) return undefined
  if (values.length !== counts.length || counts.some((count) => count <= 0)) {
    throw new OutputError(
      `${line.path}.measured_values: ${values.length} values for ${counts.length} counts of iterations`,
    )
  }
  return values.map((value, index) => value / counts[index]!)
}
