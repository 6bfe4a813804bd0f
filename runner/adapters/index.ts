import {
  type Adapter,
  type AdapterFolder,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { artillery } from './artillery.ts'
import { asv } from './asv.ts'
import { asvConsole } from './asv-console.ts'
import { autocannon } from './autocannon.ts'
import { bencher } from './bencher.ts'
import { benchmarkDotNet } from './benchmark-dot-net.ts'
import { benchmarkJs } from './benchmarkjs.ts'
import { benchmarkTools } from './benchmarktools.ts'
import { cargo } from './cargo.ts'
import { cargoCriterion } from './cargo-criterion.ts'
import { catch2 } from './catch2.ts'
import { chooseMetrics } from './choose.ts'
import { criterion } from './criterion.ts'
import { custom } from './custom.ts'
import { gnuTime } from './gnu-time.ts'
import { go } from './go.ts'
import { googleBenchmark } from './google-benchmark.ts'
import { gungraun } from './gungraun.ts'
import { hyperfine } from './hyperfine.ts'
import { iaiCallgrind } from './iai-callgrind.ts'
import { jmh } from './jmh.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { k6 } from './k6.ts'
import { lighthouse } from './lighthouse.ts'
import { mitata } from './mitata.ts'
import { oha } from './oha.ts'
import { perfStat } from './perf-stat.ts'
import { perfledger } from './perfledger.ts'
import { pyperf } from './pyperf.ts'
import { pytestBenchmark } from './pytest-benchmark.ts'
import { reassure } from './reassure.ts'
import { readByRegex } from './regex.ts'
import { tinybench } from './tinybench.ts'
import { vegeta } from './vegeta.ts'
import { vitest } from './vitest.ts'
import { wrk } from './wrk.ts'

/** Every tool whose output is read. `auto` asks them in this order: the strictest first, the plain shapes last. */
export const adapters: readonly Adapter[] = [
  perfledger,
  hyperfine,
  vitest,
  pytestBenchmark,
  pyperf,
  googleBenchmark,
  tinybench,
  mitata,
  jmh,
  benchmarkDotNet,
  benchmarkTools,
  k6,
  autocannon,
  oha,
  vegeta,
  artillery,
  lighthouse,
  asv,
  cargoCriterion,
  gungraun,
  reassure,
  junit,
  go,
  criterion,
  cargo,
  iaiCallgrind,
  catch2,
  benchmarkJs,
  asvConsole,
  wrk,
  gnuTime,
  perfStat,
  bencher,
  custom,
  json,
]

/** What may stand under `adapter:` in the config. */
export const adapterNames: readonly string[] = ['auto', ...adapters.map(({ name }) => name)]

/** The adapter that recognises the text; undefined where none does. */
export function detectAdapter(text: string): Adapter | undefined {
  return adapters.find((adapter) => adapter.detect(text))
}

/**
 * Reads a tool's output by the named adapter, by the one that recognises it (`auto`), or by the config's own expression
 * (`regex`), and keeps the metrics that are asked for.
 * @throws OutputError where nothing recognises the text, it is malformed, holds no result or not a metric that is asked for, or
 * two results share a name.
 */
export function readOutput(
  name: string,
  text: string,
  options: AdapterOptions = {},
): readonly AdapterResult[] {
  if (text.trim() === '') throw new OutputError('the output is empty')
  const adapter = adapterNamed(name, text, options)
  return checked(adapter.name, adapter.parse(text, options), options)
}

/** The part of an adapter that reads folders: of the named one, or for `auto` of the only one that does. */
export function folderAdapter(name: string): (AdapterFolder & { readonly name: string }) | undefined {
  const adapter = adapters.find((each) => each.folder && (name === 'auto' || each.name === name))
  return adapter?.folder && { ...adapter.folder, name: adapter.name }
}

/**
 * Reads the files of a folder by an adapter for folders.
 * @throws OutputError as `readOutput` does
 */
export function readFolder(
  adapter: AdapterFolder & { readonly name: string },
  files: ReadonlyMap<string, string>,
  options: AdapterOptions = {},
): readonly AdapterResult[] {
  return checked(adapter.name, adapter.parse(files, options), options)
}

function checked(
  adapter: string,
  results: readonly AdapterResult[],
  options: AdapterOptions,
): readonly AdapterResult[] {
  refuseNothing(adapter, results)
  refuseDuplicates(results)
  return chooseMetrics(results, options.metrics)
}

function adapterNamed(name: string, text: string, options: AdapterOptions): Pick<Adapter, 'name' | 'parse'> {
  const { regex } = options
  if (name === 'regex' && regex) return { name, parse: () => readByRegex(text, regex, options) }
  const adapter = name === 'auto' ? detectAdapter(text) : adapters.find((each) => each.name === name)
  if (adapter) return adapter
  throw new OutputError(
    name === 'auto'
      ? `no adapter recognises the output; name one of ${adapters.map((each) => each.name).join(', ')}`
      : `there is no adapter ${name}`,
  )
}

function refuseNothing(adapter: string, results: readonly AdapterResult[]): void {
  const measured = results.filter(({ measurements }) =>
    measurements.some(({ samples }) => samples.length > 0),
  )
  if (measured.length === 0) throw new OutputError(`the ${adapter} adapter found no result in the output`)
}

function refuseDuplicates(results: readonly AdapterResult[]): void {
  const names = new Set<string | undefined>()
  for (const { name } of results) {
    if (names.has(name)) {
      throw new OutputError(
        name === undefined ? 'several results have no name' : `two results have the same name: ${name}`,
      )
    }
    names.add(name)
  }
}
