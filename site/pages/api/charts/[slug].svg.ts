import type { APIRoute, GetStaticPaths } from 'astro'
import { svgAnswer } from '../../../lib/answers.ts'
import { chartSvg } from '../../../lib/chart-svg.ts'
import { report } from '../../../lib/report.ts'
import { pictureEnvironment } from '../../../lib/views/embeds.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report
    .index()
    .suites.flatMap((suite) => suite.cases)
    .map(({ slug }) => ({ params: { slug }, cacheKey: report.caseKey(slug) }))

/** The first series of a case as a picture: of its first metric, where it was measured last. */
export const GET: APIRoute = ({ params }) => {
  const index = report.index()
  const one = report.caseReport(params.slug!)
  const [first] = one.series
  const environment = first ? pictureEnvironment(index, first.environment) : ''
  return svgAnswer(chartSvg(one, first, { project: index.project.name, environment }))
}
