import type { APIRoute, GetStaticPaths } from 'astro'
import { badgeOf, shieldsBadge } from '../../../../lib/badge.ts'
import { report } from '../../../../lib/report.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report.index().suites.map(({ slug }) => ({ params: { slug } }))

/** The state of a suite as a badge. */
export const GET: APIRoute = ({ params }) => {
  const suite = report.index().suites.find(({ slug }) => slug === params.slug)!
  return Response.json(shieldsBadge(badgeOf(suite.name, suite.cases)))
}
