import leven from 'leven'

/** The name that was probably meant: the one with the fewest letters to change, case ignored; undefined where none is near. */
export function nearest<Name extends string>(asked: string, names: readonly Name[]): Name | undefined {
  const wanted = asked.toLowerCase()
  const scored = names.map((name) => ({ name, edits: leven(wanted, name.toLowerCase()) }))
  const best = scored.sort((a, b) => a.edits - b.edits)[0]
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, best?.name.length ?? 0) / 3))
  return best && best.edits <= allowed ? best.name : undefined
}
