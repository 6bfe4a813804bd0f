import type { APIRoute, GetStaticPaths } from 'astro'
import { report } from '../lib/report.ts'

export const getStaticPaths: GetStaticPaths = () => {
  const logo = report.index().project.site?.logo
  return logo ? [{ params: { type: logo.type } }] : []
}

/** The logo that the config names. */
export const GET: APIRoute = () => {
  const logo = report.index().project.site!.logo!
  const type = logo.type === 'png' ? 'image/png' : 'image/svg+xml'
  return new Response(Buffer.from(logo.base64, 'base64'), { headers: { 'content-type': type } })
}
