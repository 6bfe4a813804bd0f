/** Does work on the items one after the other, a few of them ahead of what is asked for; results come in the order of the items. */
export async function* ahead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = []
  for await (const item of items) {
    const result = work(item)
    // Whoever asks for it is told; until then nobody listens.
    result.catch(() => {})
    begun.push(result)
    if (begun.length >= width) yield await (begun.shift() as Promise<R>)
  }
  for (const result of begun) yield await result
}

export async function* flattened<T>(lists: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const list of lists) yield* list
}
