import {
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
  type RegexReading,
} from './adapter.ts'
import { groupedNumber, plainLines } from './lines.ts'
import { directionOfUnit, inBaseUnit, joinRepeated } from './measurement.ts'

/**
 * Every match in a text, as samples: matches with the same name and metric are samples of one.
 * @throws OutputError naming the line where the group `value` is no number
 */
export function readByRegex(text: string, reading: RegexReading, options: AdapterOptions): AdapterResult[] {
  const found = plainLines(text).flatMap((line) =>
    [...line.text.matchAll(new RegExp(reading.regex, 'g'))].map(({ groups = {} }): AdapterResult => {
      const value = groupedNumber(groups.value ?? '')
      if (groups.value === undefined || groups.value.trim() === '' || !Number.isFinite(value)) {
        throw new OutputError(
          `line ${line.number}: expected a number in the group "value", found "${groups.value ?? ''}"`,
        )
      }
      return { name: groups.name?.trim(), measurements: [measurementOf(value, groups, reading, options)] }
    }),
  )
  return joinRepeated(found)
}

function measurementOf(
  value: number,
  groups: Record<string, string | undefined>,
  reading: RegexReading,
  options: AdapterOptions,
): AdapterMeasurement {
  const metric = groups.metric ?? reading.metric ?? 'value'
  const unit = groups.unit ?? reading.unit ?? ''
  const direction = reading.direction ?? directionOfUnit(unit || metric)
  return inBaseUnit({ metric, unit, direction, samples: [value] }, options)
}
