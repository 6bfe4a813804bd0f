import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the labelled histories lie, beside the project; they are never copied into it. */
export const samples = join(import.meta.dirname, '../../../shared/samples/histories')

export const haveSamples = existsSync(samples)

export interface LabelledSeries {
  readonly name: string
  readonly values: readonly number[]
  /** Each person's marks. */
  readonly people: readonly (readonly number[])[]
}

const read = (path: string) => JSON.parse(readFileSync(join(samples, 'sap-hana-annotated', path), 'utf8'))

/** The 207 annotated series, by name. */
export function labelledSeries(): LabelledSeries[] {
  const series: Record<string, { values: number[] }> = read('series.json')
  const annotations: Record<string, Record<string, number[]>> = read('annotations.json')
  return Object.entries(series).map(([name, { values }]) => ({
    name,
    values,
    people: Object.values(annotations[name] ?? {}),
  }))
}

/** The same values in shuffled order: no change by construction. */
export function shuffledSeries(): number[][] {
  const shuffled: Record<string, number[]> = read('shuffled-null.json')
  return Object.values(shuffled)
}

/** Values of one program, by build: any difference between two parts of them is noise by construction. */
export function buildsMeasuredOften(minimum: number): number[][] {
  const folder = join(samples, 'sap-hana-repeated')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.csv') && file !== 'metadata.csv')
    .sort()
    .flatMap((file) => buildsIn(readFileSync(join(folder, file), 'utf8')))
    .filter((values) => values.length >= minimum)
}

function buildsIn(csv: string): number[][] {
  const rows = csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  const builds = Map.groupBy(rows, ([, , version]) => version)
  return [...builds.values()].map((build) => build.map(([, , , value]) => Number(value)))
}
