import type { RunDecision } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { outsideUrl } from '../urls.ts'

/** What people decided about a case in a run after it was judged. */
export interface DecisionView {
  /** `Excluded since: the disk was full` */
  readonly text: string
  /** Where that was discussed; null where nobody says, or it is no web address. */
  readonly href: string | null
}

/** Of the decisions about a run those about one case, each reason once; metrics are named where it is not about all of them. */
export function decisionViews(
  decisions: readonly RunDecision[],
  slug: string | null,
  metricCount: number,
): DecisionView[] {
  const ofCase = decisions.filter(({ caseSlug }) => caseSlug === slug)
  const same = Map.groupBy(ofCase, ({ kind, reason, link }) => JSON.stringify([kind, reason, link]))
  return [...same.values()].map((alike) => {
    const { kind, reason, link } = alike[0]!
    const text = fill(kind === 'excluded' ? words.runExcludedSince : words.runAcceptedSince, reason)
    const metrics = alike.length < metricCount ? `${alike.map(({ metric }) => metric).join(', ')}: ` : ''
    return { text: metrics + text, href: outsideUrl(link) }
  })
}
