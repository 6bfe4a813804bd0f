import { bench, run } from '../../runner/bench/index.ts'
import { mannWhitney } from '../../runner/stats/mann-whitney.ts'
import { medianInterval } from '../../runner/stats/median-interval.ts'
import { randomFrom } from '../../runner/stats/random.ts'
import { median, medianAbsoluteDeviation } from '../../runner/stats/summary.ts'
import { sampling } from './sampling.ts'

const random = randomFrom('statistics.bench')
const values = (count: number): number[] => Array.from({ length: count }, () => 100 + 10 * random())
const large = values(20_000)
const [before, after] = [values(2000), values(2000)]

bench(
  'median of 20,000',
  () => {
    median(large)
  },
  sampling,
)
bench(
  'MAD of 20,000',
  () => {
    medianAbsoluteDeviation(large)
  },
  sampling,
)
bench(
  'interval of the median of 20,000',
  () => {
    medianInterval(large)
  },
  sampling,
)
bench(
  'Mann-Whitney of 2,000 + 2,000',
  () => {
    mannWhitney(before, after)
  },
  sampling,
)
await run()
