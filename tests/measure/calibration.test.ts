import { describe, expect, it } from 'vitest'
import { calibrate, calibrationFindings, withoutShell } from '../../runner/measure/calibration.ts'
import { noiseFloorRatio } from '../../runner/measure/noise-floor.ts'
import type { Calibration, IterationRecord } from '../../runner/measure/record.ts'
import { readSteal, stolenRatio } from '../../runner/measure/steal.ts'
import type { Execution } from '../../runner/metrics/metric.ts'
import { fakeExecutors } from './fake-executor.ts'
import { line, plannedCase, planOf, recordsOf } from './plans.ts'

describe('the noise floor', () => {
  it('is zero where equal work takes equally long', () => {
    expect(noiseFloorRatio([5, 5, 5, 5, 5, 5])).toBe(0)
  })

  it('is the half-width of the interval of a difference of two medians of 10', () => {
    // R: 1.96 * sqrt(2) * sqrt(pi / 2) * mad(c(99, 100, 101, 100, 99, 101, 100, 99)) / 100 / sqrt(10)
    expect(noiseFloorRatio([99, 100, 101, 100, 99, 101, 100, 99])).toBeCloseTo(0.01629, 5)
  })

  it('feels what interrupts a longer command now and then', () => {
    const preempted = new Set([3, 9, 10, 22, 23, 24, 38, 39, 45])
    const interrupted = Array.from({ length: 50 }, (_, index) => (preempted.has(index) ? 300 : 100))
    expect(noiseFloorRatio(interrupted)).toBeGreaterThan(0.1)
  })

  it('is the drift where that is larger', () => {
    expect(noiseFloorRatio([100, 100, 100, 100, 110, 110, 110, 110])).toBeCloseTo(0.1)
  })
})

describe('stolen time', () => {
  const stat = (user: number, steal: number) => () => `cpu  ${user} 0 0 0 0 0 0 ${steal} 0 0\ncpu0 1 2 3\n`

  it('is the share of all ticks between two readings', () => {
    expect(stolenRatio(readSteal(stat(100, 10)), readSteal(stat(190, 20)))).toBeCloseTo(0.1)
  })

  it('is not known where the system does not tell, or no time has passed', () => {
    const unknown = readSteal(() => {
      throw new Error('ENOENT')
    })
    expect(unknown).toBeUndefined()
    expect(stolenRatio(unknown, [1, 2])).toBeUndefined()
    expect(stolenRatio([1, 2], [1, 2])).toBeUndefined()
  })
})

const still = { timeEqualWork: () => [1, 1, 1, 1], readSteal: () => undefined, env: {} }

describe('calibrating', () => {
  it('times the start of a program and, only where a case has one, of the shell', async () => {
    const executors = fakeExecutors(({ command }) => ({
      wallTimeNs: command.kind === 'shell' ? 2e6 : 1e6,
      userTimeNs: 3e5,
      systemTimeNs: 4e5,
    }))
    const effects = { ...still, openExecutors: async () => executors }
    const plain = await calibrate(planOf([plannedCase('a')]), effects)
    expect(plain).toMatchObject({ executor: 'fake', executorStartNs: 1e6, shellStart: undefined })
    const shell = await calibrate(planOf([plannedCase('a', { command: line('a | b') })]), effects)
    expect(shell.shellStart).toEqual({ wallTimeNs: 2e6, userTimeNs: 3e5, systemTimeNs: 4e5 })
    expect(executors.isClosed).toBe(true)
  })

  it('does without what cannot be started', async () => {
    const executors = fakeExecutors(() => ({ end: { kind: 'not-started', message: 'no true' } }))
    const calibration = await calibrate(planOf([plannedCase('a')]), {
      ...still,
      openExecutors: async () => executors,
    })
    expect(calibration.executorStartNs).toBeUndefined()
  })

  it('of the real machine gives sound numbers', async () => {
    const calibration = await calibrate(planOf([plannedCase('a', { command: line('true') })]))
    expect(calibration.noiseFloorRatio).toBeGreaterThan(0)
    expect(calibration.noiseFloorRatio).toBeLessThan(10)
    expect(calibration.executorStartNs).toBeGreaterThan(1e4)
    expect(calibration.shellStart?.wallTimeNs).toBeGreaterThan(1e4)
  })
})

describe('the findings of a calibration', () => {
  const quiet: Calibration = {
    noiseFloorRatio: 0.01,
    stealRatio: 0,
    executor: 'exact',
    executorStartNs: 5e5,
    shellStart: undefined,
  }

  it('are none on a quiet machine', () => {
    expect(calibrationFindings(quiet)).toEqual([])
  })

  it('say what cannot be seen, and who takes the time', () => {
    const findings = calibrationFindings({ ...quiet, noiseFloorRatio: 0.0712, stealRatio: 0.25 })
    expect(findings.map(({ message }) => message)).toEqual([
      'this machine cannot see changes below 7.1 % now',
      'the host gives 25 % of this virtual machine’s time to others',
    ])
  })
})

describe('the start of the shell', () => {
  const shell = { wallTimeNs: 1e6, userTimeNs: 2e5, systemTimeNs: 3e5 }

  it('is subtracted from commands that run in one, and from no others', async () => {
    const executors = fakeExecutors(() => ({ wallTimeNs: 10e6 }))
    const cases = [plannedCase('words'), plannedCase('shell', { command: line('a | b') })]
    const records = await recordsOf(planOf(cases, 'sequential'), executors, { shellStart: shell })
    const times = records
      .filter((record): record is IterationRecord => record.kind === 'iteration')
      .map(({ measurements }) => measurements[0]?.samples[0])
    expect(times).toEqual([10e6, 10e6, 9e6, 9e6])
  })

  it('never makes a time negative, nor invents one', () => {
    const short: Execution = {
      executor: 'exact',
      wallTimeNs: 5e5,
      systemTimeNs: 1e5,
      end: { kind: 'exit', code: 0 },
    }
    expect(withoutShell(short, shell)).toMatchObject({
      wallTimeNs: 0,
      userTimeNs: undefined,
      systemTimeNs: 0,
    })
  })
})
