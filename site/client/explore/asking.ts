import { exploring } from '../../words.ts'
import type { Ask, Told } from './messages.ts'

/** Asks one question at a time, in a worker that is made when first needed. */
export interface Asking {
  /** Ends what is asked and asks this. */
  readonly ask: (question: Ask) => void
  /** Ends what is asked. What was loaded is loaded again for the next. */
  readonly end: () => void
}

export function asking(hear: (told: Told) => void): Asking {
  let worker: Worker | undefined
  let isAsked = false
  const start = (): Worker => {
    const made = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    made.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      if (data.kind !== 'traffic') isAsked = false
      hear(data)
    })
    made.addEventListener('error', () => {
      end()
      hear({
        kind: 'trouble',
        message: exploring.exploreFailed,
        range: undefined,
      })
    })
    return made
  }
  const end = () => {
    worker?.terminate()
    worker = undefined
    isAsked = false
  }
  return {
    ask(question) {
      if (isAsked) end()
      worker ??= start()
      isAsked = true
      worker.postMessage(question)
    },
    end,
  }
}
