import type { RunDocument, RunDocumentCase, RunDocumentMetric } from '../../runner/report/model.ts'
import { formatRatio, type Scale, scaleOf } from '../../runner/units.ts'
import { fill, shared } from '../words.ts'
import { unbroken } from './environments.ts'
import {
  type ChangeText,
  changeText,
  type EstimateText,
  estimateText,
  plural,
  precise,
  pValueText,
  visibleText,
} from './format.ts'
import { type StripPair, stripPair } from './strip-pair.ts'
import { compareSamples } from './two-samples.ts'
import { urls } from './urls.ts'
import type { ShownState } from './verdicts.ts'

/** How sure a difference of two runs is. `clear`: beyond what the history calls noise, too. */
export type Certainty = 'clear' | 'doubtful' | 'none' | 'unknown' | 'absent'

/** One metric of one case in two runs. */
export interface ComparisonRow {
  readonly suite: string
  readonly title: string
  readonly metric: string
  readonly href: string | null
  readonly certainty: Certainty
  readonly better: boolean
  /** For colour and shape: a difference that is not sure has none. */
  readonly state: ShownState
  /** `worse`, `better`, `within noise`, … */
  readonly word: string
  readonly base: EstimateText | null
  readonly head: EstimateText | null
  readonly change: ChangeText | null
  /** `p < 0.001, 2.4 % would show` */
  readonly evidence: string
  readonly strips: StripPair | null
  readonly stripText: string
  /** Size for sorting: the logarithm of the ratio. */
  readonly size: number
  readonly haystack: string
}

export interface Comparison {
  readonly sentence: string
  readonly counts: ComparisonCounts
  /** What else differs between the two runs: environment, config, version. */
  readonly differences: readonly string[]
  /** Surest first, then largest. */
  readonly rows: readonly ComparisonRow[]
}

/** How many values differ, of those that are in both runs. */
export interface ComparisonCounts {
  /** Clearly, each. */
  readonly worse: number
  readonly better: number
  readonly compared: number
  /** Of those compared: too few samples to tell. */
  readonly unknown: number
  readonly onlyInOne: number
}

/** Where the history was too short to know how much runs differ, a smaller difference is never called clear. */
const UNKNOWN_NOISE_RATIO = 0.1

const ORDER: readonly Certainty[] = ['clear', 'absent', 'doubtful', 'unknown', 'none']

export function compareRuns(base: RunDocument, head: RunDocument): Comparison {
  const before = new Map(base.cases.map((one) => [caseName(one), one]))
  const rows = head.cases.flatMap((one) => {
    const other = before.get(caseName(one))
    before.delete(caseName(one))
    return caseRows(other, one)
  })
  for (const gone of before.values()) rows.push(...caseRows(gone, undefined))
  rows.sort(
    (a, b) =>
      ORDER.indexOf(a.certainty) - ORDER.indexOf(b.certainty) ||
      b.size - a.size ||
      (a.haystack < b.haystack ? -1 : 1),
  )
  const counts = countsOf(rows)
  return { sentence: sentence(counts), counts, differences: differences(base, head), rows }
}

function caseName({ suite, title }: RunDocumentCase): string {
  return JSON.stringify([suite, title])
}

function caseRows(base: RunDocumentCase | undefined, head: RunDocumentCase | undefined): ComparisonRow[] {
  const one = (head ?? base)!
  const names = new Set([...(head?.metrics ?? []), ...(base?.metrics ?? [])].map(({ name }) => name))
  if (names.size === 0) names.add('')
  return [...names].map((name) => {
    const find = (side: RunDocumentCase | undefined) => side?.metrics.find((metric) => metric.name === name)
    return row(one, name, find(base), find(head), head?.failed === true)
  })
}

function row(
  one: RunDocumentCase,
  name: string,
  base: RunDocumentMetric | undefined,
  head: RunDocumentMetric | undefined,
  failed: boolean,
): ComparisonRow {
  const metric = head ?? base
  const scale = scaleOf(
    [base, head].flatMap((side) => (side ? [side.value] : [])),
    metric?.unit ?? '',
  )
  const compared = base && head ? judged(base, head) : undefined
  const strips = base && head ? (stripPair(base.samples, head.samples) ?? null) : null
  return {
    suite: one.suite,
    title: one.title,
    metric: name,
    href: one.slug === null ? null : urls.benchmark(one.slug, { metric: name }),
    base: base ? textOf(base, scale) : null,
    head: head ? textOf(head, scale) : null,
    strips,
    stripText: strips ? fill(shared.compareSamples, base!.samples.length, head!.samples.length) : '',
    haystack: [one.suite, one.title, name].join(' ').toLowerCase(),
    ...(compared ?? absent(base, failed)),
  }
}

function textOf(side: RunDocumentMetric, scale: Scale): EstimateText {
  return estimateText({ ...side, confidence: 0.95 }, precise(scale, side.value), side.samples.length)
}

type Judged = Pick<ComparisonRow, 'certainty' | 'better' | 'state' | 'word' | 'change' | 'evidence' | 'size'>

