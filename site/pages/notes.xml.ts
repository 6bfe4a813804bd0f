import type { APIRoute } from 'astro'
import { notesFeed } from '../lib/notes/feed.ts'
import { notes } from '../lib/notes/source.ts'
import { report } from '../lib/report.ts'

/** The Atom feed of the notes. */
export const GET: APIRoute = ({ site }) =>
  new Response(notesFeed(report.index(), notes(), site), {
    headers: { 'content-type': 'application/atom+xml; charset=utf-8' },
  })
