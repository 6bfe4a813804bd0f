import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { ofSummary } from './summary.ts'

const UNITS: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  second: 's',
  byte: 'B',
  element: 'count',
  // A layout shift is no count and no share.
  unitless: '',
}

/** Audits that measure the page and not what some advice would save, besides those that make the performance score. */
const MEASURED = [
  'server-response-time',
  'total-byte-weight',
  'dom-size',
  // Since version 13, counted otherwise than dom-size.
  'dom-size-insight',
  'bootup-time',
  'mainthread-work-breakdown',
  'interactive',
  'max-potential-fid',
]

/** Lighthouse's report (LHR): metrics of the performance category and the scores of all categories. */
export const lighthouse: Adapter = {
  name: 'lighthouse',
  description:
    'The file of lighthouse --output=json: the performance metrics, sizes, and the score of each category.',
  detect: (text) => {
    const document = tryJson(text)
    return document?.has('lighthouseVersion') === true && document.at('audits').isObject
  },
  parse: (text, options) => [readReport(readJson(text), options)],
}

function readReport(report: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const failure = report.at('runtimeError')
  if (failure.isObject && failure.at('code').value !== 'NO_ERROR') {
    throw new OutputError(
      `runtimeError: Lighthouse failed: ${failure.at('message').value ?? failure.at('code').value}`,
    )
  }
  return {
    measurements: [
      ...readAudits(report, options),
      ...readScores(report, options),
      ...readSpeedOfMachine(report, options),
    ],
  }
}

/** Lighthouse times the machine itself, to tell how far its numbers can be compared with another machine's. */
function readSpeedOfMachine(report: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  const value = report.at('environment').at('benchmarkIndex').optionalNumber()
  if (value === undefined) return []
  return [ofSummary({ metric: 'benchmark-index', unit: '', direction: 'higher', value }, options)]
}

function readAudits(report: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  const refs = report.at('categories').at('performance').at('auditRefs')
  const weighted = (refs.isList ? refs.list() : [])
    .filter((ref) => ref.at('group').value === 'metrics' || Number(ref.at('weight').value) > 0)
    .map((ref) => ref.at('id').text())
  return [...new Set([...weighted, ...MEASURED])]
    .map((name) => [name, report.at('audits').at(name)] as const)
    .filter(([, audit]) => audit.has('numericValue'))
    .map(([metric, audit]) => {
      const unit = UNITS[String(audit.at('numericUnit').value ?? 'millisecond')] ?? 'count'
      return ofSummary({ metric, unit, value: audit.at('numericValue').number() }, options)
    })
}

/** 0 to 1, more is better; null where an audit of it failed. */
function readScores(report: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  return report
    .at('categories')
    .entries()
    .filter(([, category]) => category.has('score'))
    .map(([name, category]) => {
      const value = category.at('score').number()
      return ofSummary({ metric: `${name}-score`, unit: 'ratio', direction: 'higher', value }, options)
    })
}
