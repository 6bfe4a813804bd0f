import type { Direction } from '../metrics/metric.ts'
import type { Adapter, AdapterMeasurement, AdapterOptions, AdapterResult } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit, joinRepeated, metricName, type RawMeasurement } from './measurement.ts'
import { percentileMetric } from './summary.ts'

/** Modes of one benchmark measure different things: each is a metric of its own. */
const MODES: Readonly<Record<string, { readonly metric: string; readonly direction: Direction }>> = {
  thrpt: { metric: 'throughput', direction: 'higher' },
  avgt: { metric: 'latency', direction: 'lower' },
  sample: { metric: 'sampled-latency', direction: 'lower' },
  ss: { metric: 'single-shot-time', direction: 'lower' },
}

/** JMH's JSON: every iteration of every fork is a sample; the direction follows from the mode. */
export const jmh: Adapter = {
  name: 'jmh',
  description:
    'The file that JMH writes with -rf json: every iteration of every fork; throughput is better when higher.',
  detect: (text) => {
    const document = tryJson(text)
    return (
      document?.isList === true &&
      document.list().some((entry) => entry.has('primaryMetric') && entry.has('mode'))
    )
  },
  parse: (text, options) =>
    joinRepeated(
      readJson(text)
        .list()
        .map((entry) => readEntry(entry, options)),
    ),
}

function readEntry(entry: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const mode = modeOf(entry)
  if (!mode) throw entry.at('mode').expected(`a mode: ${Object.keys(MODES).join(', ')}`)
  const secondary = entry.has('secondaryMetrics') ? entry.at('secondaryMetrics').entries() : []
  return {
    name: entry.at('benchmark').text() + paramsOf(entry),
    measurements: [
      readMetric(entry.at('primaryMetric'), mode, options),
      ...secondary.flatMap(([name, place]) => readSecondary(name, place, mode.metric, options)),
    ],
  }
}

/** Where the unit contradicts the mode, as in files that other programs wrote, the unit is what the numbers are in. */
function modeOf(entry: JsonPlace): (typeof MODES)[string] | undefined {
  const written = entry.at('mode').text()
  const unit = entry.at('primaryMetric').at('scoreUnit').text()
  if (written === 'thrpt' && unit.endsWith('/op')) return MODES.avgt
  return unit.startsWith('ops/') && Object.hasOwn(MODES, written) ? MODES.thrpt : MODES[written]
}

function paramsOf(entry: JsonPlace): string {
  if (!entry.has('params')) return ''
  const params = entry.at('params').entries()
  return params.length === 0 ? '' : ` (${params.map(([name, { value }]) => `${name}=${value}`).join(', ')})`
}

function readMetric(
  metric: JsonPlace,
  { metric: name, direction }: { readonly metric: string; readonly direction: Direction },
  options: AdapterOptions | undefined,
): AdapterMeasurement {
  const samples = flat(metric.at('rawData')) ?? fromHistogram(metric.at('rawDataHistogram'))
  const summary = samples === undefined
  const raw: RawMeasurement = {
    metric: name,
    unit: unitOf(metric.at('scoreUnit').text()),
    direction,
    samples: samples ?? [metric.at('score').number()],
    low: summary ? bound(metric, 0) : undefined,
    high: summary ? bound(metric, 1) : undefined,
  }
  return inBaseUnit(raw, options)
}

/** Forks of iterations, in one list. */
function flat(rawData: JsonPlace): number[] | undefined {
  if (!rawData.isList) return undefined
  const values = rawData.list().flatMap((fork) => fork.optionalNumbers() ?? [])
  return values.length > 0 ? values : undefined
}

/** In the mode `sample`: forks of iterations of pairs [value, how often]. */
function fromHistogram(histogram: JsonPlace): number[] | undefined {
  if (!histogram.isList) return undefined
  const pairs = histogram
    .list()
    .flatMap((fork) => fork.list())
    .flatMap((iteration) => iteration.list())
    .map((pair) => pair.list().map((part) => part.number()))
  const values = pairs.flatMap(([value = 0, times = 0]) => Array.from({ length: times }, () => value))
  return values.length > 0 ? values : undefined
}

/** "NaN" where there are too few samples for an interval. */
function bound(metric: JsonPlace, index: number): number | undefined {
  const value = metric.at('scoreConfidence').isList
    ? metric.at('scoreConfidence').list()[index]?.value
    : undefined
  return typeof value === 'number' ? value : undefined
}

function unitOf(written: string): string {
  const unit = written.replace(/\/op$/, '')
  return { hr: 'h', day: 'd', '#': 'count', counts: 'count', 'MB/sec': 'MB/s' }[unit] ?? unit
}

/**
 * Of profilers (`·gc.alloc.rate.norm`: less is better) and of @AuxCounters and groups (operations per time: more is better).
 * A profiler that saw nothing writes "NaN": that is no value.
 */
function readSecondary(
  written: string,
  place: JsonPlace,
  primary: string,
  options: AdapterOptions | undefined,
): AdapterMeasurement[] {
  if (place.at('score').value === 'NaN') return []
  const direction = /^ops\//.test(place.at('scoreUnit').text()) ? 'higher' : 'lower'
  const metric = percentileOf(written, primary) ?? metricName(written).replaceAll('.', '-')
  return [readMetric(place, { metric, direction }, options)]
}

/** In the mode `sample` JMH adds percentiles as `p0.50` to `p1.00`, one for each iteration: they are of the primary metric. */
function percentileOf(written: string, primary: string): string | undefined {
  const share = /^p([01]\.\d+)$/.exec(written)?.[1]
  return share && percentileMetric(primary, String(Number((Number(share) * 100).toFixed(6))))
}
