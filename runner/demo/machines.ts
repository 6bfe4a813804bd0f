import { createHash } from 'node:crypto'
import type { Environment } from '../measure/record.ts'
import { mainCommits, releases, unmeasured } from './story.ts'

/** A machine of the story, and what it measures of main. */
export interface DemoMachine {
  readonly environment: Environment
  /** Times are so much longer than on the reference machine. */
  readonly slowness: number
  /** Scatter, against that of the reference machine. */
  readonly noise: number
  readonly measures: (commit: number) => boolean
  readonly delayMinutes: number
  readonly ciJob: string | undefined
}

function machine(fields: Omit<Environment, 'fingerprint' | 'labels'>): Environment {
  const labels = {}
  const fingerprint = createHash('sha256')
    .update(JSON.stringify({ ...fields, labels }))
    .digest('hex')
    .slice(0, 12)
  return { fingerprint, ...fields, labels }
}

/** Measures every commit and every push to a pull request. */
export const runner: DemoMachine = {
  environment: machine({
    cpuModel: 'AMD EPYC 7763 64-Core Processor',
    cores: 4,
    memoryGiB: 16,
    platform: 'linux',
    arch: 'x64',
    os: 'Ubuntu 24.04.3 LTS',
    runtime: 'node 24',
  }),
  slowness: 1,
  noise: 1,
  measures: (commit) => !unmeasured.includes(commit),
  delayMinutes: 4,
  ciJob: 'perf',
}

/** Quiet and fast; has time for every fourth commit. */
export const benchBox: DemoMachine = {
  environment: machine({
    cpuModel: 'AMD Ryzen 9 7950X 16-Core Processor',
    cores: 16,
    memoryGiB: 64,
    platform: 'linux',
    arch: 'x64',
    os: 'Debian GNU/Linux 12',
    runtime: 'node 24',
  }),
  slowness: 0.54,
  noise: 0.35,
  measures: (commit) => commit % 4 === 3 || releases[commit] !== undefined || commit >= mainCommits - 3,
  delayMinutes: 22,
  ciJob: 'perf-dedicated',
}

/** Somebody's, by hand, for releases. */
export const laptop: DemoMachine = {
  environment: machine({
    cpuModel: 'Apple M2',
    cores: 8,
    memoryGiB: 16,
    platform: 'darwin',
    arch: 'arm64',
    os: 'macOS 15',
    runtime: 'node 24',
  }),
  slowness: 0.63,
  noise: 0.8,
  measures: (commit) => releases[commit] !== undefined,
  delayMinutes: 95,
  ciJob: undefined,
}
