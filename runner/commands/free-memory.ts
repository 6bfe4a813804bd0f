import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back what is no longer needed, at once and to the system, not when V8 finds the time: before something that takes as much again.
 * A tenth of a second; nothing where this runtime cannot.
 */
export function freeMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('globalThis.gc')
  // As if it were the last thing before there is no memory: only then the room for new objects shrinks, too.
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** V8 waits until there is four times as much rubbish as use; from now on, until there is half as much. */
export function growSlowly(): void {
  setFlagsFromString('--heap-growing-percent=50')
}
