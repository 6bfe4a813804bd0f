import * as z from 'zod'
import { measurableMetrics } from '../metrics/index.ts'
import { adapter } from './adapter-schema.ts'
import {
  anyText,
  fullList,
  list,
  map,
  named,
  number,
  oneOf,
  pattern,
  text,
  truth,
  wanted,
  whenMap,
  whole,
} from './fields.ts'
import { metricName, percentileName, variableName } from './names.ts'
import { cpuList, duration, percentage, ratio } from './quantities.ts'

const measurableNames = measurableMetrics.map((metric) => metric.name) as [string, ...string[]]

const iterationRange = map('a map with `min`, `max`, `time` and `precision`', {
  min: whole(1, 100_000).optional().describe('Never fewer measured iterations than this; 10 unless said.'),
  max: whole(1, 100_000).optional().describe('Never more measured iterations than this; 50 unless said.'),
  time: duration
    .optional()
    .describe('Start no new iteration of the case after this much measuring; 10 s unless said.'),
  precision: percentage
    .optional()
    .describe(
      'Stop early when the interval of the median reaches no further than this share of it to either side; 2% unless said, 0% to never stop early.',
    ),
})

/** Also where another key is wrong: both are told at once. */
const orderedRange = iterationRange.refine(
  ({ min, max }) => !(typeof min === 'number' && typeof max === 'number' && min > max),
  {
    when: whenMap,
    path: ['min'],
    error: 'a number that is not above `max`',
  },
)

const iterations = z
  .union([whole(1, 100_000), orderedRange], {
    error: (issue) =>
      wanted(
        'a whole number from 1 to 100000, or a map such as `{ min: 10, max: 50, time: 10 s, precision: 2% }`',
        typeof issue.input === 'string' && /^[1-9]\d{0,4}$/.test(issue.input) ? issue.input : undefined,
      ),
  })
  .meta({ id: 'iterations' })

const levels = {
  minor: ratio
    .optional()
    .describe(
      'From this ratio on, a significant change for the worse is a minor regression; 1.2 unless said.',
    ),
  moderate: ratio.optional().describe('From this ratio on, a regression is moderate; 1.5 unless said.'),
  critical: ratio.optional().describe('From this ratio on, a regression is critical; 2 unless said.'),
}

const confidence = number(
  'a number from 0.5 to below 1, such as `0.95`',
  (value) => value >= 0.5 && value < 1,
).meta({ minimum: 0.5, exclusiveMaximum: 1 })

const thresholds = map('a map with `minor`, `moderate`, `critical`, `confidence` and `metrics`', {
  ...levels,
  confidence: confidence
    .optional()
    .describe('How sure a comparison must be, and the confidence of every interval; 0.95 unless said.'),
  metrics: named(
    'a map from names of metrics to their thresholds, such as `peak-memory: { minor: 1.1 }`',
    metricName,
    map('a map with `minor`, `moderate`, `critical` and `confidence`', {
      ...levels,
      confidence: confidence.optional().describe('How sure a comparison of this metric must be.'),
    }),
  )
    .optional()
    .describe(
      'Thresholds and confidence of single metrics. They win over the general ones, wherever those stand.',
    ),
}).meta({ id: 'thresholds' })

const LIMIT = 'a limit with its unit, such as `250 ms`, `100 MB`, `">= 1000 ops/s"` or `">= 95%"`'

const limit = z
  .union([text(LIMIT), z.number()], { error: LIMIT })
  .describe(
    'At most this where lower is better, at least this where higher is; `<=` and `>=` say it plainly.',
  )

const PERCENTILES =
  'a limit with its unit, such as `250 ms`, or a map from `median` and percentiles to limits, such as `{ median: 250 ms, p95: 300 ms }`'
const percentiles = named(PERCENTILES, percentileName, limit).refine(
  (limits) => Object.keys(limits).length > 0,
  { error: PERCENTILES },
)

const budgets = named(
  'a map from names of metrics to their limits, such as `wall-time: 250 ms`',
  metricName,
  z.union([text(LIMIT), z.number(), percentiles], { error: PERCENTILES }),
).meta({ id: 'budgets' })

const env = named('a map from names of environment variables to texts', variableName, anyText('a text')).meta(
  { id: 'env' },
)

const metrics = list(
  `a list of metrics: ${measurableNames.join(', ')}`,
  oneOf('a metric that perfledger measures', measurableNames),
)
  .refine((names) => new Set(names).size === names.length, { error: 'each metric once' })
  .meta({ id: 'metrics', uniqueItems: true })

const warmup = z
  .union([whole(0, 1000), duration.transform((timeMs) => ({ timeMs }))], {
    error: (issue) =>
      wanted(
        'a whole number from 0 to 1000, or a duration with its unit, such as `2 s`',
        typeof issue.input === 'string' && /^\d{1,3}$/.test(issue.input) ? issue.input : undefined,
      ),
  })
  .meta({ id: 'warmup' })

const PATTERNS = 'a file, a pattern such as `dist/**/*.js`, or a list of them, relative to cwd'
const patterns = z
  .union([text(PATTERNS), fullList(PATTERNS, text(PATTERNS))], { error: PATTERNS })
  .meta({ id: 'patterns' })

