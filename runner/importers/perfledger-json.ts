import type { JsonPlace } from '../adapters/json-place.ts'
import type {
  Commit,
  Environment,
  MeasuredCase,
  MeasuredMetric,
  MeasuredRun,
  RunHeader,
  WarningRecord,
} from '../measure/record.ts'
import { attempt, Unreadable } from './attempt.ts'
import type { Importer, Unread } from './importer.ts'
import { type Source, textForDetection } from './source.ts'
import { tryTolerantly } from './tolerant-json.ts'

/** What `perfledger export --format json` writes on top, so that nothing else is taken for it. */
export const EXPORT_FORMAT = 'perfledger-runs'

/** Runs that perfledger exported as JSON: taken as they are, with their ids, environments and every sample. */
export const perfledgerJson: Importer = {
  name: 'perfledger-json',
  description: 'What `perfledger export --format json` writes.',
  detect: (source) => exportFiles(source).length > 0,
  read: (source) => {
    const unread: Unread[] = []
    const ownRuns = exportFiles(source).flatMap((file) => {
      const rows = attempt(file, unread, () => tryTolerantly(source.read(file))?.at('runs').list()) ?? []
      return rows.flatMap((row) => attempt(`${file}: ${row.path}`, unread, () => readRun(row)) ?? [])
    })
    return { runs: [], ownRuns, unread }
  },
}

function exportFiles(source: Source): string[] {
  return source.files.filter(
    (file) =>
      file.endsWith('.json') && textForDetection(source, file).slice(0, 200).includes(`"${EXPORT_FORMAT}"`),
  )
}

function readRun(run: JsonPlace): MeasuredRun {
  return {
    header: readHeader(run.at('header')),
    finishedAt: run.at('finishedAt').text(),
    interrupted: run.at('interrupted').value === true,
    cases: run.at('cases').list().map(readCase),
    warnings: run.has('warnings') ? (run.at('warnings').value as WarningRecord[]) : [],
  }
}

const optionalText = (place: JsonPlace): string | undefined =>
  place.value === undefined || place.value === null ? undefined : place.text()

function readHeader(header: JsonPlace): RunHeader {
  const ci = header.at('ci')
  return {
    id: header.at('id').text(),
    startedAt: header.at('startedAt').text(),
    toolVersion: header.at('toolVersion').text(),
    configHash: header.at('configHash').text(),
    seed: header.at('seed').number(),
    commit: header.has('commit') ? readCommit(header.at('commit')) : undefined,
    pullRequest: header.at('pullRequest').optionalNumber(),
    ci: header.has('ci')
      ? {
          service: ci.at('service').text(),
          job: optionalText(ci.at('job')),
          url: optionalText(ci.at('url')),
        }
      : undefined,
    environment: readEnvironment(header.at('environment')),
    partial: header.at('partial').value === true,
    generated: header.at('generated').value === true,
  }
}

function readCommit(commit: JsonPlace): Commit {
  return {
    sha: commit.at('sha').text(),
    parents: commit
      .at('parents')
      .list()
      .map((parent) => parent.text()),
    subject: commit.at('subject').text(),
    committedAt: commit.at('committedAt').text(),
    position: commit.at('position').optionalNumber(),
    branch: optionalText(commit.at('branch')),
    tag: optionalText(commit.at('tag')),
    dirty: commit.at('dirty').value === true,
  }
}

function readEnvironment(environment: JsonPlace): Environment {
  const text = (name: string): string => environment.at(name).text()
  return {
    fingerprint: text('fingerprint'),
    cpuModel: text('cpuModel'),
    cores: environment.at('cores').number(),
    memoryGiB: environment.at('memoryGiB').number(),
    platform: text('platform'),
    arch: text('arch'),
    os: text('os'),
    runtime: text('runtime'),
    labels: Object.fromEntries(
      environment
        .at('labels')
        .entries()
        .map(([name, place]) => [name, place.text()]),
    ),
  }
}

function readCase(place: JsonPlace): MeasuredCase {
  const status = place.at('status').text()
  if (status !== 'ok' && status !== 'failed' && status !== 'interrupted')
    throw new Unreadable(`${place.path}.status is ${JSON.stringify(status)}`)
  const key = place.at('key')
  return {
    key: {
      suite: key.at('suite').text(),
      benchmark: key.at('benchmark').text(),
      params: Object.fromEntries(key.at('params').entries().map(readParam)),
    },
    status,
    failure: place.has('failure') ? readFailure(place.at('failure')) : undefined,
    iterations: place.at('iterations').number(),
    failures: place.at('failures').number(),
    executor: place.at('executor').text(),
    stop: optionalText(place.at('stop')) as MeasuredCase['stop'],
    precisionRatio: place.at('precisionRatio').optionalNumber(),
    metrics: place.at('metrics').list().map(readMetric),
  }
}

function readParam([name, { value, path }]: readonly [string, JsonPlace]): [
  string,
  string | number | boolean,
] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [name, value]
  throw new Unreadable(`${path} is no text, number or boolean`)
}

function readFailure(failure: JsonPlace): NonNullable<MeasuredCase['failure']> {
  const outputTail = optionalText(failure.at('outputTail'))
  return {
    reason: failure.at('reason').text() as NonNullable<MeasuredCase['failure']>['reason'],
    message: failure.at('message').text(),
    ...(outputTail === undefined ? {} : { outputTail }),
  }
}

function readMetric(place: JsonPlace): MeasuredMetric {
  const metric = place.at('metric')
  const direction = metric.at('direction').text()
  if (direction !== 'lower' && direction !== 'higher')
    throw new Unreadable(`${place.path}.metric.direction is ${JSON.stringify(direction)}`)
  return {
    metric: { name: metric.at('name').text(), unit: metric.at('unit').text(), direction },
    samples: place.at('samples').optionalNumbers() ?? [],
    warmupSamples: place.at('warmupSamples').optionalNumbers() ?? [],
    sampleCount: place.at('sampleCount').number(),
    reportedLow: place.at('reportedLow').optionalNumber(),
    reportedHigh: place.at('reportedHigh').optionalNumber(),
  }
}
