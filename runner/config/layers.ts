import type { Path } from './problem.ts'
import type { SettingsSpec } from './settings-schema.ts'

/** The settings of one level of the file: defaults, a suite or a benchmark. Outer levels come first in lists. */
export interface Layer {
  readonly path: Path
  readonly settings: SettingsSpec
}

/** What the innermost level that says anything says. */
export function innermost<Key extends keyof SettingsSpec>(
  layers: readonly Layer[],
  key: Key,
): SettingsSpec[Key] | undefined {
  return layers.findLast(({ settings }) => settings[key] !== undefined)?.settings[key]
}

/** True where the command measures itself and an adapter reads its results. */
export function hasAdapter(layers: readonly Layer[]): boolean {
  return (innermost(layers, 'adapter') ?? 'none') !== 'none'
}

/**
 * The levels whose iterations, warmup and metrics count. For a command that measures itself, only what is said beside
 * its adapter or further inside is meant: twenty iterations for plain commands in `defaults` would otherwise run a
 * tool that repeats by itself twenty times.
 */
export function measuringLayers(layers: readonly Layer[]): readonly Layer[] {
  if (!hasAdapter(layers)) return layers
  return layers.slice(layers.findLastIndex(({ settings }) => settings.adapter !== undefined))
}
