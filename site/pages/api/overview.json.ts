import type { APIRoute } from 'astro'
import { report } from '../../lib/report.ts'

/** The state of everything: `ReportIndex` of the report's model. */
export const GET: APIRoute = () => Response.json(report.index())
