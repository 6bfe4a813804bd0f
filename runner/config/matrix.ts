import type { ParamsSpec } from './benchmark-schema.ts'
import type { Variant } from './config.ts'

/** The lists of a matrix, without `include` and `exclude`. */
export function axesOf(params: ParamsSpec): Record<string, readonly Variant[string][]> {
  const { include: _include, exclude: _exclude, ...axes } = params
  return axes as Record<string, readonly Variant[string][]>
}

/** How many combinations the lists alone give. */
export function sizeOf(params: ParamsSpec): number {
  const axes = Object.values(axesOf(params))
  return axes.length === 0 ? 0 : axes.reduce((size, values) => size * values.length, 1)
}

/**
 * All combinations of a matrix: the lists combined, without what `exclude` matches, with what `include` adds.
 * The last list changes fastest. An entry of `include` adds its values to every combination whose own values it
 * does not contradict, and is a combination of its own where there is no such; combinations that `include` made
 * are not extended. The rule is that of GitHub Actions: docs.github.com, "Running variations of jobs in a workflow".
 */
export function variantsOf(params: ParamsSpec | undefined): Variant[] {
  if (params === undefined) return [{}]
  const combinations = combine(axesOf(params)).filter(
    (variant) => !(params.exclude ?? []).some((part) => matches(variant, part)),
  )
  const originals = combinations.map((variant) => ({ original: variant, variant }))
  const added: Variant[] = []
  for (const entry of params.include ?? []) {
    const fitting = originals.filter(({ original }) => fits(original, entry))
    for (const combination of fitting) combination.variant = { ...combination.variant, ...entry }
    if (fitting.length === 0) added.push(entry)
  }
  return [...originals.map(({ variant }) => variant), ...added]
}

function combine(axes: Record<string, readonly Variant[string][]>): Variant[] {
  const entries = Object.entries(axes)
  if (entries.length === 0) return []
  return entries.reduce<Variant[]>(
    (variants, [name, values]) =>
      variants.flatMap((variant) => values.map((value) => ({ ...variant, [name]: value }))),
    [{}],
  )
}

const matches = (variant: Variant, part: Variant): boolean =>
  Object.entries(part).every(([name, value]) => variant[name] === value)

/** No value of the lists would be overwritten. */
const fits = (original: Variant, entry: Variant): boolean =>
  Object.entries(entry).every(([name, value]) => !(name in original) || original[name] === value)
