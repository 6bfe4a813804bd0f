import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { configJsonSchemaText } from '../config/json-schema.ts'
import { ExitCode, PerfledgerError } from '../errors.ts'

export interface SchemaOptions {
  /** Write to this file instead of printing. */
  readonly write?: string | undefined
}

/** What `schema` does to the world. */
export interface SchemaEffects {
  readonly print: (text: string) => void
  readonly write: (file: string, text: string) => Promise<void>
}

const realEffects: SchemaEffects = {
  print: (text) => void process.stdout.write(text),
  write: async (file, text) => {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  },
}

/** `perfledger schema`: the JSON Schema of the config, for editors; printed, or written to a file. */
export async function schema(
  options: SchemaOptions,
  effects: SchemaEffects = realEffects,
): Promise<ExitCode> {
  const text = configJsonSchemaText()
  if (options.write === undefined) {
    effects.print(text)
    return ExitCode.ok
  }
  try {
    await effects.write(resolve(options.write), text)
  } catch (cause) {
    throw new PerfledgerError(
      `The schema cannot be written to ${options.write}: ${(cause as Error).message}.`,
      { cause },
    )
  }
  effects.print(`Wrote ${options.write}.\n`)
  return ExitCode.ok
}
