import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Every package that a file leads to through static imports of values. */
function packagesBehind(file: string, seen = new Set<string>(), packages = new Set<string>()): Set<string> {
  if (seen.has(file)) return packages
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  for (const [, specifier = ''] of text.matchAll(/^(?:import|export) (?!type)[^'"]*?from '([^']+)'/gms)) {
    if (specifier.startsWith('.')) packagesBehind(join(dirname(file), specifier), seen, packages)
    else if (!specifier.startsWith('node:')) packages.add(specifier)
  }
  return packages
}

describe('the process that measures', () => {
  it('stays small: nothing but what starts processes is behind it', () => {
    const measure = join(import.meta.dirname, '../../runner/measure/measure.ts')
    expect([...packagesBehind(measure)].sort()).toEqual(['execa'])
    const worker = join(import.meta.dirname, '../../runner/measure/exact-worker.ts')
    expect([...packagesBehind(worker)]).toEqual(['koffi'])
  })
})
