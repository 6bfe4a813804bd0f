import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { ExactAnswer, ExactOrder, ExactWorkerData } from './exact-protocol.ts'
import { GRACE_MS } from './executor.ts'
import type { LiveGroup } from './live-groups.ts'
import { endTree } from './process-tree.ts'

/** The thread that starts commands, as the main thread sees it: one order at a time. */
export class ExactWorker {
  readonly #worker: Worker
  readonly #running = new Int32Array(new SharedArrayBuffer(4))
  #mark = ''
  #waiting: PromiseWithResolvers<ExactAnswer> | undefined

  private constructor() {
    const file = import.meta.url.endsWith('.ts') ? './exact-worker.ts' : './exact-worker.js'
    const workerData: ExactWorkerData = { running: this.#running }
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData })
  }

  /** @throws Error where the C library cannot be called. */
  static async start(): Promise<ExactWorker> {
    const started = new ExactWorker()
    const worker = started.#worker
    await once(worker, 'message')
    worker.on('message', (answer: ExactAnswer) => started.#waiting?.resolve(answer))
    worker.on('error', (error) => started.#waiting?.reject(error))
    return started
  }

  /** What runs now, if anything. */
  get running(): LiveGroup | undefined {
    const leader = Atomics.load(this.#running, 0)
    return leader === 0 ? undefined : { leader, mark: this.#mark }
  }

  async ask(order: ExactOrder, mark: string): Promise<ExactAnswer> {
    this.#mark = mark
    this.#waiting = Promise.withResolvers()
    this.#worker.postMessage(order)
    try {
      return await this.#waiting.promise
    } finally {
      this.#waiting = undefined
    }
  }

  /** Ends what runs now, or what is just being started. */
  async end(): Promise<void> {
    while (this.#waiting && !this.running) await sleep(1)
    const group = this.running
    if (group) await endTree(group.leader, group.mark, GRACE_MS)
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}
