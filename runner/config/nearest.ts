import leven from 'leven'

/**
 * The name that was probably meant: the one with the fewest edits from what was written, case ignored,
 * or undefined where nothing is near (more than a third of the letters would have to change).
 * `nearest('timout', ['timeout', 'warmup'])` is `timeout`.
 */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase()
  let best: { readonly name: string; readonly edits: number } | undefined
  for (const name of names) {
    const edits = leven(wanted, name.toLowerCase())
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, name.length) / 3))
    if (edits <= allowed && edits < (best?.edits ?? Infinity)) best = { name, edits }
  }
  return best?.name
}
