import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back what is no longer needed, at once and not when V8 finds the time: before something that takes as much again. Some tens of
 * milliseconds; nothing where this runtime cannot.
 */
export function freeMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('globalThis.gc')
  if (typeof collect === 'function') collect()
}

/** V8 waits until there is four times as much rubbish as use; from now on, until there is half as much. */
export function growSlowly(): void {
  setFlagsFromString('--heap-growing-percent=50')
}
