import type { APIRoute } from 'astro'
import { atomFeed } from '../lib/feed.ts'
import { report } from '../lib/report.ts'

/** The Atom feed of every change of level. */
export const GET: APIRoute = ({ site }) =>
  new Response(atomFeed(report.index(), report.changes().changes, site), {
    headers: { 'content-type': 'application/atom+xml; charset=utf-8' },
  })
