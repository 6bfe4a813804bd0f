import type { JsonPlace } from '../adapters/json-place.ts'
import { attempt, Unreadable } from './attempt.ts'
import { guessNote } from './folder-runs.ts'
import type { ImportedMeasurement, Importer, ImportOptions, Unread } from './importer.ts'
import type { Source } from './source.ts'
import { parseTolerantly } from './tolerant-json.ts'
import { measurementOf } from './values.ts'

const ESTIMATES = /^(?:(.*)\/)?([^/]+)\/estimates\.json$/

/**
 * Criterion.rs' folder, `target/criterion/<benchmark>/<baseline>/estimates.json`. It keeps no history but the last results
 * (`new`) and the baselines that were saved by name: each is a run. `base` is what `new` was compared with; it is taken where
 * there is no `new`.
 */
export const criterion: Importer = {
  name: 'criterion',
  description:
    'The folder target/criterion of Criterion.rs: the last results and the saved baselines, each a run.',
  detect: (source) => source.files.some((file) => file.endsWith('/benchmark.json') && !file.includes('.asv')),
  read: (source, options) => {
    const unread: Unread[] = []
    const found = source.files.flatMap((file) => {
      const match = ESTIMATES.exec(file)
      return match && match[2] !== 'change'
        ? [{ file, folder: match[1] ?? '', baseline: match[2] as string }]
        : []
    })
    const withNew = new Set(found.filter(({ baseline }) => baseline === 'new').map(({ folder }) => folder))
    const wanted = found.filter(({ baseline, folder }) => baseline !== 'base' || !withNew.has(folder))
    const byBaseline = Map.groupBy(wanted, ({ baseline }) => (baseline === 'base' ? 'new' : baseline))
    const runs = [...byBaseline].map(([baseline, files]) => {
      const times = files.map(({ file }) => source.modifiedAt(file).toISOString()).sort()
      return {
        place: `the baseline ${baseline}`,
        startedAt: times[0] as string,
        commit: undefined,
        environment: {
          cpuModel: 'not recorded: criterion',
          labels: baseline === 'new' ? undefined : { baseline },
        },
        measurements: files.flatMap(
          ({ file }) => attempt(file, unread, () => readBenchmark(source, file, options)) ?? [],
        ),
      }
    })
    return { runs, unread, notes: guessNote(wanted.map(({ file }) => file)) }
  },
}

function readBenchmark(source: Source, file: string, options: ImportOptions): ImportedMeasurement {
  const estimates = parseTolerantly(source.read(file))
  const beside = (name: string): JsonPlace | undefined => {
    const other = file.replace(/estimates\.json$/, name)
    return source.files.includes(other) ? parseTolerantly(source.read(other)) : undefined
  }
  const samples = samplesOf(beside('sample.json'))
  const median = estimates.at('median')
  return measurementOf(
    {
      key: {
        suite: options.suite ?? 'criterion',
        benchmark: nameOf(file, beside('benchmark.json')),
        params: {},
      },
      metric: 'latency',
      unit: 'ns',
      direction: 'lower',
      samples: samples ?? [median.at('point_estimate').number()],
      low: samples ? undefined : median.at('confidence_interval').at('lower_bound').optionalNumber(),
      high: samples ? undefined : median.at('confidence_interval').at('upper_bound').optionalNumber(),
    },
    options.declaredMetrics,
  )
}

function nameOf(file: string, benchmark: JsonPlace | undefined): string {
  const full = benchmark?.at('full_id').value
  return typeof full === 'string' ? full : file.split('/').slice(0, -2).join('/')
}

/** Each sample is the time of many iterations. */
function samplesOf(sample: JsonPlace | undefined): number[] | undefined {
  const times = sample?.at('times').optionalNumbers()
  const counts = sample?.at('iters').optionalNumbers()
  if (times === undefined || counts === undefined) return undefined
  if (times.length !== counts.length || counts.some((count) => count <= 0))
    throw new Unreadable(`sample.json has ${times.length} times for ${counts.length} numbers of iterations`)
  return times.map((time, index) => time / (counts[index] as number))
}
