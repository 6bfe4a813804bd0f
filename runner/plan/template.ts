import type { CommandTemplate } from '../config/config.ts'
import type { Command, Params } from './plan.ts'

/**
 * The text with every `{name}` of a param replaced by its value. Other braces stay as they are, and what a value
 * brings in is not looked at again.
 */
export function fillText(text: string, params: Params): string {
  return text.replace(/\{([A-Za-z_][A-Za-z0-9_-]*)\}/g, (written, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : written,
  )
}

/** A value with spaces stays one word of a command; in a line for a shell it is put in as it is. */
export function fillCommand(template: CommandTemplate, params: Params): Command {
  if (template.kind === 'shell') return { kind: 'shell', line: fillText(template.line, params) }
  const [program, ...rest] = template.words
  return { kind: 'words', words: [fillText(program, params), ...rest.map((word) => fillText(word, params))] }
}
