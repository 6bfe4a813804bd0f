import type { Timeline } from '../metrics/metric.ts'
import { readLoad, readTree, type TreeUse } from './proc-reading.ts'
import { readSteal, stolenRatio } from './steal.ts'

/** A command that ends before this many looks has no timeline. */
const MIN_SAMPLES = 3
/** With more, every second one is forgotten and the period doubles: memory and work stay bounded however long it takes. */
const MAX_SAMPLES = 240

/** What a sampler asks of the world; tests pass their own. */
export interface SamplerEffects {
  readonly readTree: (leader: number) => TreeUse | undefined
  readonly readSteal: typeof readSteal
  readonly readLoad: () => number
  readonly elapsedMs: () => number
}

const realMachine: SamplerEffects = { readTree, readSteal, readLoad, elapsedMs: () => performance.now() }

interface Look extends TreeUse {
  readonly atMs: number
  readonly steal: ReturnType<typeof readSteal>
  readonly load: number
}

/**
 * Looks at a process and all that it started, again and again while it runs, from a thread that has nothing else to do
 * meanwhile. Only on Linux; elsewhere it sees nothing.
 *
 * @param leader the process; undefined while there is none
 */
export class Sampler {
  readonly #leader: () => number | undefined
  readonly #effects: SamplerEffects
  readonly #startedAtMs: number
  readonly #firstSteal: ReturnType<typeof readSteal>
  #intervalMs: number
  #looks: Look[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(leader: () => number | undefined, intervalMs: number, effects: SamplerEffects = realMachine) {
    this.#leader = leader
    this.#intervalMs = intervalMs
    this.#effects = effects
    this.#startedAtMs = effects.elapsedMs()
    this.#firstSteal = effects.readSteal()
    this.#restart()
  }

  #restart(): void {
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.look(), this.#intervalMs)
  }

  /** Adds one look. */
  look(): void {
    const leader = this.#leader()
    const use = leader === undefined ? undefined : this.#effects.readTree(leader)
    if (!use) return
    const atMs = this.#effects.elapsedMs() - this.#startedAtMs
    this.#looks.push({ atMs, ...use, steal: this.#effects.readSteal(), load: this.#effects.readLoad() })
    if (this.#looks.length < MAX_SAMPLES) return
    this.#looks = halved(this.#looks)
    this.#intervalMs *= 2
    this.#restart()
  }

  /** To be called when the command has ended; undefined where it was too short to be looked at. */
  stop(): Timeline | undefined {
    clearInterval(this.#timer)
    if (this.#looks.length < MIN_SAMPLES) return undefined
    return toTimeline(this.#looks, this.#intervalMs, this.#firstSteal)
  }
}

/** Counters are those of the later of two looks, sizes the larger: no peak is forgotten. */
function halved(looks: readonly Look[]): Look[] {
  return looks.flatMap((look, index) => {
    if (index % 2 === 0) return []
    const before = looks[index - 1]!
    const larger = (field: 'residentBytes' | 'threads' | 'openFiles' | 'load'): number =>
      Math.max(before[field], look[field])
    return [
      {
        ...look,
        residentBytes: larger('residentBytes'),
        threads: larger('threads'),
        openFiles: larger('openFiles'),
        load: larger('load'),
      },
    ]
  })
}

function toTimeline(
  looks: readonly Look[],
  intervalMs: number,
  firstSteal: ReturnType<typeof readSteal>,
): Timeline {
  const rate = (field: 'cpuMs' | 'readBytes' | 'writtenBytes'): number[] =>
    looks.map((look, index) => {
      const before = looks[index - 1]
      const sinceMs = look.atMs - (before?.atMs ?? 0)
      return sinceMs > 0 ? Math.max(0, look[field] - (before?.[field] ?? 0)) / sinceMs : 0
    })
  return {
    intervalMs,
    atMs: looks.map(({ atMs }) => rounded(atMs, 1)),
    cpuRatio: rate('cpuMs').map((value) => rounded(value, 3)),
    residentBytes: looks.map(({ residentBytes }) => residentBytes),
    readBytesPerSecond: rate('readBytes').map((value) => Math.round(value * 1000)),
    writtenBytesPerSecond: rate('writtenBytes').map((value) => Math.round(value * 1000)),
    threads: looks.map(({ threads }) => threads),
    openFiles: looks.map(({ openFiles }) => openFiles),
    stealRatio: looks.map(({ steal }, index) =>
      rounded(stolenRatio(looks[index - 1]?.steal ?? firstSteal, steal) ?? 0, 3),
    ),
    load: looks.map(({ load }) => load),
  }
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))
