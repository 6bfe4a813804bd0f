import type { APIRoute, GetStaticPaths } from 'astro'
import { report } from '../../lib/report.ts'

/** Only where the ledger is published too. */
export const getStaticPaths: GetStaticPaths = () =>
  report.ledger() ? [{ params: { ledger: 'ledger' } }] : []

/** The files of the published ledger: see `PublishedLedger`. */
export const GET: APIRoute = () => Response.json(report.ledger())
