import type * as z from 'zod'
import { asText } from './fields.ts'
import { nearest } from './nearest.ts'
import { type Path, type Problem, pathText } from './problem.ts'
import { valueAt } from './salvage.ts'
import type { YamlText } from './yaml.ts'

type Issue = z.core.$ZodIssue
type Written = Pick<YamlText, 'value' | 'sourceAt'>

/** What the schema found, as problems: one for each unknown key, and for a union those of the branch that was meant. */
export function schemaProblems(issues: readonly Issue[], written: Written): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], written))
}

function problemsOf(issue: Issue, base: Path, written: Written): Problem[] {
  const path: Path = [...base, ...(issue.path as (string | number)[])]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, issue.message))
  if (issue.code === 'invalid_key') return [wrongName(path, issue.issues[0]?.message ?? issue.message)]
  if (issue.code === 'custom' && issue.params?.of === 'key') return [wrongName(path, issue.message)]
  if (issue.code === 'invalid_union') {
    const branch = branchMeant(issue.errors)
    if (branch) return branch.flatMap((inner) => problemsOf(inner, path, written))
  }
  return [wrongValue(path, issue.message, written)]
}

/** The one branch of a union whose type fits, so that its own, more exact mistakes can be told. */
function branchMeant(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((issues) => !issues.some(isWrongType))
  return fitting.length === 1 ? fitting[0] : undefined
}

const isWrongType = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length === 0

/** The message of an unknown key is the list of the known ones: see `map` in fields.ts. */
function unknownKey(key: string, path: Path, knownKeys: string): Problem {
  const known = knownKeys.split(' ')
  return {
    path: [...path, key],
    at: 'key',
    title: `unknown key \`${abridged(key)}\``,
    expected: `one of ${known.join(', ')}`,
    suggestion: nearest(key, known),
  }
}

function wrongName(path: Path, message: string): Problem {
  const [expected = '', suggestion] = message.split('\n')
  const title = `${JSON.stringify(abridged(String(path.at(-1))))} cannot be a name here`
  return { path, at: 'key', title, expected, suggestion }
}

function wrongValue(path: Path, message: string, written: Written): Problem {
  const [expected = '', suggestion] = message.split('\n')
  const value = valueAt(written.value, path)
  const field = fieldName(path)
  if (value === undefined) return { path, at: 'key', title: `${field} is missing`, expected }
  if (value === null) return { path, at: 'key', title: `${field} is empty`, expected }
  const source = written.sourceAt(path)
  return {
    path,
    at: 'value',
    title: `${field} cannot be ${inWords(value, source)}`,
    expected,
    suggestion:
      suggestion !== undefined && suggestion === asText(value) ? JSON.stringify(source) : suggestion,
  }
}

/** The last name of a path: `timeout`, `metrics[1]`. */
function fieldName(path: Path): string {
  const name = pathText(path.slice(typeof path.at(-1) === 'number' ? -2 : -1))
  return name === '' ? 'the config' : `\`${name}\``
}

/** The offending value: `the number 3`, `the text "3"`, `this list`. Numbers as they are written: 3.10 is not 3.1. */
function inWords(value: unknown, source: string): string {
  if (typeof value === 'string')
    return value === '' ? 'an empty text' : `the text ${JSON.stringify(abridged(value))}`
  if (typeof value === 'number') return `the number ${source}`
  if (typeof value === 'boolean') return source
  const isEmpty = Object.keys(value as object).length === 0
  if (Array.isArray(value)) return isEmpty ? 'an empty list' : 'this list'
  return isEmpty ? 'an empty map' : 'this map'
}

function abridged(text: string): string {
  const characters = [...text]
  return characters.length <= 60 ? text : `${characters.slice(0, 57).join('')}…`
}
