import { directionOfUnit } from '../adapters/measurement.ts'
import type { Direction, Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'
import { convert, isKnownUnit, toBase } from '../units.ts'
import type { ImportedMeasurement, RawValue } from './importer.ts'

/** What trackers write for units that perfledger writes otherwise. */
const SPELLINGS: Readonly<Record<string, string>> = {
  nanosecond: 'ns',
  nanoseconds: 'ns',
  nsec: 'ns',
  microsecond: 'us',
  microseconds: 'us',
  usec: 'us',
  millisecond: 'ms',
  milliseconds: 'ms',
  msec: 'ms',
  second: 's',
  seconds: 's',
  sec: 's',
  secs: 's',
  minutes: 'min',
  percent: '%',
  'iter/sec': 'ops/s',
  'iter/s': 'ops/s',
  'ops/second': 'ops/s',
  'operations/s': 'ops/s',
  'req/sec': 'ops/s',
  'requests/sec': 'ops/s',
  'requests/second': 'ops/s',
  'bytes/sec': 'B/s',
  'bytes/second': 'B/s',
  kilobytes: 'kB',
  megabytes: 'MB',
  gigabytes: 'GB',
  'allocs/op': 'count',
  allocs: 'count',
}

/**
 * A unit as perfledger writes it: `ns/iter` and `ns/op` are ns, `microseconds` us, `ns/op  0 B/op` ns. What is no unit that
 * perfledger converts stays as it is written.
 */
export function plainUnit(written: string): string {
  if (isKnownUnit(written)) return written
  const word = written.trim().split(/\s+/)[0] ?? ''
  const bare = /^(.+)\/(?:iter|op|iteration|call|run)$/.exec(word)?.[1]
  const candidates = [word, SPELLINGS[word.toLowerCase()], bare, SPELLINGS[bare?.toLowerCase() ?? '']]
  return candidates.find((unit) => unit !== undefined && isKnownUnit(unit)) ?? written
}

/** Whether more is better, by the words people use for such metrics; where nothing says so, less is. */
export function guessDirection(metric: string, unit: string): Direction {
  if (directionOfUnit(unit) === 'higher' || /^[kM]?ops\//.test(unit)) return 'higher'
  return /throughput|bandwidth|\b(?:ops|rps|qps|tps|fps|hz)\b|per[-_ ]?sec/i.test(metric) ? 'higher' : 'lower'
}

/** No file can hold half of a surrogate pair. */
function wellFormed({ suite, benchmark, params }: CaseKey): CaseKey {
  return { suite: suite.toWellFormed(), benchmark: benchmark.toWellFormed(), params }
}

/** A value in base units; the config's declared direction of a metric wins. */
export function measurementOf(raw: RawValue, declared: readonly Metric[] = []): ImportedMeasurement {
  const unit = plainUnit(raw.unit)
  const scale = (value: number) => convert(value, unit).value
  const own = declared.find(({ name }) => name === raw.metric)
  return {
    key: wellFormed(raw.key),
    metric: { name: raw.metric, unit: toBase(unit).unit, direction: own?.direction ?? raw.direction },
    samples: raw.samples.map(scale),
    sampleCount: raw.sampleCount,
    low: raw.low === undefined ? undefined : scale(raw.low),
    high: raw.high === undefined ? undefined : scale(raw.high),
  }
}
