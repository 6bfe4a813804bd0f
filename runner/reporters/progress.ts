import { styleText } from 'node:util'
import { createLogUpdate } from 'log-update'
import type { ProgressEvent, RunningEstimate } from '../measure/progress.ts'
import type { CaseEndRecord, IterationRecord, MeasureRecord, StopBound } from '../measure/record.ts'
import { caseId, caseTitle } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import { formatDurationMs, formatQuantity } from '../units.ts'
import { plainText } from './plain-text.ts'

/** Tells a person, or a log, how measuring goes. */
export interface ProgressReporter {
  readonly onProgress: (event: ProgressEvent) => void
  readonly onRecord: (record: MeasureRecord) => void
  /** Removes what was only for the moment. */
  readonly end: () => void
}

/** A live display on a terminal, plain lines elsewhere. Both tell each case as it ends. */
export function progressReporter(stream: NodeJS.WriteStream, live: boolean): ProgressReporter {
  const display = live ? liveDisplay(stream) : undefined
  const estimates = new Map<string, RunningEstimate>()
  const line = (text: string): void => {
    display?.clear()
    stream.write(`${text}\n`)
  }
  return {
    onProgress: (event) => {
      if (event.estimate) estimates.set(caseId(event.case), event.estimate)
      display?.show(event)
    },
    onRecord: (record) => {
      if (record.kind === 'iteration' && record.failure && record.failure.reason !== 'interrupted') {
        line(failureLine(record, stream))
      }
      if (record.kind === 'case-end' && record.bound !== 'failure' && record.bound !== 'interrupted') {
        line(endLine(record, estimates.get(caseId(record.case)), stream))
      }
    },
    end: () => display?.clear(),
  }
}

function named({ suite, benchmark, params }: CaseKey): string {
  return plainText(`${suite} / ${caseTitle({ benchmark, params })}`)
}

function failureLine(record: IterationRecord, stream: NodeJS.WriteStream): string {
  return `${styleText('red', '✗', { stream })} ${named(record.case)}: ${plainText(record.failure?.message ?? '')}`
}

const bounds: Record<StopBound, string> = {
  precision: 'precise enough',
  'max-iterations': 'all iterations done',
  'max-time': 'out of time',
  failure: 'failed',
  interrupted: 'interrupted',
}

function endLine(
  record: CaseEndRecord,
  estimate: RunningEstimate | undefined,
  stream: NodeJS.WriteStream,
): string {
  const parts = [estimate ? estimateText(estimate, record.precisionRatio) : '', bounds[record.bound]]
  const detail = styleText('dim', parts.filter(Boolean).join(', '), { stream })
  return `${styleText('green', '✓', { stream })} ${named(record.case)}  ${detail}`
}

function estimateText({ metric, median, unit }: RunningEstimate, precisionRatio: number | undefined): string {
  const spread = precisionRatio === undefined ? '' : ` ± ${(precisionRatio * 100).toFixed(1)} %`
  return `${plainText(metric)} ${formatQuantity(median, plainText(unit))}${spread}`
}

/** A terminal is not redrawn more often than this: it would compete with what is measured. */
const REDRAW_MS = 100

function liveDisplay(stream: NodeJS.WriteStream): {
  show: (event: ProgressEvent) => void
  clear: () => void
} {
  const update = createLogUpdate(stream, { showCursor: true })
  let drawnAtMs = Number.NEGATIVE_INFINITY
  return {
    show: (event) => {
      if (performance.now() - drawnAtMs < REDRAW_MS) return
      drawnAtMs = performance.now()
      update(liveLines(event, stream))
    },
    clear: () => {
      update.clear()
      drawnAtMs = Number.NEGATIVE_INFINITY
    },
  }
}

const BAR_CELLS = 24

function liveLines(event: ProgressEvent, stream: NodeJS.WriteStream): string {
  const dim = (text: string) => styleText('dim', text, { stream })
  const step = event.phase === 'measured' || event.phase === 'warmup' ? ` ${event.index + 1}/${event.of}` : ''
  const sofar = event.estimate ? estimateText(event.estimate, event.estimate.precisionRatio) : ''
  const left = event.remainingMs === undefined ? '' : `at most ${formatDurationMs(event.remainingMs)} left`
  const filled = Math.round((BAR_CELLS * event.casesEnded) / Math.max(1, event.cases))
  const bar = `${'━'.repeat(filled)}${dim('━'.repeat(BAR_CELLS - filled))}`
  return [
    `${styleText('cyan', '●', { stream })} ${named(event.case)}  ${dim(`${event.phase}${step}`)}  ${sofar}`,
    `  ${bar}  ${event.casesEnded} of ${event.cases} cases${left ? `, ${left}` : ''}`,
  ].join('\n')
}
