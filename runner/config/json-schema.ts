import * as z from 'zod'
import { configSchema } from './schema.ts'

/** The JSON Schema of `perf.config.yaml`, from which editors complete and explain. Draft 7: what they know best. */
function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' })
  return {
    ...schema,
    title: 'perf.config.yaml',
    description: 'What perfledger measures, and how it judges.',
  }
}

/** The same as a file's text, indented, with a line's end. */
export function configJsonSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`
}
