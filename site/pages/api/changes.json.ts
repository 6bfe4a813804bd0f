import type { APIRoute } from 'astro'
import { report } from '../../lib/report.ts'

/** Every change of level: `ChangeList` of the report's model. */
export const GET: APIRoute = () => Response.json(report.changes())
