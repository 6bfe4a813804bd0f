import type { APIRoute } from 'astro'
import { apiIndex } from '../../lib/api.ts'
import { report } from '../../lib/report.ts'

/** What machines can read here, and where. */
export const GET: APIRoute = ({ site }) =>
  Response.json(apiIndex(report.index(), site, report.ledger() !== undefined))
