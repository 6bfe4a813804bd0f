import type { ReportTimeline, RunDocument } from '../../runner/report/model.ts'
import { formatDurationMs, formatQuantity } from '../../runner/units.ts'
import { fill, shared } from '../words.ts'
import { counted } from './format.ts'

/** What a command used while it ran, as small pictures over one time axis, drawn while building. */
export interface TimelineView {
  /** `Typically 0.98 processors, up to 62 MB` */
  readonly summary: string
  /** What the lines are: `iteration 4, the typical one; dashed: iteration 7, the slowest` */
  readonly lines: string
  readonly length: string
  readonly panels: readonly TimelinePanel[]
}

export interface TimelinePanel {
  readonly name: string
  /** `at most 62 MB` */
  readonly most: string
  /** The same picture in a sentence. */
  readonly text: string
  readonly width: number
  readonly height: number
  readonly path: string
  readonly slowestPath: string | null
}

interface Resource {
  readonly name: string
  readonly values: (timeline: ReportTimeline) => readonly number[]
  readonly format: (value: number) => string
  /** Drawn also where it is zero all the time. */
  readonly always?: boolean
}

const count = (value: number): string => String(Number(value.toFixed(2)))
const percent = (value: number): string => `${Number((value * 100).toFixed(1))}\u00a0%`

const resources: readonly Resource[] = [
  { name: shared.timelineProcessors, values: ({ cpuRatio }) => cpuRatio, format: count, always: true },
  {
    name: shared.timelineMemory,
    values: ({ residentBytes }) => residentBytes,
    format: (value) => formatQuantity(value, 'B'),
    always: true,
  },
  {
    name: shared.timelineRead,
    values: ({ readBytesPerSecond }) => readBytesPerSecond,
    format: (value) => formatQuantity(value, 'B/s'),
  },
  {
    name: shared.timelineWritten,
    values: ({ writtenBytesPerSecond }) => writtenBytesPerSecond,
    format: (value) => formatQuantity(value, 'B/s'),
  },
  { name: shared.timelineThreads, values: ({ threads }) => threads, format: count, always: true },
  { name: shared.timelineOpenFiles, values: ({ openFiles }) => openFiles, format: count, always: true },
  { name: shared.timelineStolen, values: ({ stealRatio }) => stealRatio, format: percent },
  { name: shared.timelineLoad, values: ({ load }) => load, format: count, always: true },
]

const WIDTH = 220
const HEIGHT = 48
const MARGIN = 2

/** Null where the command was too short to be looked at. */
export function timelineView(
  typical: ReportTimeline | null,
  slowest: ReportTimeline | null,
): TimelineView | null {
  if (!typical || typical.atMs.length === 0) return null
  const lengthMs = Math.max(endOf(typical), slowest ? endOf(slowest) : 0)
  return {
    summary: summary(typical),
    lines: linesText(typical, slowest),
    length: formatDurationMs(lengthMs),
    panels: resources.flatMap((resource) => panel(resource, typical, slowest, lengthMs) ?? []),
  }
}

const endOf = ({ atMs }: ReportTimeline): number => atMs.at(-1) ?? 0

function summary(typical: ReportTimeline): string {
  const processors = count(middleOf(typical.cpuRatio))
  const memory = formatQuantity(Math.max(...typical.residentBytes), 'B')
  return counted(shared, 'timelineInUse', Number(processors), memory)
}

function linesText(typical: ReportTimeline, slowest: ReportTimeline | null): string {
  const name = ({ iteration }: ReportTimeline, otherwise: string): string =>
    iteration === null ? otherwise : fill(shared.timelineIteration, iteration + 1)
  const period = fill(shared.timelineEvery, formatDurationMs(typical.intervalMs))
  const line = fill(shared.timelineTypical, name(typical, shared.timelineAnIteration), period)
  return slowest ? fill(shared.timelineDashed, line, name(slowest, shared.timelineSlowest)) : line
}

function panel(
  { name, values, format, always }: Resource,
  typical: ReportTimeline,
  slowest: ReportTimeline | null,
  lengthMs: number,
): TimelinePanel | undefined {
  const most = Math.max(...values(typical), ...(slowest ? values(slowest) : []))
  if (most === 0 && !always) return undefined
  const draw = (timeline: ReportTimeline): string => stepPath(timeline.atMs, values(timeline), lengthMs, most)
  const typically = format(middleOf(values(typical)))
  return {
    name,
    most: format(most),
    text: fill(shared.timelinePanel, name, formatDurationMs(lengthMs), typically, format(most)),
    width: WIDTH,
    height: HEIGHT,
    path: draw(typical),
    slowestPath: slowest && draw(slowest),
  }
}

/** Each value holds from the time before up to its own; the foot of the picture is zero. */
function stepPath(
  atMs: readonly number[],
  values: readonly number[],
  lengthMs: number,
  most: number,
): string {
  const toX = (ms: number) => short(MARGIN + (ms / (lengthMs || 1)) * (WIDTH - 2 * MARGIN))
  const toY = (value: number) => short(HEIGHT - MARGIN - (value / (most || 1)) * (HEIGHT - 2 * MARGIN))
  return values
    .map(
      (value, index) => `${index === 0 ? `M${toX(0)} ${toY(value)}` : `V${toY(value)}`}H${toX(atMs[index]!)}`,
    )
    .join('')
}

function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[(sorted.length - 1) >> 1] ?? 0
}

const short = (value: number): number => Math.round(value * 10) / 10

/** Of one case in a run; null where the case was not looked at. */
export function caseTimeline(report: RunDocument, slug: string): TimelineView | null {
  const one = report.cases.find((each) => each.slug === slug)
  return one ? timelineView(one.timeline, one.slowestTimeline) : null
}
