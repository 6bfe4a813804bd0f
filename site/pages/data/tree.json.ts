import type { APIRoute } from 'astro'
import { report } from '../../lib/report.ts'
import { treeDocument } from '../../lib/tree.ts'

/** Every case under its benchmark and suite: see `TreeDocument`. */
export const GET: APIRoute = () => Response.json(treeDocument(report.index()))
