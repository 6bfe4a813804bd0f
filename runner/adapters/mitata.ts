import type { Adapter, AdapterOptions, AdapterResult } from './adapter.ts'
import { OutputError } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'
import { ofSummary } from './summary.ts'

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
          .map((run) => readRun(run, group, options))
      })
  },
}

function readRun(
  run: JsonPlace,
  group: JsonPlace | undefined,
  options: AdapterOptions | undefined,
): AdapterResult {
  const own = run.at('name').text()
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
  const heap = stats.at('heap').at('avg')
  const measurements = heap.value === undefined ? [latency] : [latency, allocated(heap.number(), options)]
  return { name: group?.has('name') ? `${group.at('name').text()} > ${own}` : own, measurements }
}

function allocated(value: number, options: AdapterOptions | undefined) {
  return ofSummary({ metric: 'allocated-memory', unit: 'B', value }, options)
}
