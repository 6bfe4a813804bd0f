import type { JsonPlace } from '../adapters/json-place.ts'
import type { Direction } from '../metrics/metric.ts'
import { toBase } from '../units.ts'
import { attempt, required } from './attempt.ts'
import type {
  ImportedHistory,
  ImportedMeasurement,
  ImportedRun,
  Importer,
  ImportOptions,
  Unread,
} from './importer.ts'
import { type Source, textForDetection } from './source.ts'
import { timeOf } from './times.ts'
import { tryTolerantly } from './tolerant-json.ts'
import { guessDirection, measurementOf, plainUnit } from './values.ts'

/** The one file that github-action-benchmark keeps: `data.js`, or the same JSON without its prefix. */
export const githubActionBenchmark: Importer = {
  name: 'github-action-benchmark',
  description: 'data.js of github-action-benchmark, with or without `window.BENCHMARK_DATA =`.',
  detect: (source) => source.files.some((file) => isHistory(source, file)),
  read: (source, options) => {
    const files = source.files.filter((file) => isHistory(source, file))
    const unread: Unread[] = []
    const runs = files.flatMap((file) => readFile(file, source.read(file), options, unread))
    return { runs, unread } satisfies ImportedHistory
  },
}

function isHistory(source: Source, file: string): boolean {
  if (!/\.(js|json)$/.test(file)) return false
  const text = textForDetection(source, file)
  if (/^\s*(?:window\.)?BENCHMARK_DATA\s*=/.test(text)) return true
  const head = text.slice(0, 100_000)
  return /"entries"\s*:/.test(head) && tryTolerantly(text)?.at('entries').isObject === true
}

function readFile(file: string, text: string, options: ImportOptions, unread: Unread[]): ImportedRun[] {
  const body = text.replace(/^[^{]*/, '').replace(/;?\s*$/, '')
  const document = attempt(file, unread, () =>
    required(tryTolerantly(body), 'it is not whole JSON after its prefix'),
  )
  if (document === undefined) return []
  const entries = attempt(file, unread, () => document.at('entries').entries()) ?? []
  return entries.flatMap(([suite, list]) => {
    const rows = attempt(file, unread, () => list.list()) ?? []
    return rows.flatMap(
      (row) =>
        attempt(`${file}: ${row.path}`, unread, () => readEntry(file, suite, row, options, unread)) ?? [],
    )
  })
}

function readEntry(
  file: string,
  suite: string,
  entry: JsonPlace,
  options: ImportOptions,
  unread: Unread[],
): ImportedRun {
  const commit = entry.at('commit')
  const startedAt = required(
    timeOf(entry.at('date').value) ?? timeOf(commit.at('timestamp').value),
    'it has no time',
  )
  const tool = entry.has('tool') ? entry.at('tool').text() : ''
  const name = options.suite ?? suite
  const measurements = entry
    .at('benches')
    .list()
    .flatMap(
      (bench) => attempt(`${file}: ${bench.path}`, unread, () => readBench(name, tool, bench, options)) ?? [],
    )
  return {
    place: `${file}: ${entry.path}`,
    startedAt,
    commit: {
      sha: commit.at('id').text(),
      subject: commit.has('message') ? commit.at('message').text() : undefined,
      committedAt: timeOf(commit.at('timestamp').value),
    },
    environment: { cpuModel: `not recorded: ${suite}`, labels: tool === '' ? {} : { tool } },
    measurements,
  }
}

/** Which way each of its tools counts; the unit wins, for JMH and Go print rates too. */
const LARGER_IS_BETTER = new Set(['pytest', 'benchmarkjs', 'customBiggerIsBetter'])

function directionOf(tool: string, metric: string, unit: string): Direction {
  if (tool === 'customBiggerIsBetter') return 'higher'
  if (tool === 'customSmallerIsBetter') return 'lower'
  return LARGER_IS_BETTER.has(tool) ? 'higher' : guessDirection(metric, unit)
}

function readBench(
  suite: string,
  tool: string,
  bench: JsonPlace,
  options: ImportOptions,
): ImportedMeasurement {
  const value = bench.at('value').number()
  const written = bench.has('unit') ? bench.at('unit').text() : ''
  const unit = plainUnit(written)
  // Go prints several values of one benchmark: `BenchmarkFib - ns/op`, `BenchmarkFib - allocs/op`.
  const full = bench.at('name').text()
  const ending = ` - ${written}`
  const name = tool === 'go' && full.endsWith(ending) ? full.slice(0, -ending.length) : full
  const metric = metricOf(unit, written, tool)
  const width = rangeOf(bench.at('range').value, value)
  return measurementOf(
    {
      key: { suite, benchmark: name, params: {} },
      metric,
      unit,
      direction: directionOf(tool, metric, unit),
      samples: [value],
      low: width === undefined ? undefined : value - width,
      high: width === undefined ? undefined : value + width,
    },
    options.declaredMetrics,
  )
}

/** The names that the adapters give to the same values. */
function metricOf(unit: string, written: string, tool: string): string {
  if (written === 'B/op') return 'allocated-memory'
  if (written === 'allocs/op') return 'allocations'
  const time = tool.startsWith('custom') ? 'time' : 'latency'
  const names: Record<string, string> = {
    ns: time,
    B: 'size',
    'B/s': 'throughput',
    'ops/s': 'throughput',
    ratio: 'ratio',
  }
  return names[toBase(unit).unit] ?? 'value'
}

/** `± 3`, `3`, `3%`, `+/- 3`; words such as `stddev: 0.05` tell a spread in another unit and are left out. */
function rangeOf(range: unknown, value: number): number | undefined {
  if (typeof range === 'number') return Number.isFinite(range) ? Math.abs(range) : undefined
  const match = /^\s*(?:±|\+\/-|\+-)?\s*([\d.,]+(?:e[+-]?\d+)?)\s*(%?)\s*$/i.exec(String(range ?? ''))
  const width = Number(match?.[1]?.replaceAll(',', ''))
  if (!match || !Number.isFinite(width)) return undefined
  return match[2] === '%' ? (Math.abs(value) * width) / 100 : width
}
