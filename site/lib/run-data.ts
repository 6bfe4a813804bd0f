import type { Direction, ReportProject, RunReport, VerdictState } from '../../runner/report/model.ts'
import { type CommitView, commitView } from './views/commit.ts'

/** What the browser reads of one run, to compare it with another: `data/runs/<id>.json`. */
export interface RunDocument {
  readonly version: 1
  readonly id: string
  readonly startedAt: string
  readonly commit: CommitView | null
  /** The commit in full, for a link to the difference. */
  readonly sha: string | null
  readonly environment: { readonly fingerprint: string; readonly description: string }
  readonly configHash: string
  readonly toolVersion: string
  readonly cases: readonly RunDataCase[]
}

export interface RunDataCase {
  /** Null for a case without a page. */
  readonly slug: string | null
  readonly suite: string
  readonly title: string
  readonly failed: boolean
  readonly metrics: readonly RunDataMetric[]
}

export interface RunDataMetric {
  readonly name: string
  readonly unit: string
  readonly direction: Direction
  readonly value: number
  readonly low: number
  readonly high: number
  /** As told when the run was judged; null where it was not. */
  readonly verdict: VerdictState | null
  /** The smallest relative change that the history could have told from noise; null where there was none. */
  readonly smallestDetectableRatio: number | null
  readonly samples: readonly number[]
}

const MOST_SAMPLES = 1000

export function runDocument(report: RunReport, project: ReportProject): RunDocument {
  const { run, environment } = report
  return {
    version: 1,
    id: run.id,
    startedAt: run.startedAt,
    commit: commitView(run.commit, project),
    sha: run.commit?.sha ?? null,
    environment: { fingerprint: environment.fingerprint, description: environment.description },
    configHash: report.configHash,
    toolVersion: run.toolVersion,
    cases: report.cases.map((one) => ({
      slug: one.slug,
      suite: one.suite,
      title: one.title,
      failed: one.status === 'failed',
      metrics: one.metrics.flatMap(({ metric, estimate, verdict, smallestDetectableRatio, samples }) =>
        estimate === null
          ? []
          : [
              {
                ...metric,
                value: compact(estimate.value),
                low: compact(estimate.low),
                high: compact(estimate.high),
                verdict: verdict?.state ?? null,
                smallestDetectableRatio,
                samples: samples.slice(0, MOST_SAMPLES).map(compact),
              },
            ],
      ),
    })),
  }
}

/** Whole numbers are as short as they are. */
function compact(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(7))
}
