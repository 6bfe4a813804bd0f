import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** Rubbish is thrown away early: several threads that let it lie would take gigabytes. */
const resourceLimits = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 32 }

/**
 * Gives jobs to worker threads, one at a time to each, and yields the answers as they come. The file is a module's path without its
 * ending; it answers each message with one message. What a thread throws is thrown here. All threads are gone at the end.
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
  const answers = new Map<Worker, Promise<{ thread: Worker; answer: Answer }>>()
  const ask = (thread: Worker) => {
    const job = waiting.shift()
    if (job === undefined) return answers.delete(thread)
    thread.postMessage(job)
    // An error event rejects: `once` knows it.
    return answers.set(
      thread,
      once(thread, 'message').then(([answer]) => ({ thread, answer })),
    )
  }
  try {
    for (const thread of threads) ask(thread)
    while (answers.size > 0) {
      const { thread, answer } = await Promise.race(answers.values())
      ask(thread)
      yield answer
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

/** A module beside another, as source or as what was built of it. */
export function besideModule(moduleUrl: string, name: string): URL {
  return new URL(`./${name}.${moduleUrl.endsWith('.ts') ? 'ts' : 'js'}`, moduleUrl)
}
