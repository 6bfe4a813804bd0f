import * as z from 'zod'
import { adapterNames } from '../adapters/index.ts'
import { processMetrics, runMetrics } from '../metrics/index.ts'
import {
  duration,
  list,
  map,
  name,
  named,
  number,
  oneOf,
  pattern,
  percentage,
  text,
  truth,
  wanted,
  whole,
} from './fields.ts'

/**
 * The config as it is written: the one source of the type, of the checks and of the JSON Schema.
 * What depends on more than one place of the file (units of budgets, order of thresholds, words of a command)
 * is checked in `meaning.ts`.
 */

/** Metrics that perfledger measures of any command. */
export const measurable = [...processMetrics, ...runMetrics]

const measurableNames = measurable.map((metric) => metric.name) as [string, ...string[]]

/** Names of metrics: `latency-p99`. */
const metricName = pattern(
  'the name of a metric: lower-case words joined by hyphens, such as `latency-p99`',
  /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  (input) => (typeof input === 'string' ? kebab(input) : undefined),
)

function kebab(input: string): string | undefined {
  const words = input
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words && /^[a-z]/.test(words[0]!) ? words.join('-') : undefined
}

const command = z.union([text('a command'), list('a list of words', text('a word of the command'), 1)], {
  error: (issue) =>
    wanted('a command: a line such as `gzip -9 big.txt`, or a list of its words', asLine(issue.input)),
})

function asLine(input: unknown): string | undefined {
  return typeof input === 'number' || typeof input === 'boolean' ? JSON.stringify(String(input)) : undefined
}

const iterationRange = map('a map with `min`, `max`, `time` and `precision`', {
  min: whole(1, 100_000).optional().describe('Never fewer measured iterations than this; 10 unless said.'),
  max: whole(1, 100_000).optional().describe('Never more measured iterations than this; 50 unless said.'),
  time: duration
    .optional()
    .describe('Start no new iteration of the case after this much measuring; 10 s unless said.'),
  precision: percentage
    .optional()
    .describe(
      'Stop early when the half-width of the interval of the median is within this share of it; 2% unless said, 0% to never stop early.',
    ),
})

/** Also where another key is wrong: both are told at once. */
const orderedRange = iterationRange.refine(({ min, max }) => !(Number(min) > Number(max)), {
  when: () => true,
  path: ['min'],
  error: 'a number that is not above `max`',
})

const iterations = z.union([whole(1, 100_000), orderedRange], {
  error: (issue) =>
    wanted(
      'a whole number from 1 to 100000, or a map such as `{ min: 10, max: 50, time: 10 s, precision: 2% }`',
      typeof issue.input === 'string' && /^\d+$/.test(issue.input) ? issue.input : undefined,
    ),
})

const ratio = number(
  'a ratio above 1: `1.2` is 20 % worse than the baseline',
  (value) => value > 1 && value <= 1000,
  (input) => ratioMeant(input),
)

/** 0.2 and "20%" mean 1.2; "1.2" means 1.2. */
function ratioMeant(input: unknown): string | undefined {
  const written = String(input).trim()
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(written)
  const value = percent ? 1 + Number(percent[1]) / 100 : Number(written)
  if (written === '' || !(value > 0 && value <= 1000)) return undefined
  const meant = value > 1 ? value : value < 1 ? 1 + value : undefined
  return meant === undefined ? undefined : String(Number(meant.toPrecision(12)))
}

const levels = {
  minor: ratio
    .optional()
    .describe(
      'From this ratio on, a significant change in the worse direction is a minor regression; 1.2 unless said.',
    ),
  moderate: ratio.optional().describe('From this ratio on, a regression is moderate; 1.5 unless said.'),
  critical: ratio.optional().describe('From this ratio on, a regression is critical; 2 unless said.'),
}

const thresholds = map('a map with `minor`, `moderate`, `critical`, `confidence` and `metrics`', {
  ...levels,
  confidence: number('a number from 0.5 to below 1, such as `0.95`', (value) => value >= 0.5 && value < 1)
    .optional()
    .describe('How sure a comparison must be, and the confidence of every interval; 0.95 unless said.'),
  metrics: named(
    'a map from the name of a metric to its thresholds, such as `peak-memory: { minor: 1.1 }`',
    metricName,
    map('a map with `minor`, `moderate` and `critical`', levels),
  )
    .optional()
    .describe('Thresholds of single metrics. They win over the general ones, wherever those stand.'),
})

