import { Bench } from 'tinybench'
import { mannWhitney } from '../../runner/stats/mann-whitney.ts'
import { medianInterval } from '../../runner/stats/median-interval.ts'
import { randomFrom } from '../../runner/stats/random.ts'
import { median, medianAbsoluteDeviation } from '../../runner/stats/summary.ts'
import { measureAndReport, sampling } from './report.ts'

const random = randomFrom('statistics.bench')
const values = (count: number): number[] => Array.from({ length: count }, () => 100 + 10 * random())
const large = values(20_000)
const [before, after] = [values(2000), values(2000)]

const bench = new Bench(sampling)
bench.add('median of 20,000', () => {
  median(large)
})
bench.add('MAD of 20,000', () => {
  medianAbsoluteDeviation(large)
})
bench.add('interval of the median of 20,000', () => {
  medianInterval(large)
})
bench.add('Mann-Whitney of 2,000 + 2,000', () => {
  mannWhitney(before, after)
})
await measureAndReport(bench)
