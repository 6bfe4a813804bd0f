import type { RunDocument, RunDocumentCase, RunDocumentMetric } from '../../runner/report/model.ts'
import type { Scale } from '../../runner/units.ts'
import { fill, shared } from '../words.ts'
import { percentText, plural, precise, quantityText, tableScales } from './format.ts'
import { type Strip, strip } from './strip.ts'
import { type TimelineView, timelineView } from './timeline.ts'

/** What the browser shows of a case beyond its verdicts. */
export interface CaseSamples {
  /** `20 iterations, median known to ±0.8 %, precise enough, exact executor` */
  readonly effort: string
  readonly timeline: TimelineView | null
  readonly metrics: readonly MetricSamples[]
}

export interface MetricSamples {
  readonly name: string
  readonly strip: Strip | null
  /** `30 samples from 0.98 ms to 1.01 ms`, `1 sample of 12.3 ms` */
  readonly text: string
  /** All samples in iteration order, as text; only the first of very many. */
  readonly list: string
}

const MOST_SAMPLES_IN_WORDS = 200

/** Why measuring of a case ended, in words; a word that a later version adds is shown as it is. */
const STOPS: Record<string, string> = {
  precision: shared.stopPrecise,
  'max-iterations': shared.stopIterations,
  'max-time': shared.stopTime,
  failure: shared.stopFailure,
  interrupted: shared.stopInterrupted,
}

/** The case at a place of the document; the samples of a suite are told in the units of its table. */
export function samplesOf(document: RunDocument): (place: number) => CaseSamples | undefined {
  const scales = new Map(
    [...Map.groupBy(document.cases, ({ suite }) => suite)].map(([suite, cases]) => [
      suite,
      tableScales(cases.flatMap(({ metrics }) => metrics)),
    ]),
  )
  return (place) => {
    const one = document.cases[place]
    return one && caseSamples(one, scales.get(one.suite)!)
  }
}

function caseSamples(one: RunDocumentCase, scales: (value: number, unit: string) => Scale): CaseSamples {
  return {
    effort: effortText(one),
    timeline: timelineView(one.timeline, one.slowestTimeline),
    metrics: one.metrics.map((metric) => metricSamples(metric, scales(metric.value, metric.unit))),
  }
}

function metricSamples({ name, samples }: RunDocumentMetric, scale: Scale): MetricSamples {
  const range = { count: samples.length, lowest: Math.min(...samples), highest: Math.max(...samples) }
  return {
    name,
    // Of one sample, a tick in the middle of nothing would tell nothing.
    strip: samples.length > 1 ? (strip(samples) ?? null) : null,
    text: samples.length === 0 ? shared.runNoSamples : rangeText(range, scale),
    list: samples.length > 1 ? listText(samples, scale) : '',
  }
}

/** `30 samples from 0.98 ms to 1.01 ms` */
export function rangeText(
  { count, lowest, highest }: { readonly count: number; readonly lowest: number; readonly highest: number },
  scale: Scale,
): string {
  const text = (value: number) => quantityText(value, precise(scale, value))
  if (lowest === highest) return fill(shared.runSamplesAlike, plural(count, 'sample'), text(lowest))
  return fill(shared.runSamplesFromTo, plural(count, 'sample'), text(lowest), text(highest))
}

function listText(samples: readonly number[], scale: Scale): string {
  const shown = samples.slice(0, MOST_SAMPLES_IN_WORDS)
  const fine = telling(shown, scale)
  const values = shown.map((value) => quantityText(value, { ...fine(value), unit: '' })).join('  ')
  const rest = samples.length - shown.length
  return rest > 0 ? fill(shared.runMoreSamples, values, rest) : values
}

const MOST_DIGITS = 6

/** As many digits as it takes to tell the samples from each other: two of what they differ by. */
function telling(samples: readonly number[], scale: Scale): (value: number) => Scale {
  const span = (Math.max(...samples) - Math.min(...samples)) / scale.factor
  const areWhole = samples.every((value) => Number.isInteger(value / scale.factor))
  const digits = span > 0 && !areWhole ? Math.min(MOST_DIGITS, 1 - Math.floor(Math.log10(span))) : 0
  return (value) => {
    const known = precise(scale, value)
    return known.digits >= digits ? known : { ...known, digits }
  }
}

function effortText(one: RunDocumentCase): string {
  // What was imported was not measured here.
  if (one.iterations === 0 || one.executor === 'import') return ''
  const parts = [
    plural(one.iterations, 'iteration'),
    one.failures > 0 && fill(shared.countedFailed, one.failures),
    one.precisionRatio !== null && fill(shared.runPrecision, percentText(one.precisionRatio)),
    one.stop && (STOPS[one.stop] ?? one.stop),
    one.executor && fill(shared.runExecutor, one.executor),
  ]
  return parts.filter(Boolean).join(', ')
}
