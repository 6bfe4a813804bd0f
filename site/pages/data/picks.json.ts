import type { APIRoute } from 'astro'
import { picksDocument } from '../../lib/pick-run.ts'
import { report } from '../../lib/report.ts'

/** What a run can be chosen by: see `PicksDocument`. */
export const GET: APIRoute = () => Response.json(picksDocument(report.index(), report.runs().runs))
