import type { Direction } from '../metrics/metric.ts'
import type { Params } from './protocol.ts'

/** What a measured function gets. */
export interface Context<State> {
  readonly params: Params
  /** What `setup` gave. */
  readonly state: State
  /** Keeps a value of a metric that the options declare under `metrics`; those of the warm-up are forgotten. */
  readonly record: (metric: string, value: number) => void
}

/** A function to measure, sync or async: it is awaited where it returns a promise. */
export type Measured<State> = (context: Context<State>) => unknown

/** What both forms have in common. */
export interface CommonOptions<State> {
  /** Values to combine, a result for each combination: `{ size: [10, 1000] }`. */
  readonly params?: Readonly<Record<string, readonly (string | number | boolean)[]>>
  /** Once before a result's warm-up, not measured. */
  readonly setup?: (params: Params) => State | Promise<State>
  /** Once after a result's last iteration, also after a failure. */
  readonly teardown?: (state: State, params: Params) => unknown
  /** Metrics that the function records by itself. */
  readonly metrics?: Readonly<Record<string, { readonly unit: string; readonly direction: Direction }>>
  /** How many samples of a metric are kept at most; beyond it a seeded random part, extremes included. 10,000 unless said. */
  readonly maxSamples?: number
}

export interface BenchOptions<State> extends CommonOptions<State> {
  /** Never fewer measured calls than this; 10 unless said. */
  readonly iterations?: number
  /** Calls go on for this long; 500 ms unless said. */
  readonly timeMs?: number
  /** 5 unless said. */
  readonly warmupIterations?: number
  /** 100 ms unless said. */
  readonly warmupTimeMs?: number
}

export interface LoadOptions<State> extends CommonOptions<State> {
  /** How many tasks run at once; 10 unless said. */
  readonly concurrency?: number
  /** How long tasks are started for, ramp-up included; 5 s unless said. */
  readonly timeMs?: number
  /** No more tasks than this; no bound unless said. */
  readonly maxTasks?: number
  /** How many operations one call is, for the throughput; 1 unless said. */
  readonly operationsPerTask?: number
  /** The workers start one after the other over this time, in which nothing is kept; 0 unless said. */
  readonly rampUpMs?: number
}

/** One result to come: a function with one set of params. */
export interface Declared {
  readonly kind: 'bench' | 'load'
  /** `suite > name`. */
  readonly name: string
  readonly params: Params
  readonly run: Measured<unknown>
  readonly options: BenchOptions<unknown> & LoadOptions<unknown>
}

const declared: Declared[] = []
let suites: readonly string[] = []
let onFirst: (() => void) | undefined

/** Groups the benchmarks that the function declares: their names start with the suite's. */
export function suite(name: string, declare: () => void): void {
  const outer = suites
  suites = [...suites, name]
  try {
    declare()
  } finally {
    suites = outer
  }
}

/** Declares a function whose calls are timed one after the other. */
export function bench<State = undefined>(
  name: string,
  run: Measured<State>,
  options: BenchOptions<State> = {},
): void {
  add('bench', name, run, options)
}

/** Declares a function that is called by several workers at once. */
export function load<State = undefined>(
  name: string,
  run: Measured<State>,
  options: LoadOptions<State> = {},
): void {
  add('load', name, run, options)
}

function add<State>(
  kind: Declared['kind'],
  own: string,
  run: Measured<State>,
  options: BenchOptions<State> & LoadOptions<State>,
): void {
  const name = [...suites, own].join(' > ')
  if (declared.some((other) => other.name === name))
    throw new Error(`two benchmarks have the name ${JSON.stringify(name)}`)
  for (const params of combinations(options.params ?? {})) {
    declared.push({
      kind,
      name,
      params,
      run: run as Measured<unknown>,
      options: options as Declared['options'],
    })
  }
  onFirst?.()
  onFirst = undefined
}

/** Every combination of the values, the last param fastest. */
function combinations(params: Readonly<Record<string, readonly Params[string][]>>): Params[] {
  return Object.entries(params).reduce<Params[]>(
    (heads, [name, values]) => heads.flatMap((head) => values.map((value) => ({ ...head, [name]: value }))),
    [{}],
  )
}

/** Takes what was declared so far; the next ones start anew. */
export function takeDeclared(): Declared[] {
  return declared.splice(0)
}

/** Calls back at the next declaration, once. */
export function atFirstDeclaration(callback: () => void): void {
  onFirst = callback
}
