import { relative, sep } from 'node:path'
import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'
import { readStatistics } from './tinybench-statistics.ts'

/** Vitest: the test report of version 5, and what `vitest bench --outputJson` wrote up to version 4. */
export const vitest: Adapter = {
  name: 'vitest',
  description:
    'Vitest 5: vitest bench --reporter=json --outputFile=…; Vitest 1 to 4: vitest bench --outputJson=…. Vitest 4 and older keep no samples, only their median.',
  detect: (text) => {
    const document = tryJson(text)
    if (!document) return false
    return document.at('testResults').isList || isOldReport(document)
  },
  parse: (text, options) => {
    const document = readJson(text)
    return isOldReport(document) ? readOldReport(document, options) : readReport(document, options)
  },
}

function isOldReport(document: JsonPlace): boolean {
  return (
    document.at('files').isList &&
    document
      .at('files')
      .list()
      .some((file) => file.at('groups').isList)
  )
}

function readReport(document: JsonPlace, options: AdapterOptions | undefined): AdapterResult[] {
  return document
    .at('testResults')
    .list()
    .flatMap((file) => readFile(file, options))
}

function readFile(file: JsonPlace, options: AdapterOptions | undefined): AdapterResult[] {
  const name = fileName(file.at('name').text(), options)
  if (file.at('status').value === 'failed' && file.at('assertionResults').list().length === 0) {
    throw file.at('status').expected(`the benchmarks of ${name} to pass`)
  }
  return file
    .at('assertionResults')
    .list()
    .flatMap((test) => readTest(name, test, options))
}

/** The file as people write it: relative to where the command ran, or its last part where that is unknown. */
function fileName(path: string, options: AdapterOptions | undefined): string {
  const fromCwd = options?.cwd === undefined ? undefined : relative(options.cwd, path)
  if (fromCwd !== undefined && !fromCwd.startsWith('..')) return fromCwd.split(sep).join('/')
  return path.split(/[\\/]/).at(-1)!
}

function readTest(file: string, test: JsonPlace, options: AdapterOptions | undefined): AdapterResult[] {
  if (test.at('status').value === 'failed') throw failureOf(file, test)
  if (!test.has('benchmarks')) return []
  const name = test.at('fullName').text()
  return test
    .at('benchmarks')
    .list()
    .flatMap((benchmark) => benchmark.at('tasks').list())
    .filter((task) => task.at('fromStore').value !== true)
    .map((task) => ({
      name: [file, name, task.at('name').text()]
        .filter((part, index, all) => part !== all[index - 1])
        .join(' > '),
      measurements: readStatistics(task, options),
    }))
}

function failureOf(file: string, test: JsonPlace): OutputError {
  const [message] = test.at('failureMessages').isList ? test.at('failureMessages').list() : []
  const why = String(message?.value ?? 'no message').split('\n')[0]
  return new OutputError(`${test.path}: ${file} > ${test.at('fullName').text()} failed: ${why}`)
}

function readOldReport(document: JsonPlace, options: AdapterOptions | undefined): AdapterResult[] {
  return document
    .at('files')
    .list()
    .flatMap((file) => file.at('groups').list())
    .flatMap((group) =>
      group
        .at('benchmarks')
        .list()
        .map((benchmark) => readOldBenchmark(benchmark, group.at('fullName').text(), options)),
    )
}

/** The `samples` of the old report are always empty: the median stands for them. */
function readOldBenchmark(
  benchmark: JsonPlace,
  group: string,
  options: AdapterOptions | undefined,
): AdapterResult {
  const name = `${group} > ${benchmark.at('name').text()}`
  // An Error is written as {}: its message is lost.
  if (benchmark.has('error')) throw new OutputError(`${benchmark.path}: ${name} failed`)
  const samples = benchmark.at('samples').optionalNumbers()
  const summary = benchmark.has('median') ? benchmark.at('median') : benchmark.at('mean')
  const sampleCount = benchmark.at('sampleCount').optionalNumber()
  const latency = inBaseUnit(
    {
      metric: 'latency',
      unit: 'ms',
      direction: 'lower',
      samples: samples ?? [summary.number()],
      sampleCount,
    },
    options,
  )
  const throughput = inBaseUnit(
    {
      metric: 'throughput',
      unit: 'ops/s',
      direction: 'higher',
      samples: [benchmark.at('hz').number()],
      sampleCount,
    },
    options,
  )
  return { name, measurements: [latency, throughput] }
}
