/** Reads a data file of this site. Rejects with a sentence for the reader. */
export async function loadJson<T>(address: string): Promise<T> {
  const response = await fetch(address).catch(() => undefined)
  if (!response) throw new Error('The data could not be loaded: no connection.')
  if (!response.ok) throw new Error(`The data could not be loaded: the server answered ${response.status}.`)
  return (await response.json()) as T
}
