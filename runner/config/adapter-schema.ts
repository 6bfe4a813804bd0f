import * as z from 'zod'
import { adapterNames } from '../adapters/index.ts'
import type { OutputConfig } from './config.ts'
import { fullList, map, oneOf, pattern, text, wanted, whenMap } from './fields.ts'
import { metricName } from './names.ts'
import { nearest } from './nearest.ts'

/** How the config names the adapter of a command: by its name alone, or by a map that says more. */

const NAMES = ['none', ...adapterNames]
const EXPECTED = `an adapter: ${NAMES.map((known) => `\`${known}\``).join(', ')}, or a map with \`name\` or \`regex\``

const name = z
  .string({ error: EXPECTED })
  .refine((written) => NAMES.includes(written), {
    error: (issue) =>
      wanted(EXPECTED, typeof issue.input === 'string' ? nearest(issue.input, NAMES) : undefined),
  })
  .meta({ enum: NAMES })

const GROUPS =
  'a regular expression with a group `(?<value>…)`, such as `^(?<name>\\w+): (?<value>[\\d.]+) ms`'

const regex = text(GROUPS).refine(isExpression, { error: GROUPS })

function isExpression(written: string): boolean {
  try {
    new RegExp(written)
  } catch {
    return false
  }
  return written.includes('(?<value>')
}

const described = map('a map with `name`, or with `regex`', {
  name: name.optional().describe('The adapter, where only some of its metrics are wanted.'),
  metrics: fullList('a list of names of metrics, such as `[latency]`', text('the name of a metric'))
    .optional()
    .describe(
      'Which of the metrics in the output are kept; all unless said. One that is not there is an error.',
    ),
  regex: regex
    .optional()
    .describe(
      'For a tool without an adapter: tried on each line, every match is a sample. Named groups: `value`, and if wanted `name` (of the result), `metric` and `unit`.',
    ),
  metric: metricName
    .optional()
    .describe('What `regex` measures, where it has no group `metric`; `value` unless said.'),
  unit: pattern('a unit such as `ms`, `MB` or `ops/s`', /^\S{1,30}$/)
    .optional()
    .describe('The unit of what `regex` finds, where it has no group `unit`.'),
  direction: oneOf('a direction', ['lower', 'higher'])
    .optional()
    .describe(
      'Which values of what `regex` finds are better; `higher` for units per second, else `lower`, unless said.',
    ),
}).superRefine(refuseMixture, { when: whenMap })

/** A map is about an adapter that exists, or about an expression. */
function refuseMixture(written: object, context: z.RefinementCtx): void {
  const issue = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message, input: written })
  const has = (key: string): boolean => Object.hasOwn(written, key)
  if (has('name') === has('regex')) {
    issue([], has('name') ? 'a map with either `name` or `regex`' : 'a map with `name` or `regex`')
  } else if (has('name')) {
    for (const key of ['metric', 'unit', 'direction'].filter(has))
      issue([key], 'nothing here: it belongs to `regex`')
  }
}

export const adapter = z.union([name, described], { error: EXPECTED }).meta({ id: 'adapter' })

type AdapterSpec = z.output<typeof adapter>

/** How the output is read; undefined where the command does not measure itself. */
export function readAdapter(
  written: AdapterSpec | undefined,
  file: string | undefined,
): OutputConfig | undefined {
  if (written === undefined || written === 'none') return undefined
  if (typeof written === 'string') return { adapter: written, file }
  const { name: named, metrics, regex: expression, metric, unit, direction } = written
  const chosen = metrics === undefined ? {} : { metrics }
  if (expression === undefined) return { adapter: named ?? 'auto', file, ...chosen }
  return { adapter: 'regex', file, ...chosen, regex: { regex: expression, metric, unit, direction } }
}
