import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { globSync } from 'tinyglobby'

const folder = join(import.meta.dirname, '../fixtures/configs')

/** A config in the folder of fixtures, with what is expected of it in a file beside it. */
export interface ConfigCase {
  readonly name: string
  readonly text: string
  /** Variables that the first lines of the file set in comments: `# PERF_…=250 ms`. */
  readonly environment: NodeJS.ProcessEnv
  readonly expectedFile: string
}

export function configCases(kind: 'broken' | 'good', ending: string): ConfigCase[] {
  return globSync('*.yaml', { cwd: join(folder, kind), absolute: true })
    .sort()
    .map((file) => {
      const text = readFileSync(file, 'utf8')
      const variables = [...text.matchAll(/^# (PERF_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ])
      const expectedFile = file.replace(/\.yaml$/, ending)
      return { name: basename(file), text, environment: Object.fromEntries(variables), expectedFile }
    })
}

/** JSON as people would write it: what fits on a line stays on it. */
export function readableJson(value: unknown, indent = ''): string {
  const flat = flatJson(value)
  if (indent.length + flat.length <= 90 || value === null || typeof value !== 'object') return flat
  const inner = `${indent}  `
  const lines = Array.isArray(value)
    ? value.map((item) => inner + readableJson(item, inner))
    : entriesOf(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${readableJson(item, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`
}

function flatJson(value: unknown): string {
  if (value === Infinity) return '"Infinity"'
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(flatJson).join(', ')}]`
  const entries = entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}: ${flatJson(item)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

const entriesOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, item]) => item !== undefined)
