import { Bench } from 'tinybench'
import type { Declared } from './declare.ts'
import type { MetricLine } from './protocol.ts'
import { lineOf, Recorders, reservoirOf } from './recorders.ts'

const BUILT_IN = { iterations: 10, timeMs: 500, warmupIterations: 5, warmupTimeMs: 100 }

/**
 * Times the calls of a function by tinybench, one after the other: warm-up first, then until both the number of iterations and
 * the time are reached. The durations are kept here and not by tinybench, which sorts them: the order tells of drift.
 * @throws what the function throws
 */
export async function measureBench(declared: Declared, state: unknown): Promise<MetricLine[]> {
  const { iterations, timeMs, warmupIterations, warmupTimeMs } = { ...BUILT_IN, ...declared.options }
  const recorders = new Recorders(declared)
  const context = { params: declared.params, state, record: recorders.record }
  let latencies = reservoirOf(declared, 'latency')
  const keepSince = (startMs: number): { overriddenDuration: number } => {
    const overriddenDuration = performance.now() - startMs
    latencies.add(overriddenDuration)
    return { overriddenDuration }
  }
  const timed = (): unknown => {
    const startMs = performance.now()
    const result = declared.run(context)
    return isPromise(result) ? result.then(() => keepSince(startMs)) : keepSince(startMs)
  }
  const tinybench = new Bench({
    iterations,
    time: timeMs,
    warmup: warmupIterations > 0 || warmupTimeMs > 0,
    warmupIterations,
    warmupTime: warmupTimeMs,
    throws: true,
  })
  tinybench.add(declared.name, timed, {
    beforeAll: (mode) => {
      if (mode !== 'run') return
      recorders.reset()
      latencies = reservoirOf(declared, 'latency')
    },
  })
  await tinybench.run()
  return [lineOf(declared, LATENCY, latencies), ...recorders.lines()]
}

const LATENCY = { metric: 'latency', unit: 'ms', direction: 'lower' } as const

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
