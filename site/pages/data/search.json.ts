import type { APIRoute } from 'astro'
import { notes } from '../../lib/notes/source.ts'
import { report } from '../../lib/report.ts'
import { searchDocument } from '../../lib/search.ts'

/** What the search field looks in: see `SearchDocument`. */
export const GET: APIRoute = () =>
  Response.json(searchDocument(report.index(), report.runs().runs, notes(), report.ledger() !== undefined))
