import { beforeAll, describe, expect, it } from 'vitest'
import { openReport, type ReportDoor } from '../../site/lib/report.ts'
import { packRuns, unpackRuns } from '../../site/lib/runs-pack.ts'
import { runsDocument } from '../../site/lib/views/history.ts'
import { writeTestReport } from './site-under-test.ts'

let report: ReportDoor
beforeAll(async () => {
  report = openReport(await writeTestReport('runs-pack'))
}, 60_000)

describe('Packed runs', () => {
  it('are the same runs after they went through JSON', () => {
    const document = runsDocument(report.index(), report.runs())
    expect(unpackRuns(JSON.parse(JSON.stringify(packRuns(document))))).toEqual(document)
  })

  it('are the same where a run has no commit, was never judged, or is of a pull request', () => {
    const { runs, ...rest } = runsDocument(report.index(), report.runs())
    const [first] = runs
    const given = {
      ...rest,
      runs: [
        { ...first!, commit: null, state: null, severity: null, counts: null },
        { ...first!, pullRequest: 12, ci: { service: 'github', job: null, url: 'https://example.org/1' } },
        { ...first!, commit: { ...first!.commit!, branch: null, tag: 'v1', dirty: true } },
      ],
    }
    expect(unpackRuns(JSON.parse(JSON.stringify(packRuns(given))))).toEqual(given)
    expect(unpackRuns(packRuns({ ...rest, runs: [] }))).toEqual({ ...rest, runs: [] })
  })

  it('take less than half of the bytes', () => {
    const document = runsDocument(report.index(), report.runs())
    const runs = Array.from({ length: 20 }, () => document.runs).flat()
    const long = { ...document, runs }
    expect(JSON.stringify(packRuns(long)).length).toBeLessThan(0.5 * JSON.stringify(long).length)
  })
})
