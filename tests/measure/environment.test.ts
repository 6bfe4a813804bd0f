import { describe, expect, it } from 'vitest'
import { describeEnvironment, type EnvironmentEffects } from '../../runner/measure/environment.ts'
import { type MachineEffects, machineChecks } from '../../runner/measure/machine-checks.ts'
import { makeRunId } from '../../runner/measure/run-id.ts'

const machine: EnvironmentEffects = {
  cpuModels: () => ['  Intel(R)  Core(TM) i7 ', 'Intel(R) Core(TM) i7'],
  cores: () => 8,
  totalMemoryBytes: () => 15.6 * 2 ** 30,
  memoryLimitBytes: () => undefined,
  platform: 'linux',
  arch: 'x64',
  kernel: { type: 'Linux', release: '6.1.0-18-amd64', version: '#1 SMP' },
  nodeVersion: '24.21.0',
  readFile: (path) =>
    path === '/etc/os-release' ? 'PRETTY_NAME="x"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n' : undefined,
}

describe('the environment', () => {
  it('is described for people, and by a fingerprint', () => {
    expect(describeEnvironment({ python: '3.12' }, machine)).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
      cpuModel: 'Intel(R) Core(TM) i7',
      cores: 8,
      memoryGiB: 16,
      platform: 'linux',
      arch: 'x64',
      os: 'Debian GNU/Linux 12',
      runtime: 'node 24',
      labels: { python: '3.12' },
    })
  })

  it('is the same whatever the order of its labels, the patch level of Node and the kernel', () => {
    const one = describeEnvironment({ a: '1', b: '2' }, machine)
    const other = describeEnvironment(
      { b: '2', a: '1' },
      { ...machine, nodeVersion: '24.22.1', kernel: { ...machine.kernel, release: '6.2' } },
    )
    expect(other.fingerprint).toBe(one.fingerprint)
  })

  it.each<[string, Partial<EnvironmentEffects>]>([
    ['another processor', { cpuModels: () => ['AMD EPYC'] }],
    ['fewer cores', { cores: () => 4 }],
    ['less memory', { totalMemoryBytes: () => 8 * 2 ** 30 }],
    ['another Node', { nodeVersion: '26.0.0' }],
    ['another architecture', { arch: 'arm64' }],
  ])('is another one with %s', (_, difference) => {
    const here = describeEnvironment({}, machine)
    expect(describeEnvironment({}, { ...machine, ...difference }).fingerprint).not.toBe(here.fingerprint)
  })

  it('has the memory that a container may use', () => {
    expect(describeEnvironment({}, { ...machine, memoryLimitBytes: () => 2 ** 31 }).memoryGiB).toBe(2)
    expect(describeEnvironment({}, { ...machine, memoryLimitBytes: () => 2 ** 63 }).memoryGiB).toBe(16)
  })

  it('names at least the part of an ARM processor', () => {
    const readFile = (path: string) =>
      path === '/proc/cpuinfo' ? 'processor : 0\nCPU part\t: 0xd0c\n' : undefined
    const arm = { ...machine, arch: 'arm64', cpuModels: () => ['unknown'], readFile }
    expect(describeEnvironment({}, arm)).toMatchObject({ cpuModel: 'arm64 part 0xd0c', os: 'Linux' })
  })

  it.each([
    ['darwin', { type: 'Darwin', release: '24.1.0', version: 'Darwin Kernel' }, 'Darwin 24'],
    ['win32', { type: 'Windows_NT', release: '10.0.22631', version: 'Windows 11 Pro' }, 'Windows 11 Pro'],
  ])('names the system on %s', (platform, kernel, os) => {
    expect(describeEnvironment({}, { ...machine, platform, kernel }).os).toBe(os)
  })

  it('of this machine is the same twice', () => {
    expect(describeEnvironment()).toEqual(describeEnvironment())
  })
})

describe('the machine', () => {
  const quiet: MachineEffects = {
    loadAverage: () => 0.1,
    cores: () => 4,
    othersRunning: () => 2,
    readFile: () => undefined,
    readFolder: () => [],
  }
  const files = (texts: Record<string, string>): Pick<MachineEffects, 'readFile' | 'readFolder'> => ({
    readFile: (path) => texts[path],
    readFolder: (folder) => [
      ...new Set(
        Object.keys(texts)
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0]!),
      ),
    ],
  })
  const codes = (effects: Partial<MachineEffects>) =>
    machineChecks({ ...quiet, ...effects }).map(({ code }) => code)

  it('has no findings when it is quiet, or tells nothing', () => {
    expect(machineChecks(quiet)).toEqual([])
  })

  it('is busy', () => {
    expect(machineChecks({ ...quiet, loadAverage: () => 3.14 })).toMatchObject([
      {
        kind: 'warning',
        code: 'high-load',
        message: 'other processes keep this machine busy: load 3.1 on 4 cores',
      },
    ])
  })

  it('is not busy where all that ran a minute ago has ended', () => {
    expect(machineChecks({ ...quiet, loadAverage: () => 3.14, othersRunning: () => 0 })).toEqual([])
  })

  it('is busy for all one knows where the system tells no more than the average', () => {
    const told = machineChecks({ ...quiet, loadAverage: () => 3.14, othersRunning: () => undefined })
    expect(told.map(({ code }) => code)).toEqual(['high-load'])
  })

  it('changes its speed', () => {
    const governor = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'
    expect(codes(files({ [governor]: 'powersave\n' }))).toEqual(['cpu-governor'])
    expect(codes(files({ [governor]: 'performance\n' }))).toEqual([])
    expect(codes(files({ '/sys/devices/system/cpu/cpufreq/boost': '1\n' }))).toEqual(['cpu-turbo'])
    expect(codes(files({ '/sys/devices/system/cpu/intel_pstate/no_turbo': '1\n' }))).toEqual([])
  })

  it('is a container with a quota', () => {
    expect(codes(files({ '/sys/fs/cgroup/cpu.max': '150000 100000\n' }))).toEqual(['cpu-quota'])
    expect(codes(files({ '/sys/fs/cgroup/cpu.max': 'max 100000\n' }))).toEqual([])
    expect(
      codes(files({ '/proc/self/cgroup': '0::/box\n', '/sys/fs/cgroup/box/cpu.max': '50000 100000\n' })),
    ).toEqual(['cpu-quota'])
    const old = {
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
    }
    expect(codes(files(old))).toEqual(['cpu-quota'])
  })

  it('runs on its battery, but not for a mouse that does', () => {
    const battery = {
      '/sys/class/power_supply/BAT0/type': 'Battery\n',
      '/sys/class/power_supply/BAT0/status': 'Discharging\n',
    }
    expect(codes(files(battery))).toEqual(['on-battery'])
    expect(codes(files({ ...battery, '/sys/class/power_supply/BAT0/scope': 'Device\n' }))).toEqual([])
  })

  it('of this test can be asked', () => {
    for (const { message, advice } of machineChecks()) expect(message && advice).not.toBe('')
  })
})

describe('the id of a run', () => {
  it('is its time and 28 random bits', () => {
    const id = makeRunId(new Date('2026-11-20T05:12:30.789Z'), Uint8Array.of(0x9f, 0x86, 0xd0, 0x81, 0xab))
    expect(id).toBe('20261120-051230-3159f86d08')
  })

  it('sorts by time, and two of one millisecond differ', () => {
    const [earlier, later] = [new Date(1.7e12), new Date(1.7e12 + 1)]
    expect(makeRunId(earlier) < makeRunId(later)).toBe(true)
    expect(makeRunId(earlier)).not.toBe(makeRunId(earlier))
  })
})
