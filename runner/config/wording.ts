import type * as z from 'zod'
import { nearest } from './nearest.ts'
import { type Path, type Problem, pathText } from './problem.ts'

type Issue = z.core.$ZodIssue

/** What the schema found, as problems: one for each unknown key, and for a union the branch that was meant. */
export function schemaProblems(issues: readonly Issue[], raw: unknown): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], raw))
}

function problemsOf(issue: Issue, base: Path, raw: unknown): Problem[] {
  const path: Path = [...base, ...(issue.path as (string | number)[])]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, issue.message))
  if (issue.code === 'invalid_key') return [wrongName(path, issue.issues[0]?.message ?? issue.message)]
  if (issue.code === 'invalid_union') {
    const branch = branchMeant(issue.errors)
    if (branch) return branch.flatMap((inner) => problemsOf(inner, path, raw))
  }
  return [wrongValue(path, issue.message, valueAt(raw, path))]
}

/** The one branch of a union whose type fits, so that its own, more exact mistakes can be told. */
function branchMeant(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((issues) => !issues.some(isWrongType))
  return fitting.length === 1 ? fitting[0] : undefined
}

const isWrongType = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length === 0

function unknownKey(key: string, path: Path, knownKeys: string): Problem {
  const known = knownKeys.split(' ')
  return {
    path: [...path, key],
    at: 'key',
    title: `unknown key \`${key}\``,
    expected: `one of ${known.join(', ')}`,
    suggestion: nearest(key, known),
  }
}

function wrongName(path: Path, message: string): Problem {
  const [expected = '', suggestion] = message.split('\n')
  const name = abridged(String(path.at(-1)))
  return { path, at: 'key', title: `\`${name}\` cannot stand here as a name`, expected, suggestion }
}

function wrongValue(path: Path, message: string, value: unknown): Problem {
  const [expected = '', suggestion] = message.split('\n')
  const field = pathText(path.slice(typeof path.at(-1) === 'number' ? -2 : -1)) || 'the config'
  if (value === undefined) return { path, at: 'key', title: `\`${field}\` is missing`, expected }
  const title = value === null ? `\`${field}\` is empty` : `\`${field}\` cannot be ${inWords(value)}`
  return { path, at: 'value', title, expected, suggestion }
}

/** The offending value: `the number 3`, `the text "3"`, `a list`. */
function inWords(value: unknown): string {
  if (typeof value === 'string')
    return value === '' ? 'an empty text' : `the text ${JSON.stringify(abridged(value))}`
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return `${value}`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'this list'
  return value !== null && typeof value === 'object' && Object.keys(value).length === 0
    ? 'an empty map'
    : 'this map'
}

function abridged(text: string): string {
  const characters = [...text]
  return characters.length <= 60 ? text : `${characters.slice(0, 57).join('')}…`
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    raw,
  )
}
