import type { Adapter, AdapterMeasurement, AdapterOptions } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit, metricName } from './measurement.ts'

/**
 * hyperfine `--export-json`: seconds and bytes. Version 1 gives `times` as samples and means of user and system time;
 * version 2 gives every metric of every run under `measurements`.
 */
export const hyperfine: Adapter = {
  name: 'hyperfine',
  description: 'The file that hyperfine (1 or 2) writes with --export-json.',
  detect: (text) => {
    const first = tryJson(text)?.at('results')
    return first?.isList === true && first.list().some(isResult)
  },
  parse: (text, options) => {
    const results = readJson(text).at('results').list()
    const commands = results.map(nameOf)
    return results.map((result, index) => {
      const isRepeated = commands.indexOf(commands[index]!) !== commands.lastIndexOf(commands[index]!)
      const name = `${commands[index]}${isRepeated ? parametersOf(result) : ''}`
      const read = result.has('measurements') ? readRuns : readSummary
      return { name, measurements: read(result, options) }
    })
  },
}

/** Version 2 has a name apart from the command where one was given. */
function nameOf(result: JsonPlace): string {
  return result.at(result.has('name') ? 'name' : 'command').text()
}

function isResult(result: JsonPlace): boolean {
  return result.has('command') && (result.has('mean') || result.at('measurements').isList)
}

/** A command that does not mention its parameters is told apart by them: ` (threads=4)`. Version 2 writes `{ "value": … }`. */
function parametersOf(result: JsonPlace): string {
  if (!result.has('parameters')) return ''
  const parameters = result.at('parameters').entries()
  const printed = (place: JsonPlace): unknown => (place.isObject ? place.at('value').value : place.value)
  return ` (${parameters.map(([name, place]) => `${name}=${printed(place)}`).join(', ')})`
}

/** What version 2 calls otherwise than this project. */
const NAMES: Readonly<Record<string, string>> = {
  time_wall_clock: 'wall-time',
  time_cpu: 'cpu-time',
  time_user: 'user-time',
  time_system: 'system-time',
  memory_peak_resident: 'peak-memory',
  cpu_cycles: 'cycles',
}

/** Version 2: each run is an object of metrics, each with its value and unit; a metric may be absent from some runs. */
function readRuns(result: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  const runs = result.at('measurements').list()
  if (runs.length === 0) throw result.at('measurements').expected('at least one run')
  const values = runs.flatMap((run) => run.entries().filter(([, metric]) => metric.has('value')))
  const byMetric = Map.groupBy(values, ([name]) => name)
  return [...byMetric].map(([name, found]) => {
    const unit = found[0]![1].at('unit').text()
    const samples = found.map(([, metric]) => metric.at('value').number())
    return inBaseUnit(
      {
        metric: NAMES[name] ?? metricName(name),
        unit: unit === 'second' ? 's' : unit,
        direction: 'lower',
        samples,
      },
      options,
    )
  })
}

function readSummary(result: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
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
