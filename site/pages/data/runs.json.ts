import type { APIRoute } from 'astro'
import { report } from '../../lib/report.ts'
import { packRuns } from '../../lib/runs-pack.ts'
import { runsDocument } from '../../lib/views/history.ts'

/** All runs, for the history's filter: see `PackedRuns`. */
export const GET: APIRoute = () => Response.json(packRuns(runsDocument(report.index(), report.runs())))
