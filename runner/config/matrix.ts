import type { ParamsSpec } from './benchmark-schema.ts'
import type { ParamValue, Variant } from './config.ts'

/** Values to combine, with exceptions. */
export interface Matrix {
  readonly axes: Readonly<Record<string, readonly ParamValue[]>>
  /** Combinations, or parts of them, to leave out. */
  readonly exclude: readonly Variant[]
  /** Values to add to combinations, or combinations to add. */
  readonly include: readonly Variant[]
}

/** `params` as written, its two reserved names apart from the lists of values. */
export function matrixOf(params: ParamsSpec): Matrix {
  const { include = [], exclude = [], ...axes } = params
  return { axes: axes as Matrix['axes'], exclude, include }
}

/** How many combinations the lists alone give. */
export function sizeOf({ axes }: Matrix): number {
  const lists = Object.values(axes)
  return lists.length === 0 ? 0 : lists.reduce((size, values) => size * values.length, 1)
}

/**
 * All combinations of a matrix: the lists combined, without what `exclude` matches, with what `include` adds.
 * The last list changes fastest. An entry of `include` adds its values to every combination whose own values it
 * does not contradict, and is a combination of its own where there is no such; combinations that `include` made
 * are not extended. The rule is that of GitHub Actions: docs.github.com, "Running variations of jobs in a workflow".
 */
export function variantsOf({ axes, exclude, include }: Matrix): Variant[] {
  const combinations = combine(axes).filter((variant) => !exclude.some((part) => matches(variant, part)))
  const extended = combinations.map((original) => ({ original, variant: original }))
  const added: Variant[] = []
  for (const entry of include) {
    const fitting = extended.filter(({ original }) => fits(original, entry))
    for (const combination of fitting) combination.variant = { ...combination.variant, ...entry }
    if (fitting.length === 0) added.push(entry)
  }
  return [...extended.map(({ variant }) => variant), ...added]
}

function combine(axes: Matrix['axes']): Variant[] {
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
