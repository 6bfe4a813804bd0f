import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** The page of which there are as many as runs. It shows nothing that Astro would collect on the way: no image, no content entry. */
const PAGE = 'site/pages/runs/[id].astro'
/** With fewer of them, threads take longer to start than they save. */
const PAGES_FOR_THREADS = 100
/** So many are given to a thread before it has answered, so that it never waits for the next. */
const AT_ONCE = 4
/** Rubbish is thrown away early: the heap of a thread would grow by as much again. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1_024 }

const MOST_THREADS = 3

/** Beside the main thread, which renders too. */
export const threads = Math.min(MOST_THREADS, availableParallelism() - 1)

/**
 * A prerenderer that has the pages of runs rendered in threads, too, once it sees that there are many to render. What fails in a thread
 * fails as it would have here. `entry` is the address of the code that renders pages, `pages` what Astro knows of each.
 */
export function inThreads(prerenderer, { entry, pages }) {
  let crew = []
  let rendered = 0
  return {
    ...prerenderer,
    render(request, options) {
      if (options.routeData.component !== PAGE) return prerenderer.render(request, options)
      rendered += 1
      if (rendered === PAGES_FOR_THREADS) crew = startThreads(entry, pages)
      const free = crew.find((thread) => thread.isFree())
      return free ? free.render(request.url) : prerenderer.render(request, options)
    },
    async teardown() {
      await Promise.all(crew.map((thread) => thread.leave()))
      await prerenderer.teardown?.()
    },
  }
}

function startThreads(entry, pages) {
  const [key, { styles }] = [...pages].find(([, { component }]) => component === PAGE)
  const workerData = { entry, component: PAGE, pages: new Map([[key, { styles }]]) }
  return Array.from({ length: threads }, () => new RenderingThread(workerData))
}

class RenderingThread {
  #worker
  #isReady = false
  #failure
  #waiting = new Map()
  #asked = 0

  constructor(workerData) {
    this.#worker = new Worker(new URL('./prerender-thread.mjs', import.meta.url), {
      workerData,
      resourceLimits,
      // Flags that this process was started with need not be for threads.
      execArgv: [],
    })
    this.#worker.on('message', (message) => this.#hear(message))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('A thread that renders pages ended before its time.')))
  }

  /** One that failed as a whole is free to say so. */
  isFree() {
    return this.#failure !== undefined || (this.#isReady && this.#waiting.size < AT_ONCE)
  }

  render(url) {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const id = this.#asked++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, url })
    })
  }

  #hear({ isReady, id, body, status, headers, failure }) {
    if (isReady) {
      this.#isReady = true
      return
    }
    const { resolve, reject } = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (failure) reject(Object.assign(new Error(failure.message), failure))
    else resolve({ response: new Response(body, { status, headers }), metadata: NOTHING_COLLECTED })
  }

  /** Why it failed is heard before it exits. */
  #end(error) {
    this.#failure ??= error
    for (const { reject } of this.#waiting.values()) reject(this.#failure)
    this.#waiting.clear()
  }

  leave() {
    return this.#worker.terminate()
  }
}

const NOTHING_COLLECTED = { contentEntryKeys: [], staticImages: [], referencedImages: [] }
