import { type Random, randomFrom, randomNormal } from '../../runner/stats/random.ts'

/** What benchmarks give: how a series of unchanged values strays, around 0. */
export const noiseShapes: Readonly<Record<string, () => (random: Random) => number>> = {
  normal: () => randomNormal,
  skewed: () => (random) => -Math.log(1 - random()) - Math.LN2,
  // Student's t with two degrees of freedom: its variance is infinite.
  heavy: () => (random) => randomNormal(random) / Math.sqrt(-Math.log(1 - random())),
  bimodal: () => (random) => (random() < 0.5 ? -2 : 2) + 0.5 * randomNormal(random),
  autocorrelated: () => {
    let last = 0
    return (random) => {
      last = 0.5 * last + Math.sqrt(0.75) * randomNormal(random)
      return last
    }
  },
  quantised: () => (random) => Math.round(randomNormal(random)),
  constant: () => () => 0,
}

/** A seeded series of unchanged values of one shape. */
export function unchanged(shape: string, count: number, key: string): number[] {
  const random = randomFrom('unchanged', shape, String(count), key)
  const draw = noiseShapes[shape]!()
  // A correlated series has forgotten by then where it began.
  for (let warmup = 0; warmup < 20; warmup++) draw(random)
  return Array.from({ length: count }, () => draw(random))
}
