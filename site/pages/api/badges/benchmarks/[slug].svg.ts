import type { APIRoute, GetStaticPaths } from 'astro'
import { svgAnswer } from '../../../../lib/answers.ts'
import { badgeOf, badgeSvg } from '../../../../lib/badge.ts'
import { report } from '../../../../lib/report.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report
    .index()
    .suites.flatMap((suite) => suite.cases)
    .map((one) => ({ params: { slug: one.slug }, cacheKey: JSON.stringify(badgeOf(one.title, [one])) }))

/** The state of a case as a badge. */
export const GET: APIRoute = ({ params }) => {
  const cases = report.index().suites.flatMap((suite) => suite.cases)
  const one = cases.find(({ slug }) => slug === params.slug)!
  return svgAnswer(badgeSvg(badgeOf(one.title, [one])))
}
