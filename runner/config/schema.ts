import type * as z from 'zod'
import { benchmarkShape } from './benchmark-schema.ts'
import { list, map, named, oneOf, pattern, text, truth, whole } from './fields.ts'
import { labelName, metricName, name } from './names.ts'
import { retention } from './retention-schema.ts'
import { settingsShape } from './settings-schema.ts'
import { ledger } from './store-schema.ts'

/**
 * The config as it is written: the one source of the types, of the checks, of the docs and of the JSON Schema.
 * What depends on more than one place of the file (units of budgets, order of thresholds, words of a command)
 * is checked in `meaning.ts`.
 */

export const suiteShape = {
  description: text('a sentence').optional().describe('What the suite is about, for the dashboard.'),
  order: oneOf('an order', ['interleaved', 'sequential'])
    .optional()
    .describe(
      '`interleaved` (unless said) mixes the iterations of all cases in random blocks, so that drift of the machine hits all alike; `sequential` finishes one case after the other.',
    ),
  ...settingsShape,
  benchmarks: atLeastOne(
    'benchmark',
    map('a benchmark: a map with at least a `command`', benchmarkShape),
  ).describe('The benchmarks of the suite by their names.'),
} satisfies z.ZodRawShape

function atLeastOne<Value extends z.ZodType>(what: string, value: Value) {
  const expected = `a map with at least one ${what}`
  return named(expected, name, value)
    .refine((entries) => Object.keys(entries).length > 0, { error: expected })
    .meta({ minProperties: 1 })
}

const project = map('a map with `name`, `repository` and `base-branch`', {
  name: name
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
    .describe('The branch whose runs are the baseline; the default branch of the repository unless said.'),
})

const colour = (which: string) =>
  pattern('a colour such as `#0b57d0`', /^#[0-9a-fA-F]{6}$/).describe(`In the ${which} theme.`)

const SITE =
  'a map with `title`, `logo`, `accent`, `links`, `pages`, `footer`, `css`, `words`, `notes` and `ledger`'

const PAGES = [
  'changes',
  'compare',
  'releases',
  'history',
  'environments',
  'explore',
  'notes',
  'method',
] as const
const PAGES_WANTED = `a list of pages: ${PAGES.join(', ')}`

const site = map(SITE, {
  title: text('a title')
    .optional()
    .describe("What stands at the head of every page; the project's name unless said."),
  logo: pattern('a file such as `docs/logo.svg`, relative to the config file', /\.(svg|png)$/i)
    .optional()
    .describe('A picture at the head of every page instead of the mark: SVG or PNG, at most 100 kB.'),
  accent: map('a map with `light` and `dark`, such as `{ light: "#0b57d0", dark: "#9cc4ff" }`', {
    light: colour('light'),
    dark: colour('dark'),
  })
    .optional()
    .describe('The colour of the mark and of what is chosen. Verdicts keep theirs.'),
  links: named(
    'a map from texts to addresses, such as `Docs: https://example.org`',
    text('a text'),
    pattern('an address such as `https://example.org/docs`', /^https?:\/\/[^\s/]+\S*$/),
  )
    .optional()
    .describe('More links at the head of every page.'),
  pages: list(PAGES_WANTED, oneOf('a page', PAGES))
    .optional()
    .describe(
      'Which pages every page links to after the overview, in this order; all unless said. The others stay at their addresses.',
    ),
  footer: text('a sentence').optional().describe('A sentence at the foot of every page.'),
  css: text('a file, relative to the config file')
    .optional()
    .describe('A style sheet that every page loads last.'),
  words: text('a file, relative to the config file')
    .optional()
    .describe(
      'A YAML file of words to use instead of the English ones, such as `pageOverview: Übersicht`, with `language: de` and, for the page about the method, `methodPage: method.de.mdx`; the names are those of `site/words.ts`.',
    ),
  notes: text('a folder, relative to the config file')
    .optional()
    .describe(
      'The folder of the notes (`.mdx`, `.md`), each of which becomes a page; `perf-notes` unless said, where there is one.',
    ),
  ledger: truth()
    .optional()
    .describe(
      'Whether the ledger’s Parquet files are published with the dashboard, with a page that asks them in SQL; `false` unless said.',
    ),
})

const declaredMetric = map('a map with `unit` and `direction`, such as `{ unit: ms, direction: lower }`', {
  unit: pattern('a unit such as `ms`, `MB`, `ops/s`, `%` or one of your own', /^\S{1,30}$/).describe(
    'The unit in which the tool prints the metric.',
  ),
  direction: oneOf('a direction', ['lower', 'higher']).describe(
    'Whether a lower or a higher value is the better one.',
  ),
})

export const configShape = {
  project: project.optional().describe('What is measured here.'),
  site: site.optional().describe('How the dashboard looks.'),
  ledger: ledger
    .optional()
    .describe(
      'What keeps all runs: a folder, relative to the config file, or `s3://bucket/prefix` in any S3-compatible store; `data` unless said.',
    ),
  'ledger-compact': truth()
    .optional()
    .describe(
      'Whether a run makes chunks of the ledger’s files when about a hundred have come together; `true` unless said. `perfledger compact` does it at any time.',
    ),
  retention: retention
    .optional()
    .describe(
      'What becomes less with time, applied by `perfledger compact` and never by reading. Runs that a tag, a named baseline, an accepted change or an excluded point refers to stay as they are. Everything is kept for ever unless said.',
    ),
  environment: named('a map from labels to texts, such as `python: "3.12"`', labelName, text('a text'))
    .optional()
    .describe('What else must match for numbers to be comparable, besides the machine, the system and Node.'),
  seed: whole(0, 4_294_967_295).optional().describe('Seeds the order of iterations; 1 unless said.'),
  build: text('a line for the shell, such as `npm ci && npm run build`')
    .optional()
    .describe(
      'What makes a fresh checkout ready to be measured, run by a shell in the folder of the config: for `compare`, `backfill` and `bisect`. Its result is kept by commit.',
    ),
  metrics: named('a map from names of metrics to their unit and direction', metricName, declaredMetric)
    .optional()
    .describe(
      'Metrics of tools that measure themselves: their unit and direction win over what the tool says.',
    ),
  defaults: map('a map of settings', settingsShape)
    .optional()
    .describe('Settings of all benchmarks; a suite or a benchmark can say otherwise.'),
  suites: atLeastOne('suite', map('a suite: a map with `benchmarks`', suiteShape)).describe(
    'The suites by their names.',
  ),
} satisfies z.ZodRawShape

/** The whole config as written. */
export const configSchema = map('a map with `suites`', configShape)