function judged(base: RunDocumentMetric, head: RunDocumentMetric): Judged {
  const { change, changeRatio, pValue } = compareSamples(base.samples, head.samples)
  const ratio = Number.isFinite(changeRatio) ? changeRatio : head.value / base.value - 1
  const better = ratio < 0 === (head.direction === 'lower')
  const visible = Math.max(base.smallestDetectableRatio ?? 0, head.smallestDetectableRatio ?? 0)
  const isFromZero = change === null && pValue !== null
  const certainty = isFromZero ? certaintyFromZero(pValue) : certaintyOf(change, ratio, visible)
  const state = certainty === 'clear' ? (better ? 'improved' : 'regressed') : 'ok'
  const parts = [
    pValue !== null && pValueText(pValue),
    change === null
      ? !isFromZero && shared.compareTooFewSamples
      : visible > 0
        ? visibleText(visible)
        : shared.compareNoiseNotKnown,
  ]
  return {
    certainty,
    better,
    state: certainty === 'unknown' ? 'inconclusive' : state,
    word: wordFor(certainty, better),
    change: change ? changeText(change) : isFromZero ? fromZero(head.value) : bareChange(ratio),
    evidence: parts.filter(Boolean).join(', '),
    size: Math.min(LARGEST, Math.abs(Math.log1p(Math.max(-1, ratio || 0)))),
  }
}

/** What came from nothing or went to nothing, for sorting. */
const LARGEST = 100
/** No ratio tells of errors that there were none of before. */
function fromZero(value: number): ChangeText {
  const text = value === 0 ? formatRatio(0) : shared.compareFromZero
  return { value: text, interval: '', title: '' }
}

const SIGNIFICANT = 0.05

function certaintyFromZero(pValue: number): Certainty {
  return pValue < SIGNIFICANT ? 'clear' : 'none'
}

/** Of too few samples there is no interval: one without width would look like certainty. */
function bareChange(ratio: number): ChangeText | null {
  if (!Number.isFinite(ratio)) return null
  const { value } = changeText({ value: ratio, low: ratio, high: ratio, confidence: 0.95 })
  return { value, interval: '', title: shared.compareTooFewSamples }
}

function certaintyOf(
  change: { low: number; high: number } | null,
  ratio: number,
  visibleRatio: number,
): Certainty {
  if (change === null) return ratio === 0 ? 'none' : 'unknown'
  if (change.low <= 0 && change.high >= 0) return 'none'
  return Math.abs(ratio) >= (visibleRatio || UNKNOWN_NOISE_RATIO) ? 'clear' : 'doubtful'
}

function wordFor(certainty: Certainty, better: boolean): string {
  if (certainty === 'clear') return better ? shared.compareIsBetter : shared.compareIsWorse
  if (certainty === 'doubtful') return shared.compareWithinNoiseOfRuns
  return certainty === 'unknown' ? shared.compareNotKnown : shared.compareNoDifference
}

function absent(base: RunDocumentMetric | undefined, failed: boolean): Judged {
  const word = base
    ? failed
      ? shared.compareFailedAfter
      : shared.compareGoneAfter
    : failed
      ? shared.verdictFailed
      : shared.compareNew
  const state = failed ? 'failed' : base ? 'missing' : 'unjudged'
  return { certainty: 'absent', better: false, state, word, change: null, evidence: '', size: 0 }
}

function countsOf(rows: readonly ComparisonRow[]): ComparisonCounts {
  const clear = rows.filter(({ certainty }) => certainty === 'clear')
  const better = clear.filter((one) => one.better).length
  const compared = rows.filter(({ certainty }) => certainty !== 'absent').length
  const unknown = rows.filter(({ certainty }) => certainty === 'unknown').length
  // A case that failed in both is in neither.
  const onlyInOne = rows.filter((one) => (one.base === null) !== (one.head === null)).length
  return { worse: clear.length - better, better, compared, unknown, onlyInOne }
}

function sentence(counts: ComparisonCounts): string {
  const { compared, unknown, onlyInOne } = counts
  const rest = onlyInOne > 0 ? fill(shared.compareOnlyInOne, plural(onlyInOne, 'value')) : ''
  if (compared === 0) return fill(shared.compareNothingInCommon, rest)
  const clear = clearText(counts)
  if (clear === '') return noClearDifference(compared, unknown, rest)
  return fill(shared.compareOfCompared, clear, plural(compared, 'value'), rest)
}

/** `2 worse, 1 better`: the clear differences; empty where there are none. */
export function clearText({ worse, better }: ComparisonCounts): string {
  const parts = [
    worse > 0 && fill(shared.compareWorse, worse),
    better > 0 && fill(shared.compareBetter, better),
  ]
  return parts.filter(Boolean).join(', ')
}

/** Where samples are too few to tell, finding nothing clear is no good news. */
function noClearDifference(compared: number, unknown: number, rest: string): string {
  const text = unknown === compared ? shared.compareNothingTold : shared.compareNoClearDifference
  const some = unknown > 0 && unknown < compared ? fill(shared.compareSomeNotTold, unknown) : ''
  return fill(text, plural(compared, 'value'), `${some}${rest}`)
}

function differences(base: RunDocument, head: RunDocument): string[] {
  const told: string[] = []
  if (base.environment.fingerprint !== head.environment.fingerprint) {
    told.push(
      fill(
        shared.compareDifferentEnvironments,
        unbroken(base.environment.description),
        unbroken(head.environment.description),
      ),
    )
  }
  if (base.configHash !== head.configHash) {
    told.push(fill(shared.compareConfigChanged, base.configHash.slice(0, 8), head.configHash.slice(0, 8)))
  }
  if (base.toolVersion !== head.toolVersion) {
    told.push(fill(shared.compareVersions, base.toolVersion, head.toolVersion))
  }
  return told
}
