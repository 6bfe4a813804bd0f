import { attempt } from './attempt.ts'
import { adapted, commitInName, guessNote, timeOfFile } from './folder-runs.ts'
import type { ImportedRun, Importer, Unread } from './importer.ts'
import { type Source, textForDetection } from './source.ts'
import { tryTolerantly } from './tolerant-json.ts'

/** Files of hyperfine's --export-json, each a run. Time and commit are those in the file's name, where there are any. */
export const hyperfine: Importer = {
  name: 'hyperfine',
  description:
    'A file of hyperfine --export-json, or a folder of them; time and commit from the names of the files.',
  detect: (source) => hyperfineFiles(source).length > 0,
  read: (source, options) => {
    const unread: Unread[] = []
    const guessed: string[] = []
    const runs = hyperfineFiles(source).flatMap((file): ImportedRun[] => {
      const { time, guessed: isGuess } = timeOfFile(source, file)
      const measurements = attempt(file, unread, () =>
        adapted('hyperfine', source.read(file), options.suite ?? 'hyperfine', options),
      )
      if (measurements === undefined) return []
      if (isGuess) guessed.push(file)
      const sha = commitInName(file)
      return [
        {
          place: file,
          startedAt: time,
          commit: sha === undefined ? undefined : { sha },
          environment: { cpuModel: 'not recorded: hyperfine' },
          measurements,
        },
      ]
    })
    return { runs, unread, notes: guessNote(guessed) }
  },
}

function hyperfineFiles(source: Source): string[] {
  return source.files.filter((file) => {
    if (!file.endsWith('.json')) return false
    const results = tryTolerantly(textForDetection(source, file))?.at('results')
    return results?.isList === true && results.list().some((result) => result.has('command'))
  })
}
