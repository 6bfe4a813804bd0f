import type { Budget } from '../config/limits.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey, Params } from '../plan/plan.ts'

/** How the values of a metric scatter. Standard deviations are of the logarithm: 0.01 is about 1 %. */
export interface Noise {
  readonly shape: 'lognormal' | 'skewed' | 'bimodal' | 'constant'
  /** Between runs, and inside one. */
  readonly runSigma: number
  readonly sampleSigma: number
  /** The clock or the allocator gives only multiples of this, in the metric's unit. */
  readonly quantum: number
}

export interface DemoMetric {
  readonly metric: Metric
  /** In the metric's unit, on the reference machine, at the first commit. */
  readonly base: number
  readonly noise: Noise
}

export interface DemoCase {
  readonly key: CaseKey
  readonly metrics: readonly DemoMetric[]
  /** Bytes that one iteration works on: gives a throughput that follows the wall time. */
  readonly workBytes: number | undefined
}

const wallTime: Metric = { name: 'wall-time', unit: 'ns', direction: 'lower' }
const userTime: Metric = { name: 'user-time', unit: 'ns', direction: 'lower' }
const peakMemory: Metric = { name: 'peak-memory', unit: 'B', direction: 'lower' }
const requestRate: Metric = { name: 'throughput', unit: 'ops/s', direction: 'higher' }
const latency: Metric = { name: 'latency-p99', unit: 'ns', direction: 'lower' }
const fileSize: Metric = { name: 'file-size', unit: 'B', direction: 'lower' }
const gzipSize: Metric = { name: 'gzip-size', unit: 'B', direction: 'lower' }
/** Bytes a second of the cases that have `workBytes`. */
export const byteRate: Metric = { name: 'throughput', unit: 'B/s', direction: 'higher' }

const calm: Noise = { shape: 'lognormal', runSigma: 0.006, sampleSigma: 0.01, quantum: 1 }
const lively: Noise = { shape: 'lognormal', runSigma: 0.015, sampleSigma: 0.03, quantum: 1 }
const skewed: Noise = { shape: 'skewed', runSigma: 0.02, sampleSigma: 0.05, quantum: 1 }
const bimodal: Noise = { shape: 'bimodal', runSigma: 0.008, sampleSigma: 0.008, quantum: 1 }
const ticks: Noise = { shape: 'lognormal', runSigma: 0.01, sampleSigma: 0.06, quantum: 4e6 }
const pages: Noise = { shape: 'lognormal', runSigma: 0.002, sampleSigma: 0.003, quantum: 4096 }
const exact: Noise = { shape: 'constant', runSigma: 0, sampleSigma: 0, quantum: 1 }
const rate: Noise = { shape: 'lognormal', runSigma: 0.012, sampleSigma: 0.02, quantum: 0.01 }

const time = (milliseconds: number, noise = calm): DemoMetric => ({
  metric: wallTime,
  base: milliseconds * 1e6,
  noise,
})
const cpu = (milliseconds: number): DemoMetric => ({
  metric: userTime,
  base: milliseconds * 1e6,
  noise: ticks,
})
const memory = (megabytes: number): DemoMetric => ({
  metric: peakMemory,
  base: megabytes * 1e6,
  noise: pages,
})
const requests = (perSecond: number): DemoMetric => ({ metric: requestRate, base: perSecond, noise: rate })
const tail = (milliseconds: number): DemoMetric => ({
  metric: latency,
  base: milliseconds * 1e6,
  noise: skewed,
})
const size = (bytes: number): DemoMetric => ({ metric: fileSize, base: bytes, noise: exact })
const zipped = (bytes: number): DemoMetric => ({ metric: gzipSize, base: bytes, noise: exact })

function demoCase(
  suite: string,
  benchmark: string,
  params: Params,
  metrics: readonly DemoMetric[],
  workBytes?: number,
): DemoCase {
  return { key: { suite, benchmark, params }, metrics, workBytes }
}