const budget = z.union([text('a limit'), z.number()], {
  error: 'a limit with its unit, such as `250 ms`, `100 MB`, `">= 1000 ops/s"` or `">= 95%"`',
})

const hook = (when: string) =>
  command.optional().describe(`${when} A line or a list of words, like \`command\`.`)

/** What a benchmark can set, and what `defaults` and a suite can set for all their benchmarks. */
export const settingsShape = {
  shell: truth('`true` or `false`')
    .optional()
    .describe(
      'Run the command and the hooks by a shell, for pipes and redirections; its own start-up is measured too unless the runner can subtract it.',
    ),
  cwd: text('a folder, relative to the config file')
    .optional()
    .describe('The folder in which the command and the hooks run, relative to the config file.'),
  env: named(
    'a map from names of environment variables to texts',
    pattern('the name of an environment variable, without `=`', /^[^=\0]+$/),
    textOrEmpty(),
  )
    .optional()
    .describe(
      'Environment variables for the command and the hooks; those of outer levels stay unless set here.',
    ),
  warmup: whole(0, 1000)
    .optional()
    .describe(
      'Iterations before the measured ones, kept apart; 1 unless said, 0 for a command that measures itself.',
    ),
  iterations: iterations
    .optional()
    .describe(
      'How many measured iterations: a number, or bounds to stop between; `{ min: 10, max: 50, time: 10 s, precision: 2% }` unless said, 1 for a command that measures itself.',
    ),
  timeout: duration
    .optional()
    .describe('One iteration that takes longer is ended and has failed; 60 s unless said.'),
  metrics: list(
    `a list of metrics: ${measurableNames.join(', ')}`,
    oneOf('a metric that perfledger measures', measurableNames),
  )
    .optional()
    .describe(
      'What to measure of the command; wall-time, user-time, system-time and peak-memory unless said, nothing for a command that measures itself.',
    ),
  thresholds: thresholds
    .optional()
    .describe('From which change on a regression is minor, moderate or critical.'),
  budgets: named(
    'a map from the name of a metric to its limit, such as `wall-time: 250 ms`',
    metricName,
    budget,
  )
    .optional()
    .describe(
      'Absolute limits, whatever the history: `250 ms` is at most that for a metric where lower is better; write `>=` or `<=` to be plain.',
    ),
  adapter: oneOf('an adapter', ['none', ...adapterNames])
    .optional()
    .describe(
      'Which tool the command is, where it measures itself and its output is to be read; `auto` finds out, `none` undoes an outer level.',
    ),
  output: text('the name of a file')
    .optional()
    .describe(
      'The file that the command writes its results to, relative to cwd; the standard output unless said.',
    ),
  'expected-exit-codes': list('a list of exit codes, such as `[0]`', whole(0, 255, 'an exit code'), 1)
    .optional()
    .describe('Exit codes that count as success; `[0]` unless said.'),
} satisfies z.ZodRawShape

function textOrEmpty(): z.ZodString {
  return z.string({ error: (issue) => wanted('a text', asLine(issue.input)) })
}

const description = text('a sentence').optional()

const paramName = /^[A-Za-z_][A-Za-z0-9_-]*$/

const paramValue = z.union(
  [
    oneLine(),
    z.number().refine((value) => Number.isSafeInteger(value) || !Number.isInteger(value)),
    z.boolean(),
  ],
  {
    error: 'a text on one line, a number or a boolean',
  },
)

function oneLine() {
  return z.string().refine((value) => [...value].length <= 200 && !/\p{Cc}/u.test(value))
}

const combination = named(
  'a map from names of params to one value each',
  pattern('the name of a param: letters, digits, `_` and `-`', paramName),
  paramValue,
)

const params = z
  .object(
    {
      include: list('a list of combinations', combination)
        .optional()
        .describe('Values to add to matching combinations, or combinations to add.'),
      exclude: list('a list of combinations', combination)
        .optional()
        .describe('Combinations, or parts of them, to leave out.'),
    },
    { error: 'a map from names of params to lists of values, such as `level: [1, 9]`' },
  )
  .catchall(list('a list of values, such as `[1, 9]`', paramValue, 1))
  .check((context) => {
    for (const key of Object.keys(context.value)) {
      if (paramName.test(key)) continue
      const message = 'the name of a param: letters, digits, `_` and `-`, not starting with a digit'
      context.issues.push({
        code: 'invalid_key',
        origin: 'record',
        issues: [{ code: 'custom', message, path: [], input: key }],
        path: [key],
        input: key,
        message,
      })
    }
  })

