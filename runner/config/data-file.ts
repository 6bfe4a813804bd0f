import { readFile } from 'node:fs/promises'
import type * as z from 'zod'
import { UsageError } from '../errors.ts'
import { configError } from './message.ts'
import type { Path } from './problem.ts'
import { schemaProblems } from './wording.ts'
import { readYaml } from './yaml.ts'

/**
 * Reads a small YAML or JSON file beside the config, as strictly as the config itself.
 * @throws UsageError where it cannot be read; ConfigError with every mistake in it and its place
 */
export async function readDataFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseDataText(await textOf(file), file, schema)
}

/** The same with the line, from 1, of what is at a path. For messages about what is well written but means nothing. */
export async function readPlacedFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<{ readonly data: z.output<Schema>; readonly lineOf: (path: Path) => number }> {
  const text = await textOf(file)
  const yaml = readYaml(text)
  return {
    data: parseDataText(text, file, schema),
    lineOf: (path) => yaml.positionOf(yaml.spanOf(path, 'value').from).line,
  }
}

/** {@link readDataFile} of a text; `file` is only for messages. */
export function parseDataText<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): z.output<Schema> {
  const yaml = readYaml(text)
  if (yaml.value === undefined) throw configError(yaml.problems, file, yaml)
  const checked = schema.safeParse(yaml.value)
  const problems = [...yaml.problems, ...(checked.success ? [] : schemaProblems(checked.error.issues, yaml))]
  if (problems.length > 0 || !checked.success) throw configError(problems, file, yaml)
  return checked.data
}

async function textOf(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${(cause as Error).message}.`, { cause })
  }
}
