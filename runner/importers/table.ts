import { parseParams } from '../ledger/identity.ts'
import type { ParamValue } from '../plan/plan.ts'
import { medianInterval } from '../stats/median-interval.ts'
import { isKnownUnit } from '../units.ts'
import { attempt, required, Unreadable } from './attempt.ts'
import type {
  ImportedCommit,
  ImportedHistory,
  ImportedMeasurement,
  ImportOptions,
  Unread,
} from './importer.ts'
import { type MappedField, type MappedMetric, mappedFields } from './mapping.ts'
import { timeOf } from './times.ts'
import { guessDirection, measurementOf } from './values.ts'

/** One line of a table: its cells by the name of their column. */
export interface TableRow {
  readonly place: string
  readonly cells: Readonly<Record<string, unknown>>
}

/** What holds for a whole table where neither its columns nor the mapping say so. */
export interface TableDefaults {
  readonly suite: string
  readonly benchmark: string
  readonly environment: string
  /** Columns that hold a metric each; undefined where every row holds one value. */
  readonly metrics?: Readonly<Record<string, MappedMetric>> | undefined
}

/** Rows of one run: same run id, or else same time, commit, branch and environment. */
export function historyOfTable(
  rows: readonly TableRow[],
  options: ImportOptions,
  defaults: TableDefaults,
): ImportedHistory {
  const unread: Unread[] = []
  const reader = new RowReader(options, defaults)
  const read = rows.flatMap((row) => attempt(row.place, unread, () => reader.read(row)) ?? [])
  const runs = [...Map.groupBy(read, ({ runKey }) => runKey).values()].map((same) => {
    const [first] = same as [ReadRow]
    return {
      place: first.place,
      startedAt: first.startedAt,
      commit: first.commit,
      pullRequest: first.pullRequest,
      environment: { cpuModel: first.environment },
      measurements: same.flatMap(({ measurements }) => measurements),
    }
  })
  return { runs, unread }
}

interface ReadRow {
  readonly runKey: string
  readonly place: string
  readonly startedAt: string
  readonly commit: ImportedCommit | undefined
  readonly pullRequest: number | undefined
  readonly environment: string
  readonly measurements: readonly ImportedMeasurement[]
}

class RowReader {
  readonly #options: ImportOptions
  readonly #defaults: TableDefaults

  constructor(options: ImportOptions, defaults: TableDefaults) {
    this.#options = options
    this.#defaults = defaults
  }

  read({ place, cells }: TableRow): ReadRow {
    const startedAt = this.#time(cells)
    const commit = this.#commit(cells)
    const environment =
      this.#text(cells, 'environment') ?? this.#options.mapping?.environment ?? this.#defaults.environment
    const pullRequest = Number(this.#text(cells, 'pull-request') ?? Number.NaN)
    const run = this.#text(cells, 'run')
    return {
      runKey: JSON.stringify(
        run === undefined ? [startedAt, commit?.sha, commit?.branch, environment] : [run, environment],
      ),
      place,
      startedAt,
      commit,
      pullRequest: Number.isSafeInteger(pullRequest) ? pullRequest : undefined,
      environment,
      measurements: this.#measurements(cells),
    }
  }

  /** The cell of a field: in the column that the mapping names, else under one of its usual names. */
  #cell(cells: TableRow['cells'], field: MappedField): unknown {
    const mapped = this.#options.mapping?.columns?.[field]
    if (mapped !== undefined) return cells[mapped]
    const metricColumns = this.#metricColumns()
    const usual = mappedFields[field].find((name) => cells[name] !== undefined && !(name in metricColumns))
    return usual === undefined ? undefined : cells[usual]
  }

