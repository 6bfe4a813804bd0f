import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ImportOptions } from '../../runner/importers/importer.ts'
import { importerFor, type ReadHistory, readHistory } from '../../runner/importers/index.ts'
import { openSource } from '../../runner/importers/source.ts'

/** A temporary folder with these files; objects are written as JSON. Removed when the test ends. */
export function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-import-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

export interface Read extends ReadHistory {
  readonly kind: string
}

/** Reads a file or folder as the command does. */
export async function readFrom(path: string, options: ImportOptions = {}, kind?: string): Promise<Read> {
  const source = openSource(path)
  const importer = importerFor(source, kind, options.mapping !== undefined)
  return { kind: importer.name, ...(await readHistory(importer, source, options, '0.0.0')) }
}

/** Reads files given as their contents. */
export function readFiles(
  files: Readonly<Record<string, unknown>>,
  options: ImportOptions = {},
  kind?: string,
): Promise<Read> {
  return readFrom(folderOf(files), options, kind)
}

/** Each measured value on a line: `suite/benchmark {"n":1} latency ns lower 5`. */
export function valuesOf({ runs }: ReadHistory): string[] {
  return runs.flatMap(({ cases }) =>
    cases.flatMap(({ key, metrics }) =>
      metrics.map(({ metric, samples }) => {
        const params = Object.keys(key.params).length === 0 ? '' : ` ${JSON.stringify(key.params)}`
        return `${key.suite}/${key.benchmark}${params} ${metric.name} ${metric.unit} ${metric.direction} ${samples.join(';')}`
      }),
    ),
  )
}