const TAGS = 'a tag such as `hot-path`, or a list of them'
const tag = pattern(TAGS, /^[^\s,]{1,40}$/)
const tags = z.union([tag, fullList(TAGS, tag)], { error: TAGS }).meta({ id: 'tags' })

const INTERVAL = 'a duration of at least 10 ms with its unit, such as `50 ms`, or `false`'
const sampleInterval = z
  .union([duration.refine((ms) => ms >= 10, { error: INTERVAL }), z.literal(false, { error: INTERVAL })], {
    error: INTERVAL,
  })
  .meta({ id: 'sample-interval' })

const BASELINE =
  'the name of a baseline, a tag or a commit, such as `v2.0`; `{ name: v2.0, instead: true }`; or `false`'

const baseline = z
  .union(
    [
      text(BASELINE),
      z.literal(false, { error: BASELINE }),
      map(BASELINE, {
        name: text(BASELINE).describe('Of `perfledger baseline set`, or a tag, a commit or a run.'),
        instead: truth()
          .optional()
          .describe(
            'Whether this comparison alone makes the verdict, not that with the last runs; `false` unless said.',
          ),
      }),
    ],
    { error: (issue) => wanted(BASELINE, typeof issue.input === 'number' ? `"${issue.input}"` : undefined) },
  )
  .meta({ id: 'baseline' })

/** What a benchmark can set, and what `defaults` and a suite can set for all their benchmarks. */
export const settingsShape = {
  shell: truth()
    .optional()
    .describe('Run the command and its hooks by a shell, for pipes and redirections; `false` unless said.'),
  cwd: text('a folder, relative to the config file')
    .optional()
    .describe('The folder in which the command and its hooks run, relative to the config file.'),
  env: env
    .optional()
    .describe(
      'Environment variables for the command and its hooks; those of outer levels stay unless set here.',
    ),
  warmup: warmup
    .optional()
    .describe(
      'Iterations before the measured ones, kept apart: how many, or for how long (`2 s`); 1 unless said, 0 for a command with an adapter.',
    ),
  iterations: iterations
    .optional()
    .describe(
      'How many measured iterations: a number, or bounds to stop between; `{ min: 10, max: 50, time: 10 s, precision: 2% }` unless said; as many as a budget on a percentile takes (72 for p95), within the time. A command with an adapter runs once unless a number stands beside the adapter or further inside.',
    ),
  timeout: duration
    .optional()
    .describe('An iteration that takes longer is ended and has failed; 60 s unless said.'),
  metrics: metrics
    .optional()
    .describe(
      'What to measure of the command; wall-time, user-time, system-time and peak-memory unless said, nothing for a command with an adapter.',
    ),
  thresholds: thresholds
    .optional()
    .describe('From which change on a regression is minor, moderate or critical.'),
  budgets: budgets
    .optional()
    .describe(
      'Absolute limits, whatever the history. `250 ms` means at most that where lower is better, for the median; `<=` and `>=` say it plainly; `{ median: 250 ms, p95: 300 ms }` limits percentiles. An environment variable PERF_<SUITE>_<BENCHMARK>_<METRIC> overrides the median’s, one that ends in _P95 that of the 95th percentile.',
    ),
  baseline: baseline
    .optional()
    .describe(
      'Named runs to compare with besides the last ones, such as `v2.0`: a creep since then is a regression. `false` undoes an outer level.',
    ),
  adapter: adapter
    .optional()
    .describe(
      'For a command that measures itself: the tool whose output is read; `auto` finds out which, `none` undoes an outer level. `{ name: tinybench, metrics: [latency] }` keeps only some of its metrics; `{ regex: …, metric: … }` reads any other text.',
    ),
  output: text('the name of a file')
    .optional()
    .describe(
      'The file to which the command writes its results, relative to cwd; its standard output unless said.',
    ),
  retries: whole(0, 20)
    .optional()
    .describe(
      'How often a failed iteration is repeated before it counts as failed; 0 unless said. Every attempt is kept. Not where success-rate is measured.',
    ),
  artifact: patterns
    .optional()
    .describe(
      'What is measured, as files relative to cwd (`dist/app.js`, `dist/**`): two runs with the same content ran the same program.',
    ),
  files: patterns
    .optional()
    .describe(
      'Files whose size is measured, raw and by gzip: adds the metrics file-size and file-size-gzip.',
    ),
  tags: tags
    .optional()
    .describe(
      'Words by which the dashboard can narrow its lists: `[hot-path, io]`; those of outer levels stay.',
    ),
  cpus: cpuList
    .optional()
    .describe('Processors on which alone the command may run (Linux): `0`, or `"0-1,3"`; all unless said.'),
  priority: whole(-20, 19)
    .optional()
    .describe(
      'Priority of the command as `nice` takes it: 19 yields to all, -20 (root only) to none; the runner’s own unless said.',
    ),
  'sample-interval': sampleInterval
    .optional()
    .describe(
      'How often processor, memory, I/O, threads and open files of the command are looked at (Linux); 50 ms unless said, `false` for never.',
    ),
  'expected-exit-codes': fullList('a list of exit codes, such as `[0]`', whole(0, 255, 'an exit code'))
    .optional()
    .describe('Exit codes that count as success; `[0]` unless said.'),
} satisfies z.ZodRawShape

export type SettingsSpec = z.output<z.ZodObject<typeof settingsShape>>
export type ThresholdsSpec = NonNullable<SettingsSpec['thresholds']>
