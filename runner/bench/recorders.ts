import type { Declared } from './declare.ts'
import type { MetricLine } from './protocol.ts'
import { Reservoir } from './reservoir.ts'

const MAX_SAMPLES = 10_000

/** A reservoir for a metric of a result, under a seed of its own. */
export function reservoirOf({ name, params, options }: Declared, metric: string): Reservoir {
  return new Reservoir(options.maxSamples ?? MAX_SAMPLES, JSON.stringify([name, params, metric]))
}

/** The metrics that a function records by itself. */
export class Recorders {
  readonly #declared: Declared
  #reservoirs = new Map<string, Reservoir>()

  constructor(declared: Declared) {
    this.#declared = declared
  }

  /** @throws Error for a metric that the options do not declare: nothing would say its unit and direction */
  readonly record = (metric: string, value: number): void => {
    if (!Object.hasOwn(this.#declared.options.metrics ?? {}, metric)) {
      throw new Error(`the metric ${JSON.stringify(metric)} is not declared under "metrics" in the options`)
    }
    const reservoir = this.#reservoirs.get(metric) ?? reservoirOf(this.#declared, metric)
    this.#reservoirs.set(metric, reservoir)
    reservoir.add(value)
  }

  /** Forgets what the warm-up recorded. */
  reset(): void {
    this.#reservoirs = new Map()
  }

  /** @throws Error for a declared metric of which no value was recorded */
  lines(): MetricLine[] {
    return Object.entries(this.#declared.options.metrics ?? {}).map(([metric, { unit, direction }]) => {
      const reservoir = this.#reservoirs.get(metric)
      if (!reservoir) throw new Error(`no value of the metric ${JSON.stringify(metric)} was recorded`)
      return lineOf(this.#declared, { metric, unit, direction }, reservoir)
    })
  }
}

/** What is kept of a metric, as the protocol tells it. */
export function lineOf(
  { name, params }: Declared,
  metric: Pick<MetricLine, 'metric' | 'unit' | 'direction'>,
  reservoir: Reservoir,
): MetricLine {
  const samples = reservoir.values()
  return { result: name, params, ...metric, samples, count: reservoir.count }
}
