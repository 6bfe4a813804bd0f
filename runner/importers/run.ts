import { createHash } from 'node:crypto'
import type { Environment, MeasuredCase, MeasuredMetric, MeasuredRun } from '../measure/record.ts'
import { caseId, paramsText } from '../plan/identity.ts'
import type { ImportedEnvironment, ImportedMeasurement, ImportedRun } from './importer.ts'

/**
 * An imported run as the ledger keeps it. Its id follows from its content alone, so that the same history imported again,
 * by anybody, gives the same runs. Measurements of one case and metric are joined in their order.
 */
export function runFrom(imported: ImportedRun, kind: string, toolVersion: string): MeasuredRun {
  const environment = environmentFrom(imported.environment, kind)
  const cases = casesFrom(imported.measurements)
  return {
    header: {
      id: idOf(imported, environment, cases, kind),
      startedAt: imported.startedAt,
      toolVersion,
      configHash: `import:${kind}`,
      seed: 0,
      commit: commitFrom(imported),
      pullRequest: imported.pullRequest,
      ci: undefined,
      environment,
      partial: false,
      generated: false,
    },
    finishedAt: imported.startedAt,
    interrupted: false,
    cases,
    warnings: [],
  }
}

/** The form of every run id: the UTC second, the millisecond in hex, and here, for chance, seven digits of the content's hash. */
function idOf(
  run: ImportedRun,
  environment: Environment,
  cases: readonly MeasuredCase[],
  kind: string,
): string {
  const content = [
    kind,
    run.startedAt,
    run.commit?.sha ?? null,
    run.pullRequest ?? null,
    environment.fingerprint,
    cases.map(({ key, metrics }) => [
      caseId(key),
      metrics.map(({ metric, samples }) => [metric.name, metric.unit, metric.direction, samples]),
    ]),
  ]
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 7)
  const start = new Date(run.startedAt)
  const digits = start.toISOString().replace(/\D/g, '')
  const milliseconds = start.getUTCMilliseconds().toString(16).padStart(3, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${milliseconds}${hash}`
}

/** No commit of an import has parents or a position: its time alone gives it its place. */
function commitFrom({ commit, startedAt }: ImportedRun): MeasuredRun['header']['commit'] {
  if (commit === undefined) return undefined
  return {
    sha: commit.sha,
    parents: [],
    subject: withoutAddresses(commit.subject ?? ''),
    committedAt: commit.committedAt ?? startedAt,
    position: undefined,
    branch: commit.branch,
    tag: commit.tag,
    dirty: commit.dirty ?? false,
  }
}

/** The first line of a message, in which people sometimes put their address. */
export function withoutAddresses(message: string): string {
  const first = message.split('\n')[0] ?? ''
  return first.replaceAll(/<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?/g, '…').trim()
}

/** Says where it comes from, so that imported numbers are never compared with those that perfledger measured itself. */
function environmentFrom(imported: ImportedEnvironment, kind: string): Environment {
  const labels = { ...imported.labels, 'imported-from': kind }
  const described = {
    cpuModel: imported.cpuModel,
    cores: imported.cores ?? 0,
    memoryGiB: imported.memoryGiB ?? 0,
    platform: imported.platform ?? 'not known',
    arch: imported.arch ?? 'not known',
    os: imported.os ?? 'not known',
    runtime: imported.runtime ?? 'not known',
    labels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  const fingerprint = createHash('sha256').update(JSON.stringify(described)).digest('hex').slice(0, 12)
  return { fingerprint, ...described }
}

function casesFrom(measurements: readonly ImportedMeasurement[]): MeasuredCase[] {
  const byCase = Map.groupBy(measurements, ({ key }) => caseId(key))
  return [...byCase.values()].map((ofCase) => {
    const metrics = metricsFrom(ofCase)
    const { key } = ofCase[0] as ImportedMeasurement
    return {
      key: { ...key, params: JSON.parse(paramsText(key.params)) },
      status: 'ok',
      failure: undefined,
      iterations: Math.max(...metrics.map(({ samples }) => samples.length)),
      failures: 0,
      executor: 'import',
      stop: undefined,
      precisionRatio: undefined,
      metrics,
    }
  })
}

function metricsFrom(measurements: readonly ImportedMeasurement[]): MeasuredMetric[] {
  const byMetric = Map.groupBy(measurements, ({ metric }) =>
    JSON.stringify([metric.name, metric.unit, metric.direction]),
  )
  return [...byMetric.values()].map((same) => {
    const [first] = same as [ImportedMeasurement]
    const samples = same.flatMap((each) => each.samples)
    return {
      metric: first.metric,
      samples,
      warmupSamples: [],
      sampleCount: same.reduce((sum, each) => sum + (each.sampleCount ?? each.samples.length), 0),
      // An interval of one line does not describe several joined.
      reportedLow: same.length === 1 ? first.low : undefined,
      reportedHigh: same.length === 1 ? first.high : undefined,
    }
  })
}
