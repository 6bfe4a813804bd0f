import type { ParamsSpec } from './benchmark-schema.ts'
import type { Variant } from './config.ts'
import { type Matrix, matrixOf, sizeOf, variantsOf } from './matrix.ts'
import { nearest } from './nearest.ts'
import type { Path, Problem } from './problem.ts'

/** More cases than this of one benchmark are a slip, not a wish. */
const MAX_VARIANTS = 1000

type Report = (problem: Problem) => void

/** The cases that params make, `[{}]` for none; reports values and combinations that come twice or leave nothing. */
export function fillVariants(params: ParamsSpec | undefined, path: Path, report: Report): readonly Variant[] {
  if (params === undefined) return [{}]
  const matrix = matrixOf(params)
  const mistakes = [...duplicateValues(matrix, path), ...unknownExclusions(matrix, path)]
  for (const problem of mistakes) report(problem)
  const size = Math.max(sizeOf(matrix), matrix.include.length)
  if (size > MAX_VARIANTS) {
    const expected = `at most ${MAX_VARIANTS} cases of one benchmark`
    report({ path, at: 'key', title: `these params make ${size} cases`, expected })
    return [{}]
  }
  const variants = variantsOf(matrix)
  if (variants.length === 0) {
    report({ path, at: 'key', title: 'these params leave no case', expected: 'at least one combination' })
  }
  if (mistakes.length === 0) reportTwins(variants, path, report)
  return variants
}

/** Two values that read the same in a command would be one case with two histories. */
function duplicateValues({ axes }: Matrix, path: Path): Problem[] {
  return Object.entries(axes).flatMap(([name, values]) =>
    values.flatMap((value, index): Problem[] => {
      if (values.findIndex((other) => String(other) === String(value)) === index) return []
      const title = `the value \`${value}\` of \`${name}\` comes twice`
      return [{ path: [...path, name, index], at: 'value', title, expected: 'each value once' }]
    }),
  )
}

/** What excludes a param that does not exist excludes nothing. */
function unknownExclusions({ axes, exclude }: Matrix, path: Path): Problem[] {
  const known = Object.keys(axes)
  return exclude.flatMap((part, index) =>
    Object.keys(part)
      .filter((name) => !known.includes(name))
      .map(
        (name): Problem => ({
          path: [...path, 'exclude', index, name],
          at: 'key',
          title: `there is no param \`${name}\` to exclude`,
          expected: known.length > 0 ? `one of ${known.join(', ')}` : 'a param with a list of values',
          suggestion: nearest(name, known),
        }),
      ),
  )
}

function reportTwins(variants: readonly Variant[], path: Path, report: Report): void {
  const seen = new Set<string>()
  for (const variant of variants) {
    const text = Object.entries(variant)
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(', ')
    if (seen.has(text)) {
      const title = `the combination ${text} comes twice`
      report({ path: [...path, 'include'], at: 'key', title, expected: 'each combination once' })
    }
    seen.add(text)
  }
}
