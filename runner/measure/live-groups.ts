import { killGroupNow } from './process-tree.ts'

/** Each tells the leader of the process group that it has running now; 0 for none. */
const sources = new Set<() => number>()
let registered = false

/**
 * Makes sure that what a source has running does not outlive the runner, however the runner ends (but for SIGKILL).
 * Returns how to forget it.
 */
export function trackGroup(leader: () => number): () => void {
  if (!registered) process.on('exit', killAll)
  registered = true
  sources.add(leader)
  return () => {
    sources.delete(leader)
  }
}

function killAll(): void {
  for (const leader of sources) {
    const pid = leader()
    if (pid > 0) killGroupNow(pid)
  }
}
