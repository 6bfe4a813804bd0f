import type { APIRoute } from 'astro'
import { customCss } from '../lib/look.ts'
import { report } from '../lib/report.ts'

/** The accent and the style sheet of the config; empty where it has none. */
export const GET: APIRoute = () =>
  new Response(customCss(report.index().project.site), {
    headers: { 'content-type': 'text/css; charset=utf-8' },
  })
