/**
 * A source of random numbers: each call gives the next one in [0, 1), with 53 random bits.
 * Every random number of the analysis comes from one of these, so that the same samples give the same verdict on
 * every machine.
 */
export type Random = () => number

/**
 * A generator seeded by names and numbers: the same keys give the same numbers, different keys independent ones.
 * That makes splitting trivial: give each task its own key.
 *
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand 2010; period at least 2^64). Seeding: FNV-1a over the keys' text,
 * spread to 128 bits by the finaliser of MurmurHash3. O(length of the keys) to seed, O(1) a number.
 *
 * @example
 * const random = randomFrom('bootstrap', 'run-7')
 * random() // always the same number in [0, 1)
 */
export function randomFrom(...keys: readonly (string | number)[]): Random {
  const hash = hashOf(JSON.stringify(keys))
  const generator = sfc32(mix(hash), mix(hash + 0x9e3779b9), mix(hash + 0x3c6ef372), mix(hash + 0xdaa66d2b))
  for (let warm = 0; warm < 12; warm++) generator()
  return generator
}

/** A whole number in [0, below), each equally likely. `below` is at least 1. O(1). */
export function randomInteger(random: Random, below: number): number {
  return Math.floor(random() * below)
}

/** The items in a random order; the input is untouched. Fisher and Yates, O(n). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInteger(random, last + 1)
    const item = result[last] as T
    result[last] = result[other] as T
    result[other] = item
  }
  return result
}

/** A standard normal number. Box and Muller (1958), the cosine half only, so that one call uses exactly two numbers. */
export function randomNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return radius * Math.cos(2 * Math.PI * random())
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function sfc32(first: number, second: number, third: number, start: number): Random {
  let a = first
  let b = second
  let c = third
  let counter = start
  const next = (): number => {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    return result >>> 0
  }
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992
}
