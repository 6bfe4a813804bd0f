import type * as z from 'zod'
import type { RetentionConfig } from './config.ts'
import { map, pattern, type Suggest, scalarText } from './fields.ts'

const AGE = 'a length of time in days, weeks or years, such as `90d`, `26w` or `2y`'
const SHAPE = /^[1-9]\d{0,4} ?[dwy]$/

/** `90` and `90 days` mean `90d`, `3 months` about as much. */
const asAge: Suggest = (input) => {
  const [, digits, word = 'd'] = /^([1-9]\d{0,4})\s*([a-z]*)$/i.exec(scalarText(input)) ?? []
  const unit = word === '' ? 'd' : word.toLowerCase()
  if (digits === undefined) return undefined
  if (unit.startsWith('mo')) return `${Number(digits) * 30}d`
  return /^(d|days?|w|weeks?|y|years?)$/.test(unit) ? `${digits}${unit[0]}` : undefined
}

const age = pattern(AGE, SHAPE, asAge)

export const retention = map('a map with `samples` and `pull-requests`, such as `{ samples: 2y }`', {
  samples: age
    .optional()
    .describe(
      'After this long, `perfledger compact` keeps of a run’s samples their median with its interval, and all verdicts; for ever unless said.',
    ),
  'pull-requests': age
    .optional()
    .describe('After this long, `perfledger compact` drops runs of pull requests; never unless said.'),
})

const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, y: 365 }

/** Ages in days; undefined where nothing is ever thinned. */
export function fillRetention(written: z.output<typeof retention> | undefined): RetentionConfig | undefined {
  if (written === undefined) return undefined
  const { samples, 'pull-requests': pullRequests } = written
  return { samplesDays: daysOf(samples), pullRequestsDays: daysOf(pullRequests) }
}

function daysOf(written: string | undefined): number | undefined {
  return written === undefined ? undefined : Number.parseInt(written, 10) * (DAYS[written.at(-1)!] ?? 1)
}
