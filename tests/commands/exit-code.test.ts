import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../runner/commands/exit-code.ts'
import type { RunCase, RunReport, VerdictState } from '../../runner/report/model.ts'
import { exampleReport } from '../reporters/example-report.ts'

const template = exampleReport.cases[0]!

function reportOf(...states: (VerdictState | 'failed-case')[]): RunReport {
  const cases = states.map((state): RunCase => {
    const failed = state === 'failed' || state === 'failed-case'
    const status = failed ? 'failed' : state === 'missing' ? 'missing' : 'ok'
    const verdict = { ...template.verdict!, state: failed ? ('failed' as const) : state }
    return { ...template, status, verdict, metrics: status === 'ok' ? template.metrics : [] }
  })
  return { ...exampleReport, warnings: [], cases }
}

const code = (report: RunReport, options: { strict?: boolean; declared?: boolean } = {}) =>
  exitCodeOf(report, { strict: options.strict ?? false, isDeclared: () => options.declared ?? true })

describe('the exit code of a run', () => {
  it.each<[VerdictState[], number]>([
    [['ok'], 0],
    [['ok', 'improved'], 0],
    [['inconclusive'], 0],
    [['ok', 'regressed'], 1],
    [['ok', 'over-budget'], 1],
    [['ok', 'regressed', 'failed'], 3],
    [['ok', 'missing'], 3],
    [[], 3],
  ])('for %j is %d', (states, expected) => {
    expect(code(reportOf(...states))).toBe(expected)
  })

  it('is 0 where a case is missing that the config no longer declares', () => {
    expect(code(reportOf('ok', 'missing'), { declared: false })).toBe(0)
  })

  it.each<VerdictState>(['inconclusive', 'missing'])('is 1 for %s with --strict', (state) => {
    expect(code(reportOf('ok', state), { strict: true, declared: false })).toBe(1)
  })

  it('is 1 for a warning with --strict', () => {
    expect(code({ ...reportOf('ok'), warnings: exampleReport.warnings }, { strict: true })).toBe(1)
  })

  it('is 130 after an interruption, whatever was measured', () => {
    const report = reportOf('regressed', 'failed')
    expect(code({ ...report, run: { ...report.run, interrupted: true } })).toBe(130)
  })
})
