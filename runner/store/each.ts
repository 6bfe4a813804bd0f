/** Requests that are under way at once: enough to hide the way to the store, few enough for small machines. */
const mostAtOnce = 8

/** Does this for each item, several at once. The first that fails ends it, once those under way have ended. */
export async function forEach<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items].values()
  let failed = false
  const hands = Array.from({ length: mostAtOnce }, async () => {
    for (const item of waiting) {
      if (failed) return
      try {
        await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  })
  const ended = await Promise.allSettled(hands)
  for (const each of ended) if (each.status === 'rejected') throw each.reason
}
