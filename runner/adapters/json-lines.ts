import { OutputError } from './adapter.ts'
import { JsonPlace } from './json-place.ts'
import { plainLines } from './lines.ts'

/**
 * The documents of a text with one JSON object on each line; other lines are what tools print beside.
 * @throws OutputError naming the line that is cut off or malformed
 */
export function readJsonLines(text: string): JsonPlace[] {
  return plainLines(text)
    .filter((line) => line.text.trimStart().startsWith('{'))
    .map((line) => {
      try {
        return new JsonPlace(JSON.parse(line.text), `line ${line.number}`)
      } catch (error) {
        throw new OutputError(`line ${line.number}: not valid JSON: ${(error as Error).message}`)
      }
    })
}

/** True where a line that is a JSON object fits, for detection: lines that are malformed count as foreign. */
export function someJsonLine(text: string, fits: (place: JsonPlace) => boolean): boolean {
  return plainLines(text).some((line) => {
    if (!line.text.trimStart().startsWith('{')) return false
    try {
      return fits(new JsonPlace(JSON.parse(line.text), ''))
    } catch {
      return false
    }
  })
}
