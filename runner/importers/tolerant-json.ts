import { JsonPlace } from '../adapters/json-place.ts'

/** Strings, and the three words that Python writes for numbers that JSON does not have. */
const STRINGS_AND_WORDS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g

/**
 * JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` become the texts "NaN", "Infinity" and "-Infinity", which are
 * no numbers, so that whoever reads them can say so.
 * @throws SyntaxError where the text is not JSON otherwise
 */
export function parseTolerantly(text: string): JsonPlace {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    return new JsonPlace(JSON.parse(bare), '')
  } catch (error) {
    const mended = bare.replaceAll(STRINGS_AND_WORDS, (found) =>
      found.startsWith('"') ? found : `"${found}"`,
    )
    if (mended === bare) throw error
    return new JsonPlace(JSON.parse(mended), '')
  }
}

/** What {@link parseTolerantly} gives, or undefined where the text is no JSON: for detection. */
export function tryTolerantly(text: string): JsonPlace | undefined {
  try {
    return parseTolerantly(text)
  } catch {
    return undefined
  }
}
