import { OutputError } from './adapter.ts'
import { JsonPlace } from './json-place.ts'
import { type Line, plainLines } from './lines.ts'

/**
 * The JSON objects of a text, each on a line or printed over several; other lines are what tools print beside.
 * @throws OutputError naming the line where an object begins that is cut off or malformed
 */
export function readJsonLines(text: string): JsonPlace[] {
  return objectsOf(plainLines(text)).map((line) => {
    try {
      return new JsonPlace(JSON.parse(line.text), `line ${line.number}`)
    } catch (error) {
      throw new OutputError(`line ${line.number}: not valid JSON: ${(error as Error).message}`)
    }
  })
}

/** True where an object fits, for detection: what is malformed counts as foreign. */
export function someJsonLine(text: string, fits: (place: JsonPlace) => boolean): boolean {
  return objectsOf(plainLines(text)).some((line) => {
    try {
      return fits(new JsonPlace(JSON.parse(line.text), ''))
    } catch {
      return false
    }
  })
}

/** The text of each object at the number of its first line. A lone `{` opens one that ends at the `}` below it. */
function objectsOf(lines: readonly Line[]): Line[] {
  const objects: Line[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const { text, number } = lines[index]!
    if (!text.trimStart().startsWith('{')) continue
    const close = text.trimEnd().endsWith('{') ? `${text.slice(0, text.indexOf('{'))}}` : undefined
    const end =
      close === undefined ? index : lines.findIndex((line, at) => at > index && line.text.trimEnd() === close)
    const last = end < 0 ? lines.length - 1 : end
    objects.push({
      number,
      text: lines
        .slice(index, last + 1)
        .map((line) => line.text)
        .join('\n'),
    })
    index = last
  }
  return objects
}
