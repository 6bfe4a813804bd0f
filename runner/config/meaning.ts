import { resolve } from 'node:path'
import type * as z from 'zod'
import { measurableMetrics } from '../metrics/index.ts'
import type { Metric } from '../metrics/metric.ts'
import { benchmarkShape } from './benchmark-schema.ts'
import { readCommand } from './commands.ts'
import {
  type BenchmarkConfig,
  builtIn,
  type CommandTemplate,
  type Config,
  type HooksConfig,
  type ProjectConfig,
  type SiteConfig,
  type SuiteConfig,
} from './config.ts'
import { innermost, type Layer } from './layers.ts'
import type { Path, Problem } from './problem.ts'
import { fillRetention } from './retention-schema.ts'
import { member, presumed, validParts } from './salvage.ts'
import { configShape, suiteShape } from './schema.ts'
import { type Filling, fillSettings } from './settings.ts'
import { settingsShape } from './settings-schema.ts'
import { fillLedger } from './store-schema.ts'
import { fillThresholds } from './thresholds.ts'
import { fillVariants } from './variants.ts'

/** What the text itself does not tell. */
export interface Surroundings {
  /** Absolute path of the config file, and its folder. */
  readonly file: string
  readonly root: string
  /** For a config that names no project: from package.json, or the folder. */
  readonly project: { readonly name: string; readonly repository: string | undefined }
  /** Keys of the map at a path in the order of the text. */
  readonly keysAt: (path: Path) => readonly string[]
}

/**
 * Makes the config of what was written, filling every default, and reports what is wrong across fields: words of
 * commands, units of budgets, order of thresholds, combinations of params. It works with those parts of the file that
 * are well-formed; where anything was reported, by the schema or here, the result is not to be used.
 */
export function fillConfig(
  raw: unknown,
  surroundings: Surroundings,
  report: (problem: Problem) => void,
): Config {
  const { file, root } = surroundings
  const said = validParts(configShape, raw)
  const { project, ledger, environment, seed, build, metrics } = said
  const declared = Object.entries(metrics ?? {}).map(([name, metric]): Metric => ({ name, ...metric }))
  const known = new Map([...measurableMetrics, ...declared].map((metric) => [metric.name, metric]))
  const defaults = member(raw, 'defaults')
  const outer = {
    path: ['defaults'],
    settings: { ...presumed(defaults), ...validParts(settingsShape, defaults) },
  }
  const filling: Filling = { metrics: known, report }
  fillThresholds([outer], report)
  return {
    file,
    root,
    project: fillProject(project, surroundings),
    ...(said.site ? { site: fillSite(said.site, root) } : {}),
    ...fillLedger(ledger, root),
    ...(said['ledger-compact'] === false ? { ledgerCompact: false } : {}),
    ...(said.retention ? { retention: fillRetention(said.retention) } : {}),
    environment: environment ?? {},
    seed: seed ?? builtIn.seed,
    build,
    metrics: declared,
    suites: surroundings
      .keysAt(['suites'])
      .map((name) => fillSuite(name, member(member(raw, 'suites'), name), outer, surroundings, filling)),
  }
}

function fillProject(
  project: z.output<typeof configShape.project>,
  { project: found }: Surroundings,
): ProjectConfig {
  return {
    name: project?.name ?? found.name,
    repository: project?.repository?.replace(/(?:\.git)?\/*$/, '') ?? found.repository,
    baseBranch: project?.['base-branch'],
  }
}

function fillSite(site: NonNullable<z.output<typeof configShape.site>>, root: string): SiteConfig {
  const { title, logo, accent, links, pages, footer, css, words, notes, ledger } = site
  return {
    title,
    logo: logo === undefined ? undefined : resolve(root, logo),
    accent,
    links: links ?? {},
    footer,
    css: css === undefined ? undefined : resolve(root, css),
    pages,
    words: words === undefined ? undefined : resolve(root, words),
    notes: notes === undefined ? undefined : resolve(root, notes),
    ledger: ledger ?? false,
  }
}

function fillSuite(
  name: string,
  raw: unknown,
  outer: Layer,
  { keysAt }: Surroundings,
  filling: Filling,
): SuiteConfig {
  const path = ['suites', name]
  const suite = { ...presumed(raw), ...validParts(suiteShape, raw) }
  const layers = [outer, { path, settings: suite }]
  fillThresholds(layers, filling.report)
  return {
    name,
    description: suite.description,
    order: suite.order ?? builtIn.order,
    benchmarks: keysAt([...path, 'benchmarks']).map((benchmark) =>
      fillBenchmark(benchmark, member(member(raw, 'benchmarks'), benchmark), layers, filling),
    ),
  }
}

function fillBenchmark(
  name: string,
  raw: unknown,
  outer: readonly Layer[],
  filling: Filling,
): BenchmarkConfig {
  const path = [...outer.at(-1)!.path, 'benchmarks', name]
  const benchmark = { ...presumed(raw), ...validParts(benchmarkShape, raw) }
  const layers = [...outer, { path, settings: benchmark }]
  const settings = fillSettings(layers, filling)
  if (settings.output === undefined && settings.metrics.length === 0) reportNothingMeasured(path, filling)
  return {
    name,
    description: benchmark.description,
    ...fillCommands(benchmark, innermost(layers, 'shell') ?? false, path, filling),
    variants: fillVariants(benchmark.params, [...path, 'params'], filling.report),
    ...settings,
  }
}

type Commands = Pick<z.output<z.ZodObject<typeof benchmarkShape>>, keyof HooksConfig> & {
  readonly command?: z.output<typeof benchmarkShape.command> | undefined
}

function fillCommands(
  written: Commands,
  shell: boolean,
  path: Path,
  { report }: Filling,
): Pick<BenchmarkConfig, 'command' | 'hooks'> {
  const read = (key: keyof Commands): CommandTemplate | undefined => {
    const result = written[key] === undefined ? undefined : readCommand(written[key], shell)
    if (result?.mistake) report({ path: [...path, key], at: 'value', ...result.mistake })
    return result?.command
  }
  return {
    // Never run: without a command the schema has already reported one as missing.
    command: read('command') ?? { kind: 'shell', line: '' },
    hooks: {
      setup: read('setup'),
      prepare: read('prepare'),
      conclude: read('conclude'),
      cleanup: read('cleanup'),
    },
  }
}

function reportNothingMeasured(path: Path, { report }: Filling): void {
  const title = 'nothing would be measured of this benchmark'
  report({ path, at: 'key', title, expected: 'at least one name under `metrics`, or an `adapter`' })
}
