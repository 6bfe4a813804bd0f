import { PerfledgerError } from '../errors.ts'
import type { MeasuredCase, MeasuredMetric, MeasuredRun } from '../measure/record.ts'
import { caseId } from '../plan/identity.ts'

/**
 * What may enter the ledger: history is never changed, so a number that is none, a time that is none or a name that a
 * file cannot hold must not get in. Throws PerfledgerError that says which value of which case.
 */
export function assertValidRun(run: MeasuredRun): void {
  const { header } = run
  const claim = claims(`Run ${header.id} was not kept`)
  claim.time(header.startedAt, 'the start of the run')
  claim.time(run.finishedAt, 'the end of the run')
  if (header.commit !== undefined) claim.time(header.commit.committedAt, 'the time of the commit')
  claim.integer(header.seed, 'the seed')
  claim.integer(header.commit?.position ?? 0, 'the position of the commit')
  claim.integer(header.pullRequest ?? 0, 'the number of the pull request')
  claim.integer(header.environment.cores, 'the number of cores')
  claim.finite(header.environment.memoryGiB, 'the memory of the machine')
  claim.distinct(
    run.cases.map((each) => caseId(each.key)),
    'case',
  )
  for (const measured of run.cases)
    assertValidCase(claims(`Run ${header.id} was not kept`, measured), measured)
}

function assertValidCase(claim: Claims, measured: MeasuredCase): void {
  claim.name(measured.key.suite, 'the suite')
  claim.name(measured.key.benchmark, 'the benchmark')
  claim.integer(measured.iterations, 'the number of iterations')
  claim.integer(measured.failures, 'the number of failures')
  for (const value of Object.values(measured.key.params)) {
    if (typeof value === 'number') claim.finite(value, 'a param')
  }
  const metricIds = measured.metrics.map(({ metric }) =>
    JSON.stringify([metric.name, metric.unit, metric.direction]),
  )
  claim.distinct(metricIds, 'metric')
  for (const each of measured.metrics) assertValidMetric(claim, each)
}

function assertValidMetric(claim: Claims, { metric, ...measured }: MeasuredMetric): void {
  claim.name(metric.name, 'a metric')
  claim.name(metric.unit, `the unit of ${metric.name}`)
  for (const sample of measured.samples) claim.finite(sample, `a sample of ${metric.name}`)
  for (const sample of measured.warmupSamples) claim.finite(sample, `a warm-up sample of ${metric.name}`)
  claim.integer(measured.sampleCount, `the number of samples of ${metric.name}`)
  claim.finite(measured.reportedLow ?? 0, `the reported interval of ${metric.name}`)
  claim.finite(measured.reportedHigh ?? 0, `the reported interval of ${metric.name}`)
}

type Claims = ReturnType<typeof claims>

function claims(consequence: string, measured?: MeasuredCase) {
  const place = measured === undefined ? '' : ` in ${measured.key.suite} › ${measured.key.benchmark}`
  const refuse = (what: string): never => {
    throw new PerfledgerError(`${consequence}: ${what.toWellFormed()}${place.toWellFormed()}.`, {
      hint: 'The history is never changed, so only sound values get in. This is a fault of whatever measured it.',
    })
  }
  return {
    finite(value: number, what: string): void {
      if (!Number.isFinite(value)) refuse(`${what} is ${value}, not a finite number`)
    },
    integer(value: number, what: string): void {
      if (!Number.isSafeInteger(value)) refuse(`${what} is ${value}, not a whole number`)
    },
    time(value: string, what: string): void {
      if (Number.isNaN(Date.parse(value)))
        refuse(`${what} is ${JSON.stringify(value)}, not a time in ISO 8601`)
    },
    name(value: string, what: string): void {
      if (!value.isWellFormed()) refuse(`the name of ${what} is not valid Unicode: ${JSON.stringify(value)}`)
    },
    distinct(ids: readonly string[], what: string): void {
      const seen = new Set<string>()
      for (const id of ids) {
        if (seen.has(id)) refuse(`the ${what} ${id} is there twice`)
        seen.add(id)
      }
    },
  }
}
