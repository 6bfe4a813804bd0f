import type { RunCase, RunReport } from '../report/model.ts'
import { verdictWords } from './words.ts'

/**
 * The run as JUnit XML, which most CI systems show as test results: a test case per case; `failure` for a regression
 * or a broken budget, `error` for a case that failed or is missing, `skipped` for an undecided one.
 */
export function junitReport(report: RunReport): string {
  const suites = Map.groupBy(report.cases, (measured) => measured.suite)
  const body = [...suites].map(([suite, cases]) => suiteElement(suite, cases)).join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="perfledger">\n${body}\n</testsuites>\n`
}

function suiteElement(suite: string, cases: readonly RunCase[]): string {
  const count = (kind: string) => cases.filter((measured) => kindOf(measured) === kind).length
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`
  return `  <testsuite name="${escaped(suite)}" ${counts}>\n${cases.map(caseElement).join('\n')}\n  </testsuite>`
}

function kindOf(measured: RunCase): 'failure' | 'error' | 'skipped' | 'passed' {
  if (measured.status === 'failed' || measured.status === 'missing') return 'error'
  const state = measured.verdict?.state
  if (state === 'regressed' || state === 'over-budget') return 'failure'
  if (state === 'failed' || state === 'missing') return 'error'
  return state === 'inconclusive' || state === undefined ? 'skipped' : 'passed'
}

function caseElement(measured: RunCase): string {
  const kind = kindOf(measured)
  const seconds = wallTimeSeconds(measured)
  const time = seconds === undefined ? '' : ` time="${seconds}"`
  const open = `    <testcase name="${escaped(measured.title)}" classname="${escaped(measured.suite)}"${time}`
  if (kind === 'passed') return `${open}/>`
  const message = [verdictWords(measured.verdict), ...(measured.verdict?.reasons ?? [])].join('; ')
  const tail = measured.failure?.outputTail ?? ''
  return `${open}>\n      <${kind} message="${escaped(message)}">${escaped(tail)}</${kind}>\n    </testcase>`
}

function wallTimeSeconds(measured: RunCase): number | undefined {
  const wallTime = measured.metrics.find(({ metric }) => metric.name === 'wall-time')?.estimate
  return wallTime ? wallTime.value / 1e9 : undefined
}

/** XML 1.0 has no way to write most control characters at all: they become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\r/g, '&#13;')
}
