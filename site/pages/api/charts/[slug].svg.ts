import type { APIRoute, GetStaticPaths } from 'astro'
import { svgAnswer } from '../../../lib/answers.ts'
import { chartSvg } from '../../../lib/chart-svg.ts'
import { report } from '../../../lib/report.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report
    .index()
    .suites.flatMap((suite) => suite.cases)
    .map(({ slug }) => ({ params: { slug }, cacheKey: report.caseKey(slug) }))

/** The first series of a case as a picture. */
export const GET: APIRoute = ({ params }) =>
  svgAnswer(chartSvg(report.caseReport(params.slug!), report.index().project.name))
