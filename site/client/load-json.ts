import { fill } from '../lib/translate.ts'
import { said } from './said.ts'

/** Reads a data file of this site. Rejects with a sentence for the reader. */
export async function loadJson<T>(address: string): Promise<T> {
  const response = await fetch(address).catch(() => undefined)
  if (!response) throw new Error(said('loadNoConnection'))
  if (!response.ok) throw new Error(fill(said('loadRefused'), response.status))
  return (await response.json()) as T
}
