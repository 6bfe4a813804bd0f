import type { APIRoute } from 'astro'
import { svgAnswer } from '../../lib/answers.ts'
import { badgeOf, badgeSvg } from '../../lib/badge.ts'
import { report } from '../../lib/report.ts'
import { words } from '../../words.ts'

/** The state of the whole project as a badge. */
export const GET: APIRoute = () =>
  svgAnswer(
    badgeSvg(
      badgeOf(
        words.badgePerformance,
        report.index().suites.flatMap((suite) => suite.cases),
      ),
    ),
  )
