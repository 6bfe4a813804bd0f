import type { Adapter, AdapterMeasurement, AdapterOptions, AdapterResult } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

/** hyperfine `--export-json`: seconds; `times` are the samples; user and system time are only given as means. */
export const hyperfine: Adapter = {
  name: 'hyperfine',
  description: 'The file that hyperfine writes with --export-json.',
  detect: (text) => {
    const first = tryJson(text)?.at('results')
    return (
      first?.isList === true && first.list().some((result) => result.has('command') && result.has('mean'))
    )
  },
  parse: (text, options) =>
    readJson(text)
      .at('results')
      .list()
      .map((result) => readResult(result, options)),
}

function readResult(result: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const times = result.at('times').optionalNumbers()
  const time = (metric: string, samples: readonly number[]): AdapterMeasurement =>
    inBaseUnit({ metric, unit: 's', direction: 'lower', samples }, options)
  const measurements = [time('wall-time', times ?? [result.at('mean').number()])]
  if (result.has('user')) measurements.push(time('user-time', [result.at('user').number()]))
  if (result.has('system')) measurements.push(time('system-time', [result.at('system').number()]))
  const memory = result.at('memory_usage_byte').optionalNumbers()
  if (memory) {
    measurements.push(
      inBaseUnit({ metric: 'peak-memory', unit: 'B', direction: 'lower', samples: memory }, options),
    )
  }
  return { name: result.at('command').text(), measurements }
}
