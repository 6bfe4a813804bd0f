import type { Adapter, AdapterMeasurement, AdapterOptions } from './adapter.ts'
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
  parse: (text, options) => {
    const results = readJson(text).at('results').list()
    const commands = results.map((result) => result.at('command').text())
    return results.map((result, index) => {
      const isRepeated = commands.indexOf(commands[index]!) !== commands.lastIndexOf(commands[index]!)
      const name = `${commands[index]}${isRepeated ? parametersOf(result) : ''}`
      return { name, measurements: readMeasurements(result, options) }
    })
  },
}

/** A command that does not mention its parameters is told apart by them: ` (threads=4)`. */
function parametersOf(result: JsonPlace): string {
  if (!result.has('parameters')) return ''
  const parameters = result.at('parameters').entries()
  return ` (${parameters.map(([name, { value }]) => `${name}=${value}`).join(', ')})`
}

function readMeasurements(result: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
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
  return measurements
}
