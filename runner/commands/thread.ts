import { parentPort } from 'node:worker_threads'

/** What a thread says to a job. */
export type ThreadAnswer<Answer> =
  | { readonly answer: Answer }
  | { readonly failure: { readonly message: string; readonly code?: string | undefined } }

type ThreadMessage<Job> = { readonly job: Job } | { readonly leave: true }

/** In a thread: does the jobs that `inThreads` gives, one at a time, until it is told to leave. */
export function answerJobs<Job, Answer>(
  work: (job: Job) => Answer | Promise<Answer>,
  conclude?: () => void | Promise<void>,
): void {
  const port = parentPort!
  port.on('message', async (message: ThreadMessage<Job>) => {
    if ('leave' in message) {
      await conclude?.()
      port.close()
      return
    }
    port.postMessage(await answerTo(work, message.job))
  })
}

/** Errors cross over as what is told of them. */
async function answerTo<Job, Answer>(
  work: (job: Job) => Answer | Promise<Answer>,
  job: Job,
): Promise<ThreadAnswer<Answer>> {
  try {
    return { answer: await work(job) }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    return { failure: { message, code } }
  }
}
