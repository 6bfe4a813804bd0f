import type { RunHeader } from '../measure/record.ts'

/** How often a series was measured: what turns a slope per run into one per week or per commit. */
export interface Pace {
  /** Undefined where all runs are of one time. */
  readonly runsPerWeek: number | undefined
  /** Undefined where git does not number the commits, or there is only one. */
  readonly runsPerCommit: number | undefined
}

const WEEK_MS = 7 * 86_400_000

/** From the first to the last of these runs, in commit order. A backfilled run counts at the time of its commit. */
export function paceOf(headers: readonly RunHeader[]): Pace {
  const [first, last] = [headers[0], headers.at(-1)]
  if (first === undefined || last === undefined) return { runsPerWeek: undefined, runsPerCommit: undefined }
  const steps = headers.length - 1
  return {
    runsPerWeek: per(steps, (timeOf(last) - timeOf(first)) / WEEK_MS),
    runsPerCommit: per(steps, (last.commit?.position ?? 0) - (first.commit?.position ?? 0)),
  }
}

function timeOf({ commit, startedAt }: RunHeader): number {
  return Date.parse(commit?.committedAt ?? startedAt)
}

function per(steps: number, span: number): number | undefined {
  return steps > 0 && span > 0 ? steps / span : undefined
}
