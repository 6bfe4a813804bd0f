import { atFirstDeclaration } from './declare.ts'
import { run } from './run.ts'

/**
 * Benchmarks inside a program, over tinybench: `import { bench, load, suite } from 'perfledger/bench'`. A file of them run with
 * `node` prints a table; under perfledger (`adapter: perfledger`) every sample is kept.
 *
 * @example
 * suite('sorting', () => {
 *   bench('sort', ({ state }) => { [...state].sort() }, {
 *     params: { size: [10, 1000] },
 *     setup: ({ size }) => Array.from({ length: Number(size) }, Math.random),
 *   })
 * })
 */
export {
  type BenchOptions,
  bench,
  type Context,
  type LoadOptions,
  load,
  type Measured,
  suite,
} from './declare.ts'
export {
  type FailureLine,
  type MetricLine,
  type Params,
  PROTOCOL_VERSION,
  type ResultLine,
} from './protocol.ts'
export { run } from './run.ts'

atFirstDeclaration(() => {
  process.once('beforeExit', () => {
    void run()
  })
})
