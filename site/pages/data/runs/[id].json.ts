import type { APIRoute, GetStaticPaths } from 'astro'
import { report } from '../../../lib/report.ts'
import { runDocument } from '../../../lib/run-data.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report.runs().runs.map(({ id }) => ({ params: { id }, cacheKey: report.runKey(id) }))

/** One run, to compare it with another: see `RunDocument`. */
export const GET: APIRoute = ({ params }) =>
  Response.json(runDocument(report.runReport(params.id!), report.index().project))
