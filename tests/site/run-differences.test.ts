import { describe, expect, it } from 'vitest'
import type { RunPage } from '../../runner/report/model.ts'
import { runPage } from '../../runner/report/run-document.ts'
import { runReport } from '../../runner/report/run-report.ts'
import { baselineRunId, runDifferences } from '../../site/lib/views/run-differences.ts'
import { run } from '../ledger/runs.ts'

const before = runPage(runReport(run(), []))
const rowsOf = (now: Partial<RunPage>) => runDifferences({ ...before, ...now }, before).rows

describe('what was different from the baseline', () => {
  it('is nothing where all is the same, and that is listed', () => {
    const { rows, same } = runDifferences(before, before)
    expect(rows).toEqual([])
    expect(same).toBe('environment, config, perfledger, cases, branch and uncommitted changes')
  })

  it('is the config, the tool, the cases, the branch', () => {
    const now = {
      configHash: 'another',
      run: { ...before.run, toolVersion: '9.9.9', cases: 7, commit: { ...before.run.commit!, dirty: true } },
    }
    expect(rowsOf(now).map(({ what }) => what)).toEqual([
      'config',
      'perfledger',
      'cases',
      'uncommitted changes',
    ])
  })

  it('is the machine itself only where it changed by half', () => {
    const noisy = { noiseFloorRatio: 0.02, executorStartNs: 6e5 }
    const machine = (now: Partial<RunPage>) =>
      runDifferences({ ...before, ...noisy, ...now }, { ...before, ...noisy }).rows
    expect(machine({ noiseFloorRatio: 0.025, executorStartNs: 5e5 })).toEqual([])
    expect(machine({ noiseFloorRatio: 0.04 })).toMatchObject([{ what: 'noise floor' }])
    expect(machine({ executorStartNs: null })).toEqual([])
  })

  it('is told against the newest run of the baseline', () => {
    const baselines = [['20260101-a', '20260301-c'], ['20260201-b']]
    expect(baselineRunId({ ...before, baselines })).toBe('20260301-c')
    expect(baselineRunId({ ...before, baselines: [] })).toBeNull()
  })
})
