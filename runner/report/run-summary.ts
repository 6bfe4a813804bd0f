import type { RunInfo } from '../ledger/series.ts'
import type { RecordedVerdict } from '../ledger/verdicts.ts'
import type { Commit } from '../measure/record.ts'
import { caseId } from '../plan/identity.ts'
import { isWorse, worstOf } from '../verdict.ts'
import type { ReportCommit, ReportVerdict, RunSummary, VerdictCounts } from './model.ts'

export function noCounts(): VerdictCounts {
  return { ok: 0, improved: 0, regressed: 0, 'over-budget': 0, inconclusive: 0, missing: 0, failed: 0 }
}

/** The verdict that stands for several: the worst of them; null where there is none. */
export function worst(verdicts: readonly RecordedVerdict[]): ReportVerdict | null {
  const rank = worstOf(verdicts)
  const found = verdicts.find(({ state, severity }) => state === rank?.state && severity === rank.severity)
  if (!found) return null
  const { state, severity, significant, reasons, toolVersion } = found
  return { state, severity: severity ?? null, significant, reasons: [...reasons], toolVersion }
}

export function commitOf(commit: Commit | undefined): ReportCommit | null {
  if (!commit) return null
  const { sha, subject, committedAt, branch, tag, dirty } = commit
  return { sha, subject, committedAt, branch: branch ?? null, tag: tag ?? null, dirty }
}

/** Counts cases, each by its worst metric. */
export function countCases(verdicts: readonly JudgedCase[]): VerdictCounts {
  const worstByCase = new Map<string, JudgedCase>()
  for (const verdict of verdicts) {
    const id = caseId(verdict.case)
    const known = worstByCase.get(id)
    if (known === undefined || isWorse(verdict, known)) worstByCase.set(id, verdict)
  }
  const counts = noCounts()
  for (const { state } of worstByCase.values()) counts[state] += 1
  return counts
}

type JudgedCase = Pick<RecordedVerdict, 'case' | 'state' | 'severity'>

/** A run as the lists show it. */
export function summarizeRun(info: RunInfo, verdicts: readonly JudgedCase[]): RunSummary {
  const { header } = info
  const rollUp = worstOf(verdicts)
  return {
    id: header.id,
    startedAt: header.startedAt,
    finishedAt: info.finishedAt,
    commit: commitOf(header.commit),
    pullRequest: header.pullRequest ?? null,
    ci: header.ci
      ? { service: header.ci.service, job: header.ci.job ?? null, url: header.ci.url ?? null }
      : null,
    environment: header.environment.fingerprint,
    toolVersion: header.toolVersion,
    partial: header.partial,
    interrupted: info.interrupted,
    cases: info.cases,
    state: rollUp?.state ?? null,
    severity: rollUp?.severity ?? null,
    counts: rollUp ? countCases(verdicts) : null,
  }
}
