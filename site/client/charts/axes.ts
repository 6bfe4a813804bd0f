import type { Scale as Axis, ScaleOptions, Tick } from 'chart.js'
import { formatIn, type Scale, scaleOf } from '../../../runner/units.ts'
import type { ChartRange } from '../../lib/chart-range.ts'
import type { ChartColours } from './colours.ts'

/** One unit for the whole chart. */
export function scaleOfRange(range: ChartRange, unit: string): Scale {
  return scaleOf([(range.low + range.high) / 2], unit)
}

/** The vertical axis: values in the chart's unit, with as many digits as neighbouring ticks need to differ. */
export function valueAxis(
  range: ChartRange,
  unit: string,
  colours: ChartColours,
  type: 'linear' | 'logarithmic' = 'linear',
): ScaleOptions<'linear'> {
  const scale = scaleOfRange(range, unit)
  return {
    type,
    // Ticks are chosen on round numbers of the shown unit, not of nanoseconds or bytes.
    min: range.low,
    max: range.high,
    border: { display: false },
    grid: { color: colours.rule, tickLength: 0 },
    afterBuildTicks: (axis: Axis) => {
      axis.ticks = type === 'linear' ? roundTicks(range, scale.factor) : logTicks(range, scale.factor)
    },
    ticks: {
      color: colours.ink2,
      padding: 8,
      callback: (value: number | string, _index: number, ticks: Tick[]) =>
        tickText(Number(value), ticks, scale),
    },
  } as unknown as ScaleOptions<'linear'>
}

const WANTED_TICKS = 5

/** Ticks at 1, 2 or 5 times a power of ten in the shown unit. */
export function roundTicks(range: ChartRange, factor: number): Tick[] {
  const low = range.low / factor
  const high = range.high / factor
  const rough = (high - low) / WANTED_TICKS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((multiple) => power * multiple >= rough) ?? 10)
  const ticks: Tick[] = []
  for (let index = Math.ceil(low / step); index * step <= high; index += 1) {
    ticks.push({ value: index * step * factor })
  }
  return ticks
}

/** On a logarithmic axis: 1, 2 and 5 times every power of ten; over less than a decade, round numbers as on a linear one. */
export function logTicks(range: ChartRange, factor: number): Tick[] {
  const low = range.low / factor
  const high = range.high / factor
  const ticks: Tick[] = []
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power += 1) {
    for (const multiple of [1, 2, 5]) {
      const value = multiple * 10 ** power
      if (value >= low && value <= high) ticks.push({ value: value * factor })
    }
  }
  return ticks.length >= 3 ? ticks : roundTicks(range, factor)
}

function tickText(value: number, ticks: readonly Tick[], scale: Scale): string {
  const step = ticks.length > 1 ? Math.abs(ticks[1]!.value - ticks[0]!.value) / scale.factor : 1
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const number = formatIn({ ...scale, digits }, value)
  return scale.unit === '' ? number : `${number} ${scale.unit}`
}

/** A horizontal axis over the places 0 … count − 1, each with a text of its own. */
export function placeAxis(
  window: { readonly first: number; readonly last: number },
  text: (place: number) => string,
  colours: ChartColours,
  options: { margin: number; mostTicks: number },
): ScaleOptions<'linear'> {
  return {
    type: 'linear',
    min: window.first - options.margin,
    max: window.last + options.margin,
    border: { color: colours.ink },
    grid: { display: false },
    afterBuildTicks: (axis: Axis) => {
      const count = window.last - window.first + 1
      const most = Math.min(options.mostTicks, Math.floor(axis.width / 76))
      axis.ticks = evenPlaces(count, most).map(({ value }) => ({ value: value + window.first }))
    },
    ticks: {
      color: colours.ink2,
      maxRotation: 0,
      autoSkip: false,
      callback: (value: number | string) => text(Number(value)),
    },
  } as unknown as ScaleOptions<'linear'>
}

/** At most so many places, evenly apart, the last one among them. */
export function evenPlaces(count: number, most: number): Tick[] {
  const stride = Math.max(1, Math.ceil(count / Math.max(1, most)))
  const ticks: Tick[] = []
  for (let place = count - 1; place >= 0; place -= stride) ticks.unshift({ value: place })
  return ticks
}

/** A horizontal axis of time between two moments. */
export function timeAxis(
  min: number,
  max: number,
  text: (timeMs: number) => string,
  colours: ChartColours,
): ScaleOptions<'linear'> {
  return {
    type: 'linear',
    min,
    max,
    border: { color: colours.ink },
    grid: { display: false },
    afterBuildTicks: (axis: Axis) => {
      const count = Math.max(2, Math.min(10, Math.floor(axis.width / 90)))
      const step = (max - min) / count
      axis.ticks = Array.from({ length: count }, (_, place) => ({ value: min + (place + 0.5) * step }))
    },
    ticks: {
      color: colours.ink2,
      maxRotation: 0,
      autoSkip: false,
      callback: (value: number | string) => text(Number(value)),
    },
  } as unknown as ScaleOptions<'linear'>
}
