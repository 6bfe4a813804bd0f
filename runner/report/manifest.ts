import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { REPORT_SCHEMA_VERSION, type ReportManifest, type ReportManifestEntry } from './model.ts'

export type Manifest = ReportManifest
export type ManifestEntry = ReportManifestEntry

/** The manifest of a report folder. It only saves work: without a readable one of this version, everything is written anew. */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest
    const isWhole = isObject(manifest) && isObject(manifest.cases) && isObject(manifest.runs)
    if (isWhole && manifest.schemaVersion === REPORT_SCHEMA_VERSION) return manifest
  } catch {}
  return { schemaVersion: REPORT_SCHEMA_VERSION, cases: {}, runs: {} }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
