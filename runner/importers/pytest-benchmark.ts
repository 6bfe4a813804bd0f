import type { JsonPlace } from '../adapters/json-place.ts'
import { attempt } from './attempt.ts'
import { adapted, guessNote, timeOfFile } from './folder-runs.ts'
import type {
  ImportedCommit,
  ImportedEnvironment,
  ImportedRun,
  Importer,
  ImportOptions,
  Unread,
} from './importer.ts'
import { type Source, textForDetection } from './source.ts'
import { timeOf } from './times.ts'
import { parseTolerantly, tryTolerantly } from './tolerant-json.ts'

/** pytest-benchmark's storage, `.benchmarks/<machine>/0001_<commit>_<time>.json`: each file is a run. */
export const pytestBenchmark: Importer = {
  name: 'pytest-benchmark',
  description: 'The storage folder of pytest-benchmark (.benchmarks), or one of its files.',
  detect: (source) => storedFiles(source).length > 0,
  read: (source, options) => {
    const unread: Unread[] = []
    const guessed: string[] = []
    const runs = storedFiles(source).flatMap(
      (file) => attempt(file, unread, () => readStored(source, file, options, guessed)) ?? [],
    )
    return { runs, unread, notes: guessNote(guessed) }
  },
}

function storedFiles(source: Source): string[] {
  return source.files.filter((file) => {
    if (!file.endsWith('.json')) return false
    const text = textForDetection(source, file)
    return text.includes('"machine_info"') && tryTolerantly(text)?.at('benchmarks').isList === true
  })
}

function readStored(source: Source, file: string, options: ImportOptions, guessed: string[]): ImportedRun {
  const text = source.read(file)
  const document = parseTolerantly(text)
  const told = timeOf(document.at('datetime').value)
  const fallback = timeOfFile(source, file)
  if (told === undefined && fallback.guessed) guessed.push(file)
  return {
    place: file,
    startedAt: told ?? fallback.time,
    commit: commitOf(document.at('commit_info')),
    environment: environmentOf(document.at('machine_info')),
    measurements: adapted('pytest-benchmark', text, options.suite ?? 'pytest-benchmark', options),
  }
}

function commitOf(info: JsonPlace): ImportedCommit | undefined {
  const sha = info.at('id').value
  if (typeof sha !== 'string' || !/^[0-9a-f]{7,64}$/.test(sha)) return undefined
  const branch = info.at('branch').value
  return {
    sha,
    committedAt: timeOf(info.at('time').value),
    branch: typeof branch === 'string' && !/unknown|detached/i.test(branch) ? branch : undefined,
    dirty: info.at('dirty').value === true,
  }
}

/** The machine, but not its name on the network. */
function environmentOf(machine: JsonPlace): ImportedEnvironment {
  const text = (...names: string[]): string | undefined =>
    names.map((name) => machine.at(name).value).find((value) => typeof value === 'string' && value !== '') as
      | string
      | undefined
  const cpu = machine.at('cpu')
  const model = ['brand_raw', 'brand', 'arch']
    .map((name) => cpu.at(name).value)
    .find((value) => typeof value === 'string')
  const cores = cpu.at('count').value
  const version = text('python_version')?.split('.').slice(0, 2).join('.')
  return {
    cpuModel: (model as string | undefined) ?? text('processor') ?? 'not recorded: pytest-benchmark',
    cores: Number.isSafeInteger(cores) ? (cores as number) : undefined,
    arch: text('machine'),
    os: text('system'),
    platform: text('system')?.toLowerCase(),
    runtime: version === undefined ? undefined : `${text('python_implementation') ?? 'Python'} ${version}`,
  }
}
