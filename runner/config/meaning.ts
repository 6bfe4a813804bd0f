import { resolve } from 'node:path'
import type * as z from 'zod'
import type { Metric } from '../metrics/metric.ts'
import { readCommand } from './commands.ts'
import {
  type BenchmarkConfig,
  builtIn,
  type CommandTemplate,
  type Config,
  type HooksConfig,
  type ProjectConfig,
  type SuiteConfig,
} from './config.ts'
import { axesOf, MAX_VARIANTS, sizeOf, variantsOf } from './matrix.ts'
import { nearest } from './nearest.ts'
import type { Path, Problem } from './problem.ts'
import {
  benchmarkShape,
  configShape,
  measurable,
  type ParamsSpec,
  type SettingsSpec,
  settingsShape,
  suiteShape,
} from './schema.ts'
import { type Filling, fillSettings, innermost, type Layer, thresholdsOf } from './settings.ts'

/** What the file itself does not tell. */
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
 * are well-formed, so that one wrong type does not hide a mistake elsewhere; where anything was reported, by the
 * schema or here, the result is not to be used.
 */
export function fillConfig(
  raw: unknown,
  surroundings: Surroundings,
  report: (problem: Problem) => void,
): Config {
  const { project, ledger, environment, seed, metrics } = validParts(configShape, raw)
  const declared = Object.entries(metrics ?? {}).map(([name, metric]): Metric => ({ name, ...metric }))
  const known = new Map([...measurable, ...declared].map((metric) => [metric.name, metric]))
  const filling: Filling = { metrics: known, report }
  const outer: Layer = {
    path: ['defaults'],
    settings: { ...presumed(member(raw, 'defaults')), ...validParts(settingsShape, member(raw, 'defaults')) },
  }
  thresholdsOf([outer], filling)
  return {
    file: surroundings.file,
    root: surroundings.root,
    project: fillProject(project, surroundings),
    ledger: resolve(surroundings.root, ledger ?? builtIn.ledger),
    environment: environment ?? {},
    seed: seed ?? builtIn.seed,
    metrics: declared,
    suites: entriesAt(raw, ['suites'], surroundings).map(([name, suite]) =>
      fillSuite(name, suite, outer, surroundings, filling),
    ),
  }
}

