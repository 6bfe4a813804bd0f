import type { APIRoute } from 'astro'
import { report } from '../../lib/report.ts'
import { runsDocument } from '../../lib/views/history.ts'

/** All runs, for the history's filter: see `RunsDocument`. */
export const GET: APIRoute = () => Response.json(runsDocument(report.index(), report.runs()))
