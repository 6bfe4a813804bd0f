import type { APIRoute, GetStaticPaths } from 'astro'
import { chartDocument } from '../../../lib/chart-data.ts'
import { environmentNames } from '../../../lib/environments.ts'
import { report } from '../../../lib/report.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report
    .index()
    .suites.flatMap((suite) => suite.cases)
    .map(({ slug }) => ({ params: { slug }, cacheKey: report.caseKey(slug) }))

/** The data of a case's charts: see `ChartDocument`. */
export const GET: APIRoute = ({ params }) => {
  const index = report.index()
  const document = chartDocument(
    report.caseReport(params.slug!),
    index.project,
    environmentNames(index.environments),
  )
  return Response.json(document)
}
