import { EXPORT_FORMAT } from '../importers/perfledger-json.ts'
import type { MeasuredRun } from '../measure/record.ts'

/** Rises when an older perfledger could not read the file. */
const VERSION = 1

/** Begins the document; the runs follow, one to a line. */
export const jsonStart = `{"format":${JSON.stringify(EXPORT_FORMAT)},"version":${VERSION},"runs":[\n`

/** Every field and every sample of a run, as `perfledger import` takes it back. */
export function jsonRun(run: MeasuredRun): string {
  return JSON.stringify(run)
}

export const jsonEnd = '\n]}\n'
