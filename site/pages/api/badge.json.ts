import type { APIRoute } from 'astro'
import { badgeOf, shieldsBadge } from '../../lib/badge.ts'
import { report } from '../../lib/report.ts'
import { words } from '../../words.ts'

/** The same badge for shields.io. */
export const GET: APIRoute = () =>
  Response.json(
    shieldsBadge(
      badgeOf(
        words.badgePerformance,
        report.index().suites.flatMap((suite) => suite.cases),
      ),
    ),
  )
