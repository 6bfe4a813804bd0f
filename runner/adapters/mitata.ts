import type { Adapter, AdapterOptions, AdapterResult } from './adapter.ts'
import { OutputError } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'
import { ofSummary, type Summary } from './summary.ts'

/** mitata's JSON: nanoseconds; samples are sorted by mitata itself, and left out with `samples: false`. */
export const mitata: Adapter = {
  name: 'mitata',
  description:
    'JSON of mitata: await run({ format: { json: { debug: false } } }); with samples: false in it, only the median is kept.',
  detect: (text) => {
    const document = tryJson(text)
    return (
      document?.at('layout').isList === true &&
      document.at('benchmarks').isList &&
      document
        .at('benchmarks')
        .list()
        .some((benchmark) => benchmark.at('runs').isList)
    )
  },
  parse: (text, options) => {
    const document = readJson(text)
    const layout = document.at('layout').isList ? document.at('layout').list() : []
    return document
      .at('benchmarks')
      .list()
      .flatMap((benchmark) => {
        const group = layout[benchmark.at('group').optionalNumber() ?? 0]
        return benchmark
          .at('runs')
          .list()
          .map((run) => readRun(run, benchmark, group, options))
      })
  },
}

function readRun(
  run: JsonPlace,
  benchmark: JsonPlace,
  group: JsonPlace | undefined,
  options: AdapterOptions | undefined,
): AdapterResult {
  const own = run.at('name').text() + paramsOf(run, benchmark)
  if (run.has('error')) {
    const message = run.at('error').at('message').value ?? run.at('error').value
    throw new OutputError(`${run.path}: ${own} failed: ${message}`)
  }
  const stats = run.at('stats')
  const latency = inBaseUnit(
    {
      metric: 'latency',
      unit: 'ns',
      direction: 'lower',
      samples: stats.at('samples').optionalNumbers() ?? [stats.at('p50').number()],
    },
    options,
  )
  const means: Summary[] = [
    ...meanOf(stats.at('heap'), 'allocated-memory', 'B'),
    ...meanOf(stats.at('gc'), 'gc-time', 'ns'),
  ]
  return {
    name: group?.has('name') ? `${group.at('name').text()} > ${own}` : own,
    measurements: [latency, ...means.map((mean) => ofSummary(mean, options))],
  }
}

/** The args that the name does not show: `sort $n` already became `sort 100`. */
function paramsOf(run: JsonPlace, benchmark: JsonPlace): string {
  const alias = benchmark.has('alias') ? benchmark.at('alias').text() : ''
  const hidden = (run.has('args') ? run.at('args').entries() : []).filter(
    ([name]) => !alias.includes(`$${name}`),
  )
  return hidden.length === 0 ? '' : ` (${hidden.map(([name, { value }]) => `${name}=${value}`).join(', ')})`
}

/** mitata keeps no samples of these. */
function meanOf(place: JsonPlace, metric: string, unit: string): Summary[] {
  return place.has('avg') ? [{ metric, unit, value: place.at('avg').number() }] : []
}