export const benchmarkShape = {
  description: description.describe('What is measured, for the dashboard.'),
  command: command.describe(
    'What to run: a line, split into words as a shell does, or a list of words. `{name}` stands for the param of that name.',
  ),
  params: params
    .optional()
    .describe(
      'Values to combine, a case for each combination, as in the matrix of GitHub Actions: `level: [1, 6, 9]`, with `include` and `exclude`.',
    ),
  setup: hook('Once before the first iteration of a case.'),
  prepare: hook('Before every iteration, not timed.'),
  conclude: hook('After every iteration, not timed.'),
  cleanup: hook('Once after the last iteration of a case, also after a failure.'),
  ...settingsShape,
} satisfies z.ZodRawShape

export const suiteShape = {
  description: description.describe('What the suite is about, for the dashboard.'),
  order: oneOf('an order', ['interleaved', 'sequential'])
    .optional()
    .describe(
      '`interleaved` mixes the iterations of all cases in random blocks, so that drift of the machine hits all alike; `sequential` finishes one case after the other.',
    ),
  ...settingsShape,
  benchmarks: atLeastOne(
    'benchmark',
    map('a benchmark: a map with at least a `command`', benchmarkShape),
  ).describe('The benchmarks of the suite by their names.'),
} satisfies z.ZodRawShape

function atLeastOne<Value extends z.ZodType>(what: string, value: Value) {
  const expected = `a map with at least one ${what}`
  return named(expected, name, value).refine((entries) => Object.keys(entries).length > 0, {
    error: expected,
  })
}

const direction = oneOf('a direction', ['lower', 'higher'])

export const configShape = {
  project: map('a map with `name`, `repository` and `base-branch`', {
    name: text('a name')
      .refine((value) => nameFits(value), { error: 'a name of 1 to 200 characters on one line' })
      .optional()
      .describe(
        'The project, as the dashboard calls it; the name in package.json or of the folder unless said.',
      ),
    repository: pattern('an address such as `https://github.com/owner/name`', /^https?:\/\/[^\s/]+\/\S+$/)
      .optional()
      .describe(
        'The address of the repository, for links to commits and pull requests; that of package.json unless said.',
      ),
    'base-branch': pattern('the name of a branch', /^[^\s~^:?*[\\]+$/)
      .optional()
      .describe('The branch whose runs are the baseline; main unless said.'),
  })
    .optional()
    .describe('What is measured here.'),
  ledger: text('a folder, relative to the config file')
    .optional()
    .describe('The folder that keeps all runs, relative to the config file; data unless said.'),
  environment: named(
    'a map from labels to texts, such as `python: "3.12"`',
    pattern('a label: letters, digits, `_`, `.` and `-`', /^[A-Za-z0-9_.-]{1,100}$/),
    text('a text'),
  )
    .optional()
    .describe(
      'Whatever else must match for numbers to be comparable, besides the machine, the system and the runtime.',
    ),
  seed: whole(0, 4_294_967_295).optional().describe('Seeds the order of iterations; 1 unless said.'),
  metrics: named(
    'a map from names of metrics to their unit and direction',
    metricName,
    map('a map with `unit` and `direction`, such as `{ unit: ms, direction: lower }`', {
      unit: pattern('a unit such as `ms`, `MB`, `ops/s`, `%` or one of your own', /^\S{1,30}$/).describe(
        'The unit in which the tool prints the metric.',
      ),
      direction: direction.describe('Whether a lower or a higher value is the better one.'),
    }),
  )
    .optional()
    .describe(
      'Metrics of tools that measure themselves: their unit and direction win over what the tool says.',
    ),
  defaults: map('a map of settings', settingsShape)
    .optional()
    .describe('Settings for all benchmarks; a suite or a benchmark can say otherwise.'),
  suites: atLeastOne('suite', map('a suite: a map with `benchmarks`', suiteShape)).describe(
    'The suites by their names.',
  ),
} satisfies z.ZodRawShape

function nameFits(value: string): boolean {
  return name.safeParse(value).success
}

/** The whole config as written. */
export const configSchema = map('a map with `suites`', configShape)

export type ConfigSpec = z.output<typeof configSchema>
export type SuiteSpec = ConfigSpec['suites'][string]
export type BenchmarkSpec = SuiteSpec['benchmarks'][string]
export type SettingsSpec = NonNullable<ConfigSpec['defaults']>
export type ThresholdsSpec = NonNullable<SettingsSpec['thresholds']>
export type CommandSpec = BenchmarkSpec['command']
export type ParamsSpec = NonNullable<BenchmarkSpec['params']>
