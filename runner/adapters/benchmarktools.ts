import type { Adapter, AdapterMeasurement, AdapterOptions, AdapterResult } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

const TYPES = ['BenchmarkGroup', 'Trial', 'TrialEstimate']

/** BenchmarkTools.jl: groups in groups of trials (every sample) or of estimates (one value each). Nanoseconds. */
export const benchmarkTools: Adapter = {
  name: 'benchmarktools.jl',
  description:
    'The file that BenchmarkTools.save("….json", results) of Julia writes; a Trial keeps every sample, an estimate one value.',
  detect: (text) => {
    const document = tryJson(text)
    return document?.isList === true && document.list()[0]?.has('BenchmarkTools') === true
  },
  parse: (text, options) => {
    const [, saved] = readJson(text).list()
    return (saved?.list() ?? []).flatMap((value) => readValue(value, [], options))
  },
}

/** `[type, fields]`, as BenchmarkTools writes every one of its values. */
function readValue(
  value: JsonPlace,
  names: readonly string[],
  options: AdapterOptions | undefined,
): AdapterResult[] {
  const [type, fields] = value.list()
  if (!type || !fields || !TYPES.includes(type.text())) {
    throw value.expected(`a pair of ${TYPES.join(', ')} and its fields`)
  }
  if (type.value === 'BenchmarkGroup') {
    return fields
      .at('data')
      .entries()
      .flatMap(([name, inner]) => readValue(inner, [...names, name], options))
  }
  const measurements = type.value === 'Trial' ? readTrial(fields, options) : readEstimate(fields, options)
  return [{ name: names.length > 0 ? names.join('/') : undefined, measurements }]
}

function readTrial(trial: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  const times = trial.at('times').optionalNumbers()
  if (!times) throw trial.at('times').expected('at least one number')
  return allOf(trial, times, trial.at('gctimes').optionalNumbers(), options)
}

function readEstimate(estimate: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  const garbage = estimate.at('gctime').optionalNumber()
  return allOf(
    estimate,
    [estimate.at('time').number()],
    garbage === undefined ? undefined : [garbage],
    options,
  )
}

function allOf(
  fields: JsonPlace,
  times: readonly number[],
  garbageTimes: readonly number[] | undefined,
  options: AdapterOptions | undefined,
): AdapterMeasurement[] {
  const lower = (metric: string, unit: string, samples: readonly number[]): AdapterMeasurement =>
    inBaseUnit({ metric, unit, direction: 'lower', samples }, options)
  return [
    lower('latency', 'ns', times),
    ...(garbageTimes ? [lower('gc-time', 'ns', garbageTimes)] : []),
    ...(fields.has('memory') ? [lower('allocated-memory', 'B', [fields.at('memory').number()])] : []),
    ...(fields.has('allocs') ? [lower('allocations', 'count', [fields.at('allocs').number()])] : []),
  ]
}