/** What the fictional project "larch", a parser and HTTP library, measures. */
export const demoCases: readonly DemoCase[] = [
  demoCase('parse', 'json', { file: 'citm_catalog.json' }, [time(11.8), memory(71)], 1_727_204),
  demoCase('parse', 'json', { file: 'twitter.json' }, [time(4.4), memory(58)], 631_514),
  demoCase('parse', 'json', { file: 'canada.json' }, [time(24.6), memory(84)], 2_251_051),
  demoCase('parse', 'csv', { rows: 1_000 }, [time(2.1), memory(48)], 84_112),
  demoCase('parse', 'csv', { rows: 10_000 }, [time(17.9), memory(57)], 841_120),
  demoCase('parse', 'csv', { rows: 100_000 }, [time(176), memory(131)], 8_411_200),
  demoCase('parse', 'urlencoded', {}, [time(3.3, lively), memory(47)], 262_144),
  demoCase('parse', 'multipart', { size: '1 MB' }, [time(5.9, lively), memory(54)], 1_000_000),
  demoCase('parse', 'multipart', { size: '10 MB' }, [time(48.7, lively), memory(68)], 10_000_000),
  demoCase('parse', 'ini', {}, [time(1.6), memory(46)], 96_000),
  demoCase('http', 'hello', { connections: 1 }, [requests(9_850), tail(0.31)]),
  demoCase('http', 'hello', { connections: 10 }, [requests(41_200), tail(0.74)]),
  demoCase('http', 'hello', { connections: 100 }, [requests(52_600), tail(3.9), memory(92)]),
  demoCase('http', 'router', { routes: 10 }, [requests(39_400), tail(0.8)]),
  demoCase('http', 'router', { routes: 100 }, [requests(38_100), tail(0.83)]),
  demoCase('http', 'router', { routes: 1_000 }, [requests(36_300), tail(0.9)]),
  demoCase('http', 'json-echo', {}, [requests(28_700), tail(1.2), memory(97)]),
  demoCase('http', 'upload', {}, [requests(1_140), tail(4.46), memory(118)]),
  demoCase('http', 'websocket-echo', {}, [requests(61_000), tail(0.6)]),
  demoCase('cli', 'version', {}, [time(61, lively), cpu(52), memory(49)]),
  demoCase('cli', 'help', {}, [time(74, lively), cpu(64), memory(52)]),
  demoCase('cli', 'convert', { to: 'json' }, [time(318), cpu(290), memory(96)]),
  demoCase('cli', 'convert', { to: 'yaml' }, [time(402), cpu(371), memory(104)]),
  demoCase('memory', 'stream-file', {}, [time(212, bimodal), memory(63)], 100_000_000),
  demoCase('memory', 'cache', { entries: 1_000 }, [time(3.7, bimodal), memory(55)]),
  demoCase('memory', 'cache', { entries: 100_000 }, [time(141, bimodal), memory(187)]),
  demoCase('build', 'core', {}, [size(46_312), zipped(15_904), time(1_430)]),
  demoCase('build', 'full', {}, [size(188_240), zipped(58_117), time(2_910)]),
  demoCase('build', 'types', {}, [time(4_820), memory(312)]),
  demoCase('build', 'docs', {}, [time(6_140, skewed), memory(268)]),
]

const budgets: readonly (readonly [suite: string, benchmark: string, Budget])[] = [
  ['http', 'upload', { operator: '<=', limit: 5e6, unit: 'ns', quantile: 0.5, text: '5 ms' }],
  [
    'http',
    'json-echo',
    { operator: '>=', limit: 25_000, unit: 'ops/s', quantile: 0.5, text: '>= 25000 ops/s' },
  ],
  ['cli', 'version', { operator: '<=', limit: 75e6, unit: 'ns', quantile: 0.5, text: '75 ms' }],
  ['build', 'core', { operator: '<=', limit: 50_000, unit: 'B', quantile: 0.5, text: '50 kB' }],
]

const budgetedMetric: Readonly<Record<string, string>> = {
  upload: 'latency-p99',
  'json-echo': 'throughput',
  version: 'wall-time',
  core: 'file-size',
}

/** The budgets that larch has set itself. */
export function demoBudgets(key: CaseKey, metric: Metric): Budget[] {
  if (budgetedMetric[key.benchmark] !== metric.name) return []
  return budgets
    .filter(([suite, benchmark]) => suite === key.suite && benchmark === key.benchmark)
    .map(([, , budget]) => budget)
}

/** As a config of larch would have tagged them. */
export function demoTags({ suite, benchmark }: CaseKey): readonly string[] {
  if (suite === 'http') return ['network', 'hot-path']
  if (suite === 'parse') return ['hot-path']
  return benchmark === 'core' || benchmark === 'full' ? ['size'] : []
}
