import type { PlannedCase } from '../plan/plan.ts'
import type { CaseState } from './case-state.ts'
import { hashFiles, sizeFiles } from './files.ts'
import type { WarningRecord } from './record.ts'

/** Identifies what is about to be measured: after setup, which may build it. */
export async function identifyArtifact(state: CaseState): Promise<void> {
  const { artifact = [], cwd } = state.planned
  if (artifact.length > 0) state.artifact = await orUndefined(hashFiles(artifact, cwd))
}

/** What the files of a case say after its last iteration, before cleanup takes them away. */
export async function inspectFiles(state: CaseState): Promise<WarningRecord[]> {
  const { files = [], cwd } = state.planned
  if (files.length > 0) state.files = await orUndefined(sizeFiles(files, cwd))
  const findings = [await artifactFinding(state)]
  if (files.length > 0 && !state.files) findings.push(missing(state.planned, 'files', files))
  return findings.filter((finding) => finding !== undefined)
}

async function artifactFinding(state: CaseState): Promise<WarningRecord | undefined> {
  const { planned, artifact: before } = state
  const patterns = planned.artifact ?? []
  if (patterns.length === 0) return undefined
  if (before === undefined) return missing(planned, 'artifact', patterns)
  if ((await orUndefined(hashFiles(patterns, planned.cwd))) === before) return undefined
  state.artifact = undefined
  return {
    kind: 'warning',
    code: 'artifact-changed',
    case: planned.key,
    message: `the artifact ${patterns.join(', ')} changed while it was measured`,
    advice:
      'Nothing identifies what was measured: name only files that setup has built and that no iteration writes.',
  }
}

function missing(planned: PlannedCase, field: string, patterns: readonly string[]): WarningRecord {
  return {
    kind: 'warning',
    code: `${field}-missing`,
    case: planned.key,
    message: `no readable file fits ${field}: ${patterns.join(', ')}`,
    advice: `The patterns are relative to cwd, ${planned.cwd}; let setup build what is not there before.`,
  }
}

/** A file that goes away or cannot be read while it is looked at identifies nothing. */
async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    return undefined
  }
}
