import { readFileSync } from 'node:fs'

/** Time of all processors since boot, in ticks: `[stolen, all]`; undefined where the system does not tell. */
export type StealReading = readonly [stolen: number, all: number] | undefined

/** Reads the first line of /proc/stat: user nice system idle iowait irq softirq steal, then guest time, counted in user. */
export function readSteal(readStat: () => string = () => readFileSync('/proc/stat', 'latin1')): StealReading {
  const [line = ''] = orEmpty(readStat).split('\n')
  const ticks = line.split(/\s+/).slice(1, 9).map(Number)
  if (!line.startsWith('cpu') || ticks.length < 8 || ticks.some(Number.isNaN)) return undefined
  return [ticks[7]!, ticks.reduce((sum, value) => sum + value, 0)]
}

function orEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

/** The share of the time between two readings that the host gave to other virtual machines. */
export function stolenRatio(before: StealReading, after: StealReading): number | undefined {
  if (!before || !after || after[1] <= before[1]) return undefined
  return Math.max(0, after[0] - before[0]) / (after[1] - before[1])
}
