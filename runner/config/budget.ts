import type { Metric } from '../metrics/metric.ts'
import { isKnownUnit, knownUnits, parseQuantity, toBase } from '../units.ts'
import { type Budget, nameOfQuantile } from './limits.ts'
import { nearest } from './nearest.ts'

/** Why a limit cannot be used. */
interface BudgetMistake {
  readonly title: string
  readonly expected: string
  readonly suggestion?: string | undefined
}

type Result = { readonly budget: Budget } | { readonly mistake: BudgetMistake }

/** `p95` is 0.95, `median` 0.5; undefined for what is neither. */
export function quantileOf(name: string): number | undefined {
  if (name === 'median') return 0.5
  const [, percent] = /^p(\d+(?:\.\d+)?)$/.exec(name) ?? []
  const quantile = percent === undefined ? Number.NaN : Number((Number(percent) / 100).toPrecision(12))
  return quantile > 0 && quantile < 1 ? quantile : undefined
}

/**
 * Reads a limit such as `250 ms`, `<= 100 MB` or `>= 95%` for a metric. Without an operator it follows the
 * metric's direction. Nothing is known beforehand about a metric that an adapter will find (`metric` is undefined):
 * then the operator must be written and any unit is taken.
 */
export function readBudget(
  name: string,
  written: string | number,
  metric: Metric | undefined,
  quantile = 0.5,
): Result {
  const text = String(written).trim()
  const [, operator = '', rest = ''] = /^([<>=≤≥!~]*)\s*(.*)$/s.exec(text)!
  const quantity = parseQuantity(rest)
  const example = exampleFor(metric)
  const mistaken = (title: string, expected: string, suggestion?: string): Result => ({
    mistake: { title, expected, suggestion },
  })
  if (operator !== '' && operator !== '<=' && operator !== '>=') {
    return mistaken(`unknown operator \`${operator}\``, '`<=` or `>=`', `${plain(operator, metric)} ${rest}`)
  }
  if (!quantity) return mistaken(`\`${text}\` is not a limit`, `a limit such as ${example}`)
  const unitMistake = mistakeOfUnit(name, rest, quantity, metric)
  if (unitMistake) return { mistake: unitMistake }
  if (isKnownUnit(quantity.unit) && quantity.value < 0)
    return mistaken('a limit below zero', `a limit such as ${example}`)
  if (metric?.name === 'success-rate' && quantity.value > 1) {
    return mistaken(`\`${name}\` cannot be more than 100%`, `a limit such as ${example}`)
  }
  const wanted = metric && natural(metric)
  if (!wanted && operator === '') {
    return mistaken(
      `nothing says whether \`${name}\` should be low or high`,
      '`<=` or `>=` before the limit, or the metric with its direction under `metrics`',
    )
  }
  if (wanted && operator !== '' && operator !== wanted) {
    return mistaken(
      `\`${operator}\` is against the direction of \`${name}\`, of which a ${metric.direction} value is better`,
      `\`${wanted}\` or no operator`,
      `${wanted} ${rest}`,
    )
  }
  const unit = quantity.unit === '' ? 'count' : quantity.unit
  return {
    budget: {
      operator: (operator || wanted) as Budget['operator'],
      limit: quantity.value,
      unit,
      quantile,
      text: quantile === 0.5 ? text : `${text} (${nameOfQuantile(quantile)})`,
    },
  }
}

const natural = (metric: Metric): Budget['operator'] => (metric.direction === 'lower' ? '<=' : '>=')

function plain(operator: string, metric: Metric | undefined): string {
  if (/[<≤]/.test(operator)) return '<='
  if (/[>≥]/.test(operator)) return '>='
  return metric ? natural(metric) : '<='
}

/** The unit must be one of the metric's dimension; a count needs none. */
function mistakeOfUnit(
  name: string,
  rest: string,
  quantity: { readonly unit: string },
  metric: Metric | undefined,
): BudgetMistake | undefined {
  if (!metric) return undefined
  const base = toBase(metric.unit).unit
  if (quantity.unit === base || (quantity.unit === '' && base === 'count')) return undefined
  const expected = `a limit with a unit of \`${name}\`: ${unitsOf(base).join(', ')}`
  const digits = /^[^\s%a-zµμ]*/i.exec(rest)![0]
  if (quantity.unit === '') {
    return { title: `the limit \`${rest}\` has no unit`, expected, suggestion: withUnit(digits, base) }
  }
  const near = isKnownUnit(quantity.unit) ? undefined : nearest(quantity.unit, unitsOf(base))
  const title = isKnownUnit(quantity.unit)
    ? `\`${rest}\` is not a limit for \`${name}\``
    : `unknown unit \`${quantity.unit}\``
  return { title, expected, suggestion: near && `${digits} ${near}` }
}

/** What a bare number probably meant: milliseconds, megabytes, a share. */
function withUnit(digits: string, base: string): string {
  if (base !== 'ratio') return `${digits} ${{ ns: 'ms', B: 'MB', 'B/s': 'MB/s' }[base] ?? base}`
  const value = Number(digits)
  return value <= 1 ? `${Number((value * 100).toPrecision(12))}%` : `${digits}%`
}

/** Spellings of a base unit, without those that only old tools print. */
function unitsOf(base: string): string[] {
  const units = knownUnits().filter(
    (unit) => toBase(unit).unit === base && !/^(KB|bytes?|μs|us|op)\b/.test(unit),
  )
  return units.length > 0 ? units : [base]
}

function exampleFor(metric: Metric | undefined): string {
  const examples: Record<string, string> = {
    ns: '`250 ms`',
    B: '`100 MB`',
    'B/s': '`">= 50 MB/s"`',
    'ops/s': '`">= 1000 ops/s"`',
    ratio: '`">= 95%"`',
    count: '`1000`',
  }
  if (!metric) return '`"<= 250 ms"`'
  const base = toBase(metric.unit).unit
  return examples[base] ?? `\`100 ${base}\``
}
