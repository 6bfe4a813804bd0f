import type { Executors } from '../../runner/measure/effects.ts'
import type { ExecutionRequest, Executor } from '../../runner/measure/executor.ts'
import type { Execution } from '../../runner/metrics/metric.ts'

/** What a fake command does: parts of an execution, or undefined for a success of 10 ms. */
export type Behaviour = (request: ExecutionRequest, signal: AbortSignal) => Partial<Execution> | undefined

export interface FakeExecutors extends Executors {
  /** Every command that was executed, in order: its words, or the line of a shell. */
  readonly log: string[]
  /** The requests behind the log. */
  readonly requests: ExecutionRequest[]
  isClosed: boolean
}

/** Executors that execute nothing, take no time and tell what they were asked, so that orders and numbers are exact. */
export function fakeExecutors(behaviour: Behaviour = () => undefined, memory?: Behaviour): FakeExecutors {
  const log: string[] = []
  const requests: ExecutionRequest[] = []
  const executeWith =
    (does: Behaviour) =>
    async (request: ExecutionRequest, signal: AbortSignal): Promise<Execution> => {
      log.push(nameOf(request))
      requests.push(request)
      const base: Execution = { executor: 'fake', wallTimeNs: 10e6, end: { kind: 'exit', code: 0 } }
      if (signal.aborted) return { ...base, end: { kind: 'interrupted' } }
      return { ...base, ...does(request, signal) }
    }
  const executor: Executor = {
    name: 'fake',
    execute: executeWith(behaviour),
    ...(memory && { executeForMemory: executeWith(memory) }),
    close: async () => {},
  }
  const fakes: FakeExecutors = {
    log,
    requests,
    iterations: executor,
    hooks: executor,
    isClosed: false,
    close: async () => {
      fakes.isClosed = true
    },
  }
  return fakes
}

export function nameOf({ command }: ExecutionRequest): string {
  return command.kind === 'words' ? command.words.join(' ') : command.line
}
