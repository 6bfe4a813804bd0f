import { fill, words } from '../words.ts'
import { breakable } from './breakable.ts'
import { type Html, html, joined } from './html.ts'
import type { RunCaseView, RunMetricView, RunSuiteView } from './views/run.ts'

const WORD_END = html`<wbr>`

/** A body of a table for each case of a suite that there is nothing to tell of, a row for each metric. */
export function quietRows({ cases }: RunSuiteView): Html {
  const common = commonReason(cases)
  const bodies = cases.map((one) => caseBody(common === '' ? one : { ...one, reasons: [] }))
  return common === ''
    ? joined(bodies)
    : joined([
        html`<tbody role="rowgroup"><tr role="row"><td role="cell" colspan="6" class="reasons">${common}</td></tr></tbody>`,
        ...bodies,
      ])
}

/** What all undecided cases of a suite lack alike, as in its first runs, is told once above them. */
function commonReason(cases: readonly RunCaseView[]): string {
  const told = cases.filter(isTold)
  const reasons = new Set(told.map((one) => one.reasons.join('; ')))
  return told.length > 1 && reasons.size === 1 ? [...reasons].join() : ''
}

function caseBody(one: RunCaseView): Html {
  const header = caseHeader(one)
  const rows =
    one.metrics.length === 0
      ? [html`<tr role="row">${header}<td role="cell" colspan="5">${words.runNoEstimate}</td></tr>`]
      : one.metrics.map((metric, place) => metricRow(metric, place === 0 && header))
  const all = joined(isTold(one) ? [...rows, reasonsRow(one)] : rows)
  return html`<tbody${one.anchor !== null && html` id="${one.anchor}"`} role="rowgroup">${all}</tbody>`
}

function caseHeader(one: RunCaseView): Html {
  const rows = Math.max(1, one.metrics.length) + (isTold(one) ? 1 : 0)
  const span = rows > 1 && html` rowspan="${rows}"`
  const mark = one.mark.state === 'inconclusive' && html` ${verdict(one)}`
  const decided = joined(
    one.decided.map(
      ({ text, href }) =>
        html`<small class="reasons"> ${text}${href !== null && html` <a href="${href}">${words.runDecisionLink}</a>`}</small>`,
    ),
  )
  return html`<th role="rowheader" scope="rowgroup"${span}>${caseName(one)}${mark}${decided}</th>`
}

/** Why nothing could be decided, and what is lacking; of a case that is fine, the numbers say it all. */
function isTold({ mark, reasons }: RunCaseView): boolean {
  return mark.state === 'inconclusive' && reasons.length > 0
}

function reasonsRow({ reasons }: RunCaseView): Html {
  return html`<tr role="row"><td role="cell" colspan="5" class="reasons">${reasons.join('; ')}</td></tr>`
}

function caseName({ title, href }: RunCaseView): Html {
  const name = joined(breakable(title).map((piece, place) => html`${place > 0 && WORD_END}${piece}`))
  return href === null ? name : html`<a href="${href}">${name}</a>`
}

/** As `Verdict.astro` writes it. */
function verdict({ mark }: RunCaseView): Html {
  return html`<span class="verdict" data-state="${mark.state}"><svg class="shape" aria-hidden="true"><use href="#${mark.shape}"></use></svg><span class="verdict-word">${mark.word}</span></span>`
}

function metricRow(
  { name, estimate, change, evidence, budget, samplesAt, count }: RunMetricView,
  header: Html | false,
): Html {
  const value = estimate
    ? html`<b>${estimate.value}</b> ${estimate.unit} <i>${estimate.interval}</i>`
    : html`${words.runNoEstimate}`
  const limit = budget !== '' && html` <small>${fill(words.casesBudget, budget)}</small>`
  const difference = change && html`<b>${change.value}</b> <i>${change.interval}</i>`
  const samples =
    samplesAt !== '' &&
    html`<details class="samples" data-samples="${samplesAt}"><summary>${count}</summary></details>`
  return html`<tr role="row">${header}<td role="cell">${name}</td><td role="cell">${value}${limit}</td><td role="cell">${difference}</td><td role="cell">${evidence}</td><td role="cell">${samples}</td></tr>`
}
