import type { JsonPlace } from '../adapters/json-place.ts'
import { attempt, Unreadable } from './attempt.ts'
import { type CsvLine, readCsv } from './csv.ts'
import type { Importer, ImportOptions, Unread } from './importer.ts'
import { mappedFields } from './mapping.ts'
import { type Source, textForDetection } from './source.ts'
import { historyOfTable, metricOfColumn, numberIn, type TableRow } from './table.ts'
import { tryTolerantly } from './tolerant-json.ts'

const suiteOf = (file: string): string => (file.split('/').at(-1) ?? file).replace(/\.\w+$/, '')

function csvFiles(source: Source): string[] {
  return source.files.filter((file) => /\.(csv|tsv)$/i.test(file))
}

/** Header and rows of a CSV file. */
function tableOf(
  source: Source,
  file: string,
): { readonly header: readonly string[]; readonly rows: TableRow[] } {
  const [header, ...lines] = readCsv(source.read(file))
  if (header === undefined) throw new Unreadable('it is empty')
  const names = header.cells.map((cell) => cell.trim())
  return { header: names, rows: lines.map((line) => rowOf(file, names, line)) }
}

function rowOf(file: string, names: readonly string[], { line, cells }: CsvLine): TableRow {
  return {
    place: `${file}: line ${line}`,
    cells: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])),
  }
}

function headerOf(source: Source, file: string): readonly string[] {
  const first =
    textForDetection(source, file)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)[0] ?? ''
  return first.split(/[,;\t]/).map((cell) => cell.replaceAll(/^"|"$/g, '').trim())
}

/** True where each row holds one value of one benchmark. */
function isLong(header: readonly string[]): boolean {
  const has = (names: readonly string[]): boolean => names.some((name) => header.includes(name))
  return has(mappedFields.benchmark) && (has(mappedFields.value) || header.includes('samples'))
}

/** Otava's CSV: a row per run, a column per metric. */
export const otava: Importer = {
  name: 'otava',
  description: 'CSV as Otava (Hunter) reads it: time, commit, then a column per metric.',
  detect: (source) => {
    const files = csvFiles(source)
    return files.length > 0 && files.every((file) => isWide(headerOf(source, file)))
  },
  read: (source, options) => {
    const unread: Unread[] = []
    const histories = csvFiles(source).flatMap(
      (file) => attempt(file, unread, () => readWide(source, file, options)) ?? [],
    )
    return {
      runs: histories.flatMap(({ runs }) => runs),
      unread: [...unread, ...histories.flatMap((history) => history.unread)],
    }
  },
}

function isWide(header: readonly string[]): boolean {
  return header.some((name) => /^(time|timestamp|date)$/i.test(name)) && !isLong(header) && header.length > 1
}

/** Columns that are numbers wherever they have anything are metrics; the others tell of the commit. */
function readWide(source: Source, file: string, options: ImportOptions) {
  const { header, rows } = tableOf(source, file)
  const attributes = new Set<string>(
    (
      [
        'run',
        'time',
        'commit',
        'commit-time',
        'subject',
        'branch',
        'tag',
        'pull-request',
        'environment',
      ] as const
    ).flatMap((field) => [...mappedFields[field], options.mapping?.columns?.[field] ?? '']),
  )
  const columns = header.filter((name) => !attributes.has(name) && isNumeric(rows, name))
  if (columns.length === 0) throw new Unreadable('no column holds numbers')
  return historyOfTable(rows, options, {
    suite: 'otava',
    benchmark: suiteOf(file),
    environment: 'not recorded: otava',
    metrics: Object.fromEntries(columns.map((name) => [name, metricOfColumn(name)])),
  })
}

function isNumeric(rows: readonly TableRow[], name: string): boolean {
  const filled = rows.map(({ cells }) => cells[name]).filter((cell) => cell !== '')
  return filled.length > 0 && filled.some((cell) => numberIn(cell) !== undefined)
}

/** Any CSV with a row per value; `perfledger export --format csv` writes one. */
export const csv: Importer = {
  name: 'csv',
  description: 'CSV with a row per value (or, with a mapping, a column per metric).',
  detect: (source) => csvFiles(source).some((file) => isLong(headerOf(source, file))),
  read: (source, options) => {
    const unread: Unread[] = []
    const histories = csvFiles(source).flatMap(
      (file) =>
        attempt(file, unread, () =>
          historyOfTable(tableOf(source, file).rows, options, {
            suite: suiteOf(file),
            benchmark: suiteOf(file),
            environment: 'not recorded: csv',
          }),
        ) ?? [],
    )
    return {
      runs: histories.flatMap(({ runs }) => runs),
      unread: [...unread, ...histories.flatMap((history) => history.unread)],
    }
  },
}

/** Any JSON with a list of objects, each one value; fields of objects inside are called `commit.id`. */
export const json: Importer = {
  name: 'json',
  description: 'JSON with a list of objects, each a value (or, with a mapping, a field per metric).',
  detect: (source) =>
    source.files.some((file) => {
      if (!file.endsWith('.json')) return false
      const document = tryTolerantly(textForDetection(source, file))
      const first = document?.isList ? document.list()[0] : undefined
      return first?.isObject === true && isLong(Object.keys(flat(first)))
    }),
  read: (source, options) => {
    const unread: Unread[] = []
    const histories = source.files
      .filter((file) => file.endsWith('.json'))
      .flatMap(
        (file) =>
          attempt(file, unread, () =>
            historyOfTable(objectRows(source, file, options), options, {
              suite: suiteOf(file),
              benchmark: suiteOf(file),
              environment: 'not recorded: json',
            }),
          ) ?? [],
      )
    return {
      runs: histories.flatMap(({ runs }) => runs),
      unread: [...unread, ...histories.flatMap((history) => history.unread)],
    }
  },
}

function objectRows(source: Source, file: string, { mapping }: ImportOptions): TableRow[] {
  const document = tryTolerantly(source.read(file))
  if (document === undefined) throw new Unreadable('it is not whole JSON')
  const list = (mapping?.rows?.split('.') ?? []).reduce((place, key) => place.at(key), document)
  return list.list().map((row) => ({ place: `${file}: ${row.path}`, cells: flat(row) }))
}

function flat(place: JsonPlace, prefix = ''): Record<string, unknown> {
  if (!place.isObject) return prefix === '' ? {} : { [prefix]: place.value }
  return Object.assign(
    {},
    ...place
      .entries()
      .map(([name, inner]) => nested(inner, prefix === '' ? name : `${prefix}.${name}`, name)),
  )
}

/** The params of a row stay one object. */
function nested(place: JsonPlace, path: string, name: string): Record<string, unknown> {
  return name === 'params' && place.isObject ? { [path]: JSON.stringify(place.value) } : flat(place, path)
}
