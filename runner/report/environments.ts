import type { Environment } from '../measure/record.ts'
import type { ReportEnvironment } from './model.ts'

/** An environment for people, with how often and when last it was used. */
export function environmentOf(environment: Environment, runs: number, lastRunAt: string): ReportEnvironment {
  return {
    ...environment,
    labels: { ...environment.labels },
    description: describe(environment),
    runs,
    lastRunAt,
  }
}

function describe(environment: Environment): string {
  const labels = Object.entries(environment.labels).map(([name, value]) => `${name} ${value}`)
  const { cpuModel, cores, memoryGiB, os, runtime } = environment
  const parts = [
    cpuModel,
    cores === 1 ? '1 core' : `${cores} cores`,
    `${memoryGiB} GiB`,
    os,
    runtime,
    ...labels,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}
