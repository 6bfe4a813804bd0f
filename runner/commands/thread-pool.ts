import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { ThreadAnswer } from './thread.ts'

/** Rubbish is thrown away early: several threads that let it lie would take gigabytes. */
const resourceLimits = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 32 }

/**
 * Gives jobs to threads of a module that `answerJobs`, one at a time to each, and yields the answers as they come. What a job throws
 * is thrown here. All threads are gone at the end: none is cut off in the middle of a job, which DuckDB would not survive.
 */
export async function* inThreads<Job, Answer>(
  file: URL,
  workerData: unknown,
  jobs: readonly Job[],
): AsyncGenerator<Answer> {
  const waiting = [...jobs]
  const threads = Array.from(
    { length: Math.min(availableParallelism(), 4, jobs.length) },
    () => new Worker(file, { workerData, resourceLimits }),
  )
  const pending = new Map<Worker, Promise<{ thread: Worker; told: ThreadAnswer<Answer> }>>()
  const ask = (thread: Worker) => {
    pending.delete(thread)
    const job = waiting.shift()
    if (job === undefined) return
    thread.postMessage({ job })
    // Where the thread itself dies, its error rejects this.
    pending.set(
      thread,
      once(thread, 'message').then(([told]) => ({ thread, told })),
    )
  }
  try {
    for (const thread of threads) ask(thread)
    while (pending.size > 0) {
      const { thread, told } = await Promise.race(pending.values())
      ask(thread)
      if ('failure' in told) throw Object.assign(new Error(told.failure.message), told.failure)
      yield told.answer
    }
  } finally {
    await Promise.allSettled(pending.values())
    await Promise.all(threads.map(leave))
  }
}

/** Resolves when the thread is gone, also where it is gone already. */
async function leave(thread: Worker): Promise<void> {
  if (thread.threadId === -1) return
  const gone = once(thread, 'exit')
  thread.postMessage({ leave: true })
  await gone.catch(() => undefined)
}

/** A module beside another, as source or as what was built of it. */
export function besideModule(moduleUrl: string, name: string): URL {
  return new URL(`./${name}.${moduleUrl.endsWith('.ts') ? 'ts' : 'js'}`, moduleUrl)
}
