import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { configJsonSchemaText } from '../../runner/config/json-schema.ts'
import { parseConfig } from '../../runner/config/load.ts'
import { ConfigError } from '../../runner/config/problem.ts'
import { configSchema } from '../../runner/config/schema.ts'

interface JsonSchema {
  readonly description?: string
  readonly properties?: Record<string, JsonSchema>
  readonly definitions?: Record<string, JsonSchema>
  readonly additionalProperties?: JsonSchema | boolean
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
}

function* fieldsOf(schema: JsonSchema, path = ''): Generator<[string, JsonSchema]> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield [`${path}.${name}`, field]
    yield* fieldsOf(field, `${path}.${name}`)
  }
  for (const part of [...Object.values(schema.definitions ?? {}), ...(schema.anyOf ?? []), schema.items]) {
    if (part) yield* fieldsOf(part, path)
  }
  if (typeof schema.additionalProperties === 'object')
    yield* fieldsOf(schema.additionalProperties, `${path}.*`)
}

describe('the JSON Schema', () => {
  it('is the one that the code gives (run `npm run schema` after a change)', () => {
    const file = join(import.meta.dirname, '../../runner/config/perf.schema.json')
    expect(readFileSync(file, 'utf8')).toBe(configJsonSchemaText())
  })

  it('says a sentence about every field', () => {
    const fields = [...fieldsOf(JSON.parse(configJsonSchemaText()) as JsonSchema)]
    expect(fields.length).toBeGreaterThan(50)
    const silent = fields.filter(([, field]) => !field.description?.endsWith('.')).map(([path]) => path)
    expect(silent).toEqual([])
  })

  it('allows no other keys in any map of fixed keys', () => {
    const text = configJsonSchemaText()
    const strict = text.match(/"additionalProperties": false/g)?.length ?? 0
    expect(strict).toBeGreaterThanOrEqual(9)
  })
})

const rightConfig = {
  project: { name: 'x' },
  seed: 1,
  defaults: { warmup: 1, timeout: '3 s', thresholds: { minor: 1.1 } },
  suites: {
    s: {
      order: 'sequential',
      benchmarks: {
        a: { command: 'gzip -{level} a', params: { level: [1, 9] }, budgets: { 'wall-time': '3 s' } },
        b: { command: ['sort', 'a'], iterations: { min: 3, max: 9 }, env: { A: '1' } },
      },
    },
  },
}

/** A copy in which the value at one place is another one. */
function withValue(config: unknown, place: number, value: unknown): unknown {
  let count = 0
  const copy = (part: unknown): unknown => {
    count += 1
    if (count === place) return value
    if (Array.isArray(part)) return part.map(copy)
    if (part === null || typeof part !== 'object') return part
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, copy(item)]))
  }
  return copy(config)
}

describe('a config with one value replaced by anything', () => {
  it('is refused with places and words whenever the schema refuses it, and never breaks the reader', () => {
    const anything = fc.oneof(
      fc.constantFrom(
        null,
        true,
        '',
        '3 s',
        '20%',
        [],
        {},
        [[]],
        { a: 1 },
        0,
        -1,
        1.5,
        'a | b',
        'x'.repeat(300),
      ),
      fc.jsonValue({ maxDepth: 2 }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 32 }), anything, (place, value) => {
        const raw = withValue(rightConfig, place, value)
        const accepted = configSchema.safeParse(raw).success
        const problems = problemsIn(stringify(raw))
        if (!accepted) expect(problems.length).toBeGreaterThan(0)
        for (const { title, expected } of problems)
          expect(`${title}${expected}`).not.toMatch(/Invalid|undefined/)
      }),
      { numRuns: 300, seed: 7 },
    )
  })
})

function problemsIn(text: string): ConfigError['problems'] {
  try {
    parseConfig(text, 'perf.config.yaml', {})
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}
