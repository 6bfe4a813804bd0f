import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adapters, detectAdapter, readOutput } from '../../runner/adapters/index.ts'

/** Outputs of other people's runs; kept beside the project, not in it. */
const folder = join(import.meta.dirname, '../../../shared/samples/tool-output')

const samples: readonly [file: string, adapter: string | undefined, results: number][] = [
  ['autocannon.json', 'autocannon', 1],
  ['benchmarkdotnet.json', 'benchmarkdotnet', 2],
  ['benchmarkjs_output.txt', 'benchmark.js', 3],
  ['benchmarkluau_output.txt', undefined, 0],
  ['cargo_output.txt', 'cargo', 2],
  ['cargo_output2.txt', 'cargo', 4],
  ['cargo_output3.txt', 'cargo', 2],
  ['cargo_output_units.txt', 'cargo', 5],
  ['catch2_output_v2.txt', 'catch2', 4],
  ['catch2_output_v3.txt', 'catch2', 4],
  ['criterion_output.txt', 'cargo', 4],
  ['customBiggerIsBetter_output.json', 'custom', 2],
  ['customSmallerIsBetter_output.json', 'custom', 2],
  ['customSmallerIsBetter_output2.json', 'custom', 4],
  ['go_crc_new.txt', 'go', 36],
  ['go_crc_old.txt', 'go', 36],
  ['go_fiber_duplicate_names_output.txt', 'go', 4],
  ['go_fiber_output.txt', 'go', 6],
  ['go_output.txt', 'go', 8],
  ['go_single_package_output.txt', 'go', 2],
  ['googlecpp_output.json', 'google-benchmark', 2],
  ['issue16_output.txt', 'catch2', 2],
  ['jmh_output.json', 'jmh', 1],
  ['jmh_output_2.json', 'jmh', 1],
  ['julia_output.json', 'benchmarktools.jl', 2],
  ['lighthouse-6.json', 'lighthouse', 1],
  ['reassure.perf', 'reassure', 5],
]

describe.skipIf(!existsSync(folder))('samples from other projects', () => {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

  it.each(samples)('%s is recognised as %s with %d results', (file, adapter, count) => {
    expect(detectAdapter(read(file))?.name).toBe(adapter)
    if (adapter) expect(readOutput('auto', read(file))).toHaveLength(count)
  })

  it('are recognised by no second adapter', () => {
    const several = readdirSync(folder).filter(
      (file) => adapters.filter((adapter) => adapter.detect(read(file))).length > 1,
    )
    expect(several).toEqual([])
  })

  it.each(['pytest_output.json', 'pytest_several_units.json'])(
    '%s names the place that was shortened by hand',
    (file) => {
      expect(() => readOutput('auto', read(file))).toThrow(
        /^benchmarks\[0\]\.stats\.data\[4\]: expected a number/,
      )
    },
  )

  it.each(['pytest_output.json', 'pytest_several_units.json'])('%s is read without that place', (file) => {
    const mended = read(file).replaceAll(/,\s*"\.\.\. omitted[^"]*"/g, '')
    const results = readOutput('pytest-benchmark', mended)
    expect(results[0]?.measurements[0]?.samples).toHaveLength(4)
    expect(results[0]?.measurements[0]?.sampleCount).toBeGreaterThan(10_000)
  })

  it('every sample of a repeated Go benchmark is kept', () => {
    const [first] = readOutput('go', read('go_crc_old.txt'))
    expect(first?.measurements[0]?.samples).toEqual([
      44.6, 47.3, 44.6, 46.3, 50.7, 45.8, 46.8, 44.3, 47.7, 50.6,
    ])
  })
})
