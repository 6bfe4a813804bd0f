import { killTreeNow } from './process-tree.ts'

/** A process group that runs, and the mark that its descendants bear. */
export interface LiveGroup {
  readonly leader: number
  readonly mark: string
}

/** Each tells what it has running now, if anything. */
const sources = new Set<() => LiveGroup | undefined>()
let registered = false

/**
 * Makes sure that what a source has running does not outlive the runner, however the runner ends (but for SIGKILL).
 * Returns how to forget it.
 */
export function trackGroup(source: () => LiveGroup | undefined): () => void {
  if (!registered) process.on('exit', killAll)
  registered = true
  sources.add(source)
  return () => {
    sources.delete(source)
  }
}

function killAll(): void {
  for (const source of sources) {
    const group = source()
    if (group) killTreeNow(group.leader, group.mark)
  }
}
