import type { APIRoute, GetStaticPaths } from 'astro'
import { chartDocument } from '../../../lib/chart-data.ts'
import { packDocument } from '../../../lib/chart-pack.ts'
import { environmentNames } from '../../../lib/environments.ts'
import { report } from '../../../lib/report.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report
    .index()
    .suites.flatMap((suite) => suite.cases)
    .map(({ slug }) => ({ params: { slug }, cacheKey: report.caseKey(slug) }))

/** The data of a case's charts: see `PackedDocument`. */
export const GET: APIRoute = ({ params }) => {
  const index = report.index()
  const one = report.caseReport(params.slug!)
  const document = chartDocument(one, index.project, environmentNames(index.environments))
  const shas = one.commits.map(({ sha }) => sha)
  return Response.json(packDocument(document, shas, index.project))
}
