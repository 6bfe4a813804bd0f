import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { readStatistics } from './tinybench-statistics.ts'

/** tinybench 3 and newer, printed as JSON by the benchmark file itself. */
export const tinybench: Adapter = {
  name: 'tinybench',
  description:
    'JSON that a tinybench file prints: console.log(JSON.stringify(bench.tasks.map(({ name, result }) => ({ name, ...result })))). With retainSamples: true every sample is kept.',
  detect: (text) => {
    const document = tryJson(text)
    return document !== undefined && tasksOf(document).some((task) => isTask(resultOf(task)))
  },
  parse: (text, options) => {
    const document = readJson(text)
    const tasks = tasksOf(document)
    if (tasks.length === 0) throw document.expected('a list of tinybench tasks')
    return tasks.map((task) => readTask(task, tasks.length, options))
  },
}

/** The tasks, in a list, under `tasks` or `results`, or alone. */
function tasksOf(document: JsonPlace): JsonPlace[] {
  if (document.isList) return document.list()
  for (const key of ['tasks', 'results']) {
    if (document.at(key).isList) return document.at(key).list()
  }
  return resultOf(document).at('latency').isObject ? [document] : []
}

function resultOf(task: JsonPlace): JsonPlace {
  return task.at('result').isObject ? task.at('result') : task
}

/** Other tools have a latency too, but no relative margin of error in it. */
function isTask(result: JsonPlace): boolean {
  return result.at('latency').has('rme') || result.has('timestampProviderName')
}

function readTask(task: JsonPlace, count: number, options: AdapterOptions | undefined): AdapterResult {
  const result = resultOf(task)
  if (!task.has('name') && count > 1) throw task.at('name').expected('the name of the task')
  const name = task.has('name') ? task.at('name').text() : undefined
  if (result.has('error') || result.at('state').value === 'errored') {
    throw new OutputError(`${task.path || 'the task'}: ${name ?? 'the task'} failed: ${errorText(result)}`)
  }
  return { name, measurements: readStatistics(result, options) }
}

function errorText(result: JsonPlace): string {
  const error = result.at('error')
  if (error.at('message').value !== undefined) return String(error.at('message').value)
  // JSON.stringify makes {} of an Error: its message is lost unless the file prints it.
  return 'print result.error.message to see why'
}
