import type * as z from 'zod'
import type { Path } from './problem.ts'
import type { SettingsSpec } from './settings-schema.ts'

/**
 * Reading a config that may hold mistakes: every field that is well-formed by itself is taken, so that one wrong type
 * does not hide what is wrong elsewhere.
 */

type Valid<Shape extends z.ZodRawShape> = {
  readonly [Key in keyof Shape]?: z.output<Shape[Key]> | undefined
}

/** Those fields of a map that are as the schema wants them. */
export function validParts<Shape extends z.ZodRawShape>(shape: Shape, raw: unknown): Valid<Shape> {
  const parts: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(shape)) {
    const value = member(raw, key)
    if (value !== undefined) parts[key] = validPart(schema as z.ZodType, value)
  }
  return parts as Valid<Shape>
}

/** The value where it is as the schema wants it; of a map with mistakes, the entries that are right by themselves. */
function validPart(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const right = Object.entries(value).filter(([key, entry]) => schema.safeParse({ [key]: entry }).success)
  return right.length === 0 ? undefined : schema.safeParse(Object.fromEntries(right)).data
}

/**
 * A misspelt adapter is still one, and `shell: yes` still asks for a shell: what would follow from their absence is
 * no second mistake.
 */
export function presumed(raw: unknown): Pick<SettingsSpec, 'adapter' | 'shell'> {
  return {
    ...(member(raw, 'adapter') === undefined ? {} : { adapter: 'auto' }),
    ...(member(raw, 'shell') === undefined ? {} : { shell: true }),
  }
}

/** A map's own value of this name. */
export function member(raw: unknown, key: string): unknown {
  return raw !== null && typeof raw === 'object' && Object.hasOwn(raw, key)
    ? (raw as Record<string, unknown>)[key]
    : undefined
}

/** The value at a path; undefined where the path ends early. */
export function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => member(value, String(key)), raw)
}