function fillProject(
  project: z.output<typeof configShape.project>,
  { project: found }: Surroundings,
): ProjectConfig {
  return {
    name: project?.name ?? found.name,
    repository: project?.repository?.replace(/(?:\.git)?\/*$/, '') ?? found.repository,
    baseBranch: project?.['base-branch'] ?? builtIn.baseBranch,
  }
}

function fillSuite(
  name: string,
  raw: unknown,
  outer: Layer,
  surroundings: Surroundings,
  filling: Filling,
): SuiteConfig {
  const path = ['suites', name]
  const suite = { ...presumed(raw), ...validParts(suiteShape, raw) }
  const layer: Layer = { path, settings: suite }
  thresholdsOf([outer, layer], filling)
  return {
    name,
    description: suite.description,
    order: suite.order ?? builtIn.order,
    benchmarks: entriesAt(raw, ['benchmarks'], surroundings, path).map(([benchmark, entry]) =>
      fillBenchmark(benchmark, entry, [outer, layer], filling),
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
  const shell = innermost(layers, 'shell') ?? false
  const command = (key: 'command' | keyof HooksConfig): CommandTemplate | undefined => {
    const written = benchmark[key]
    if (written === undefined) return undefined
    const { command: read, mistake } = readCommand(written, shell)
    if (mistake) filling.report({ path: [...path, key], at: 'value', ...mistake })
    return read
  }
  if (settings.output === undefined && settings.metrics.length === 0) reportNothingMeasured(path, filling)
  return {
    name,
    description: benchmark.description,
    command: command('command') ?? { kind: 'shell', line: '' },
    variants: fillVariants(benchmark.params, [...path, 'params'], filling),
    hooks: {
      setup: command('setup'),
      prepare: command('prepare'),
      conclude: command('conclude'),
      cleanup: command('cleanup'),
    },
    ...settings,
  }
}

function reportNothingMeasured(path: Path, { report }: Filling): void {
  const title = 'nothing would be measured of this benchmark'
  report({ path, at: 'key', title, expected: 'at least one name under `metrics`, or an `adapter`' })
}

function fillVariants(
  params: ParamsSpec | undefined,
  path: Path,
  { report }: Filling,
): BenchmarkConfig['variants'] {
  if (params === undefined) return [{}]
  const axes = axesOf(params)
  const duplicates = duplicateValues(axes, path)
  const strangers = unknownExclusions(params, axes, path)
  for (const problem of [...duplicates, ...strangers]) report(problem)
  if (sizeOf(params) > MAX_VARIANTS) {
    const title = `these params make ${sizeOf(params)} cases`
    report({ path, at: 'key', title, expected: `at most ${MAX_VARIANTS} cases of one benchmark` })
    return [{}]
  }
  const variants = variantsOf(params)
  if (variants.length === 0) {
    report({ path, at: 'key', title: 'these params leave no case', expected: 'at least one combination' })
  }
  if (duplicates.length === 0) reportTwins(variants, path, report)
  return variants
}

/** Two values that read the same in a command would be one case with two histories. */
function duplicateValues(axes: ReturnType<typeof axesOf>, path: Path): Problem[] {
  return Object.entries(axes).flatMap(([name, values]) =>
    values.flatMap((value, index): Problem[] => {
      if (values.findIndex((other) => String(other) === String(value)) === index) return []
      const title = `the value \`${value}\` of \`${name}\` stands here twice`
      return [{ path: [...path, name, index], at: 'value', title, expected: 'each value once' }]
    }),
  )
}

function unknownExclusions(params: ParamsSpec, axes: ReturnType<typeof axesOf>, path: Path): Problem[] {
  return (params.exclude ?? []).flatMap((part, index) =>
    Object.keys(part)
      .filter((name) => !(name in axes))
      .map(
        (name): Problem => ({
          path: [...path, 'exclude', index, name],
          at: 'key',
          title: `there is no param \`${name}\``,
          expected: `one of ${Object.keys(axes).join(', ') || 'the params that are listed here'}`,
          suggestion: nearest(name, Object.keys(axes)),
        }),
      ),
  )
}

function reportTwins(variants: BenchmarkConfig['variants'], path: Path, report: Filling['report']): void {
  const seen = new Set<string>()
  for (const variant of variants) {
    const text = Object.entries(variant)
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(', ')
    if (seen.has(text)) {
      report({
        path: [...path, 'include'],
        at: 'key',
        title: `the combination ${text} comes twice`,
        expected: 'each combination once',
      })
    }
    seen.add(text)
  }
}

type Valid<Shape extends z.ZodRawShape> = { readonly [Key in keyof Shape]?: z.output<Shape[Key]> | undefined }

/** Those fields of a map that are as the schema wants them. */
function validParts<Shape extends z.ZodRawShape>(shape: Shape, raw: unknown): Valid<Shape> {
  const parts: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(shape)) {
    const value = member(raw, key)
    const parsed = value === undefined ? undefined : (schema as z.ZodType).safeParse(value)
    if (parsed?.success) parts[key] = parsed.data
  }
  return parts as Valid<Shape>
}

/** A misspelt adapter is still one, and `shell: yes` still wants a shell: what follows from them is not a second mistake. */
function presumed(raw: unknown): Pick<SettingsSpec, 'adapter' | 'shell'> {
  return {
    ...(member(raw, 'adapter') === undefined ? {} : { adapter: 'auto' }),
    ...(member(raw, 'shell') === undefined ? {} : { shell: true }),
  }
}

function member(raw: unknown, key: string): unknown {
  return raw !== null && typeof raw === 'object' && Object.hasOwn(raw, key)
    ? (raw as Record<string, unknown>)[key]
    : undefined
}

/** Name and value of each entry of a map that holds maps, in the order of the file. */
function entriesAt(
  raw: unknown,
  path: readonly [string],
  { keysAt }: Surroundings,
  base: Path = [],
): [string, unknown][] {
  const map = member(raw, path[0])
  return keysAt([...base, ...path]).map((name): [string, unknown] => [name, member(map, name)])
}
