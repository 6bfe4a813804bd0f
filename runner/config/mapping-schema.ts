import type * as z from 'zod'
import { readDataFile } from './data-file.ts'
import { list, map, named, oneOf, pattern, text } from './fields.ts'

const column = text('the name of a column or field')

/** The fields of perfledger that a column can hold, each with the names that are tried where the mapping says nothing. */
export const mappedFields = {
  run: ['run_id', 'run'],
  time: ['started_at', 'time', 'timestamp', 'datetime', 'date'],
  commit: ['commit_sha', 'commit', 'sha', 'commit_hash', 'revision'],
  'commit-time': ['committed_at', 'commit_time', 'commit_date'],
  subject: ['commit_subject', 'subject', 'message'],
  branch: ['branch'],
  tag: ['tag'],
  'pull-request': ['pull_request'],
  environment: ['environment', 'machine', 'host'],
  suite: ['suite', 'group'],
  benchmark: ['benchmark', 'name', 'test', 'case'],
  params: ['params'],
  metric: ['metric', 'measure'],
  unit: ['unit'],
  direction: ['direction'],
  value: ['value', 'median', 'mean', 'result'],
  low: ['low', 'lower_value'],
  high: ['high', 'upper_value'],
  samples: ['samples'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type MappedField = keyof typeof mappedFields

const columnShape = Object.fromEntries(
  Object.keys(mappedFields).map((field) => [field, column.optional()]),
) as Record<MappedField, z.ZodOptional<typeof column>>

const mappedMetric = map(
  'a map with `unit`, `direction` and `name`, such as `{ unit: ms, direction: lower }`',
  {
    name: text('the name of a metric').optional(),
    unit: pattern('a unit such as `ms`, `MB`, `ops/s`, `%` or one of your own', /^\S{1,30}$/).optional(),
    direction: oneOf('a direction', ['lower', 'higher']).optional(),
  },
)

const mappingSchema = map('a map with `columns`, `metrics`, `params`, `rows`, `suite` and `environment`', {
  suite: text('the name of a suite').optional(),
  environment: text('what the machine is called').optional(),
  rows: text('the path to the list in the JSON, such as `data.results`').optional(),
  columns: map(
    `a map from fields to columns: ${Object.keys(mappedFields).join(', ')}`,
    columnShape,
  ).optional(),
  params: list('a list of columns that are params', column).optional(),
  metrics: named(
    'a map from columns to their metric, where each metric has a column of its own',
    column,
    mappedMetric,
  ).optional(),
})

/** How the columns of a CSV file, or the fields of objects in JSON, are to be read. */
export type Mapping = z.output<typeof mappingSchema>
export type MappedMetric = z.output<typeof mappedMetric>

/** Reads a mapping, in YAML or JSON. @throws UsageError with every mistake and its place */
export function loadMapping(file: string): Promise<Mapping> {
  return readDataFile(file, mappingSchema)
}