  #text(cells: TableRow['cells'], field: MappedField): string | undefined {
    const value = this.#cell(cells, field)
    return value === undefined || value === null || value === '' ? undefined : String(value)
  }

  #metricColumns(): Readonly<Record<string, MappedMetric>> {
    return this.#options.mapping?.metrics ?? this.#defaults.metrics ?? {}
  }

  #time(cells: TableRow['cells']): string {
    const written = this.#cell(cells, 'time')
    if (written === undefined || written === '') throw new Unreadable('it has no time')
    return required(timeOf(written), `its time is none that can be read: ${JSON.stringify(written)}`)
  }

  #commit(cells: TableRow['cells']): ImportedCommit | undefined {
    const sha = this.#text(cells, 'commit')
    if (sha === undefined) return undefined
    return {
      sha,
      subject: this.#text(cells, 'subject'),
      committedAt: timeOf(this.#cell(cells, 'commit-time')),
      branch: this.#text(cells, 'branch'),
      tag: this.#text(cells, 'tag'),
    }
  }

  #measurements(cells: TableRow['cells']): ImportedMeasurement[] {
    const key = {
      suite:
        this.#options.suite ??
        this.#text(cells, 'suite') ??
        this.#options.mapping?.suite ??
        this.#defaults.suite,
      benchmark: this.#text(cells, 'benchmark') ?? this.#defaults.benchmark,
      params: this.#params(cells),
    }
    const columns = Object.entries(this.#metricColumns())
    if (columns.length === 0) return [this.#single(key, cells)]
    const measured = columns.flatMap(([column, metric]) => this.#ofColumn(key, column, metric, cells))
    if (measured.length === 0) throw new Unreadable('none of its metrics has a number')
    return measured
  }

  #ofColumn(
    key: ImportedMeasurement['key'],
    column: string,
    { name = column, unit = '', direction }: MappedMetric,
    cells: TableRow['cells'],
  ): ImportedMeasurement[] {
    const value = numberIn(cells[column])
    if (value === undefined) return []
    const raw = {
      key,
      metric: name,
      unit,
      direction: direction ?? guessDirection(name, unit),
      samples: [value],
    }
    return [measurementOf(raw, this.#options.declaredMetrics)]
  }

  #single(key: ImportedMeasurement['key'], cells: TableRow['cells']): ImportedMeasurement {
    const metric = this.#text(cells, 'metric') ?? 'value'
    const unit = this.#text(cells, 'unit') ?? ''
    const direction = this.#text(cells, 'direction')
    if (direction !== undefined && direction !== 'lower' && direction !== 'higher')
      throw new Unreadable(`its direction is ${JSON.stringify(direction)}, not "lower" or "higher"`)
    const samples = samplesIn(this.#cell(cells, 'samples'))
    const value = numberIn(this.#cell(cells, 'value'))
    if (samples === undefined && value === undefined) throw new Unreadable('it has no value that is a number')
    return measurementOf(
      {
        key,
        metric,
        unit,
        direction: direction ?? guessDirection(metric, unit),
        samples: samples ?? [value as number],
        ...reported(samples, numberIn(this.#cell(cells, 'low')), numberIn(this.#cell(cells, 'high'))),
      },
      this.#options.declaredMetrics,
    )
  }

  #params(cells: TableRow['cells']): Record<string, ParamValue> {
    const columns = this.#options.mapping?.params ?? []
    const chosen = columns.filter((column) => cells[column] !== undefined && cells[column] !== '')
    const whole = this.#text(cells, 'params')
    const parsed = whole?.startsWith('{') ? parseParams(whole) : {}
    if (!Object.values(parsed).every((value) => ['string', 'number', 'boolean'].includes(typeof value)))
      throw new Unreadable('its params are not a flat object')
    return { ...parsed, ...Object.fromEntries(chosen.map((column) => [column, scalar(cells[column])])) }
  }
}

/** The interval where a tool reported one: not where it only is what the samples beside it give. */
function reported(samples: readonly number[] | undefined, low: number | undefined, high: number | undefined) {
  if (samples === undefined) return { low, high }
  const own = medianInterval(samples, 0.95)
  return own.low === low && own.high === high ? {} : { low, high }
}

/** A param as text, number or boolean; a number only where it is written as one is. */
function scalar(cell: unknown): ParamValue {
  if (typeof cell === 'number' || typeof cell === 'boolean') return cell
  const text = String(cell)
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text
}

/** A finite number, also where it is written as text; undefined otherwise. */
export function numberIn(cell: unknown): number | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined
  if (typeof cell !== 'string' || cell.trim() === '') return undefined
  const value = Number(cell)
  return Number.isFinite(value) ? value : undefined
}

/** A list of numbers, or a text of numbers between semicolons or spaces, or a JSON list. */
function samplesIn(cell: unknown): number[] | undefined {
  if (cell === undefined || cell === null || cell === '') return undefined
  const items = Array.isArray(cell)
    ? cell
    : String(cell)
        .replaceAll(/[[\]]/g, '')
        .trim()
        .split(/[;,\s]+/)
  const numbers = items.map(numberIn)
  if (numbers.some((value) => value === undefined)) throw new Unreadable('one of its samples is not a number')
  return numbers.length === 0 ? undefined : (numbers as number[])
}

/** `latency_ms` is a metric `latency` in ms: the unit that a column's name ends in, where perfledger knows it. */
export function metricOfColumn(column: string): MappedMetric {
  const match = /^(.+?)[ _.-]*[([_ ](\w+(?:\/\w+)?)[)\]]?$/.exec(column)
  const unit = match?.[2]
  return match && unit !== undefined && isKnownUnit(unit) && unit.length > 1 ? { name: match[1], unit } : {}
}
