import { UsageError } from '../../errors.ts'
import { parseQuantity } from '../../units.ts'

/** `60s` → 60000. @throws UsageError for anything but a duration above 0 */
export function durationOf(text: string, option: string): number {
  const quantity = parseQuantity(text)
  if (quantity?.unit === 'ns' && quantity.value > 0) return quantity.value / 1e6
  throw new UsageError(`${option} ${JSON.stringify(text)} is not a duration.`, {
    hint: `Write it with its unit: ${option} 60s`,
  })
}

/** `2%` → 0.02. @throws UsageError for anything but a percentage above 0 and below 100 */
export function ratioOf(text: string, option: string): number {
  const quantity = parseQuantity(text)
  if (quantity?.unit === 'ratio' && quantity.value > 0 && quantity.value < 1) return quantity.value
  throw new UsageError(`${option} ${JSON.stringify(text)} is not a percentage between 0 and 100.`, {
    hint: `Write it with its sign: ${option} 2%`,
  })
}
