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
  const labels = Object.entries(environment.labels).map(([name, value]) => `${name} ${value}`.trim())
  const { cpuModel, cores, memoryGiB, os, runtime } = environment
  const parts = [cpuModel, coresText(cores), memoryGiB > 0 ? `${memoryGiB} GiB` : '', os, runtime, ...labels]
  return parts.filter((part) => part !== '' && part !== 'not known').join(' · ')
}

/** What an import cannot know is left out and not shown as zero. */
function coresText(cores: number): string {
  if (cores === 0) return ''
  return cores === 1 ? '1 core' : `${cores} cores`
}
