import { codeFrame, gutter, printable } from './frame.ts'
import { ConfigError, type Path, type Problem, pathText, type Span } from './problem.ts'
import { valueAt } from './salvage.ts'
import type { YamlText } from './yaml.ts'

/** More than this at once helps nobody. */
const MAX_SHOWN = 20

/** The error that tells all problems of a config, in the order of the file, each once. `file` is shown as given. */
export function configError(
  problems: readonly Problem[],
  file: string,
  yaml: YamlText,
  hint?: string,
): ConfigError {
  const ordered = inOrder(problems, yaml)
  const count = ordered.length === 1 ? 'a mistake' : `${ordered.length} mistakes`
  const shown = ordered.slice(0, MAX_SHOWN).map((problem) => problemText(problem, file, yaml))
  const more = ordered.length > MAX_SHOWN ? [`… and ${ordered.length - MAX_SHOWN} more mistakes.`] : []
  const message = [`${printable(file)} has ${count}`, ...shown, ...more].join('\n\n')
  return new ConfigError(message, ordered, hint)
}

function inOrder(problems: readonly Problem[], yaml: YamlText): Problem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.title]), problem]))
  const place = (problem: Problem): number => (problem.variable ? Infinity : spanOf(problem, yaml).from)
  return [...unique.values()].sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0))
}

function problemText(problem: Problem, file: string, yaml: YamlText): string {
  return problem.variable ? variableText(problem, problem.variable) : fileText(problem, file, yaml)
}

function fileText(problem: Problem, file: string, yaml: YamlText): string {
  const span = spanOf(problem, yaml)
  const { line, column } = yaml.positionOf(span.from)
  const margin = ' '.repeat(gutter(line))
  const label =
    problem.suggestion === undefined ? undefined : `did you mean \`${printable(problem.suggestion)}\`?`
  return [
    `error: ${printable(problem.title)}`,
    `${margin}--> ${printable(file)}:${line}:${column}`,
    `${margin} |`,
    ...codeFrame({ text: yaml.text, line, column, length: span.to - span.from, label }),
    ...notes(problem).map((note) => `${margin} = ${note}`),
  ].join('\n')
}

function variableText(problem: Problem, variable: { readonly name: string; readonly value: string }): string {
  const label = problem.suggestion === undefined ? [] : [`did you mean \`${printable(problem.suggestion)}\`?`]
  return [
    `error: ${printable(problem.title)}`,
    ` --> the environment variable ${printable(variable.name)}=${printable(variable.value)}`,
    ...[...notes(problem), ...label].map((note) => `  = ${note}`),
  ].join('\n')
}

function notes({ path, expected }: Problem): string[] {
  const at = pathText(path)
  return [
    ...(at === '' ? [] : [`at ${printable(at)}`]),
    ...(expected ? [`expected ${printable(expected)}`] : []),
  ]
}

/** What to underline: a part of a line, for a caret below several lines shows nothing. */
function spanOf(problem: Problem, yaml: YamlText): Span {
  const whole = problem.span ?? yaml.spanOf(problem.path, problem.at)
  const part = problem.within && partOf(whole, problem.within, yaml, problem.path)
  if (part) return part
  const { from, to } = trimmed(whole, yaml.text)
  if (!yaml.text.slice(from, to).includes('\n')) return { from, to }
  const key = yaml.spanOf(problem.path, 'key')
  return problem.span || key.from === from
    ? { from, to: endOfLine(yaml.text, from) }
    : trimmed(key, yaml.text)
}

/** A part of a text value, where the text stands in the file just as it is read: plain, or in simple quotes. */
function partOf(
  whole: Span,
  within: { readonly offset: number; readonly length: number },
  yaml: YamlText,
  path: Path,
): Span | undefined {
  const value = valueAt(yaml.value, path)
  if (typeof value !== 'string') return undefined
  const start = [0, 1].map((quote) => whole.from + quote).find((from) => yaml.text.startsWith(value, from))
  if (start === undefined) return undefined
  const from = start + within.offset
  return { from, to: from + within.length }
}

function trimmed({ from, to }: Span, text: string): Span {
  const written = text.slice(from, to)
  return { from, to: from + written.trimEnd().length }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return trimmed({ from, to: end < 0 ? text.length : end }, text).to
}
