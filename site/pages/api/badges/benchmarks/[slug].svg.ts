import type { APIRoute, GetStaticPaths } from 'astro'
import { svgAnswer } from '../../../../lib/answers.ts'
import { badgeOf, badgeSvg } from '../../../../lib/badge.ts'
import { report } from '../../../../lib/report.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report
    .index()
    .suites.flatMap((suite) => suite.cases)
    .map(({ slug }) => ({ params: { slug }, cacheKey: report.caseKey(slug) }))

/** The state of a case as a badge. */
export const GET: APIRoute = ({ params }) => {
  const one = report.caseReport(params.slug!).case
  return svgAnswer(badgeSvg(badgeOf(one.title, [one])))
}
