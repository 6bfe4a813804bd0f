import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import { getSystemErrorMessage, getSystemErrorName } from 'node:util'
import type { Execution, ExecutionEnd } from '../metrics/metric.ts'
import type { ExactAnswer, ExactOrder } from './exact-protocol.ts'
import { ExactWorker } from './exact-thread.ts'
import {
  type ExecutionRequest,
  type Executor,
  MAX_CAPTURE_BYTES,
  MAX_OUTPUT_FILE_BYTES,
  wordsOf,
} from './executor.ts'
import { type Guard, guard } from './guard.ts'
import { trackGroup } from './live-groups.ts'
import { OutputFile } from './output-file.ts'
import { EXECUTION_VARIABLE } from './process-tree.ts'
import { explainRefusal, findProgram } from './program.ts'
import { Sampler } from './sampler.ts'

/** True where the exact executor can work: Linux on a 64-bit, little-endian processor. */
export function isExactAvailable(): boolean {
  return process.platform === 'linux' && ['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch)
}

/**
 * Executes by posix_spawn and wait4 in a thread of its own: the time has no bias that grows with the runner's memory,
 * and each child's resource use is exactly its own.
 *
 * @throws Error where koffi or the C library refuse; the portable executor serves then.
 */
export async function createExactExecutor(): Promise<Executor> {
  const worker = await ExactWorker.start()
  const files: Files = { stdout: new OutputFile(), stderr: new OutputFile(), id: new OutputFile() }
  const untrack = trackGroup(() => worker.running)
  return {
    name: 'exact',
    execute: (request, signal) => execute({ worker, files, request, signal, forMemory: false }),
    executeForMemory: (request, signal) => execute({ worker, files, request, signal, forMemory: true }),
    close: async () => {
      untrack()
      await worker.close()
      for (const file of Object.values(files)) file.close()
    },
  }
}

interface Files {
  readonly stdout: OutputFile
  readonly stderr: OutputFile
  /** Where the small shell writes the process id when memory is asked for. */
  readonly id: OutputFile
}

interface Task {
  readonly worker: ExactWorker
  readonly files: Files
  readonly request: ExecutionRequest
  readonly signal: AbortSignal
  readonly forMemory: boolean
}

async function execute(task: Task): Promise<Execution> {
  const { worker, files, request, signal } = task
  const words = wordsOf(request.command)
  const program = findProgram(words, request.cwd, request.env)
  if ('problem' in program) return unmeasured({ kind: 'not-started', message: program.problem })
  if (signal.aborted) return unmeasured({ kind: 'interrupted' })
  for (const file of Object.values(files)) file.reset()
  const mark = randomUUID()
  const watch = guard(request.timeoutMs, signal, () => worker.end())
  const stopWatching = watchFiles(task, watch)
  const sampler = samplerOf(task)
  const answer = await askInShellIfNeeded(worker, orderOf(task, program.path, words, mark), mark)
  const timeline = sampler?.stop()
  const stoppedBy = (await watch.settle()) ?? tooMuch(task)
  stopWatching()
  if (answer.kind === 'misplaced') return unmeasured({ kind: 'not-started', message: answer.message })
  if (answer.kind === 'refused') return unmeasured(refusal(words[0], program.path, answer.errorNumber))
  return {
    ...toExecution(answer, stoppedBy),
    outputTail: files.stderr.tail(),
    stdout: captured(task),
    ...(timeline && { timeline }),
  }
}

function samplerOf({ worker, request, forMemory }: Task): Sampler | undefined {
  const { sampleIntervalMs = 0 } = request
  return sampleIntervalMs > 0 && !forMemory
    ? new Sampler(() => worker.running?.leader, sampleIntervalMs)
    : undefined
}

function unmeasured(end: ExecutionEnd): Execution {
  return { executor: 'exact', wallTimeNs: 0, end }
}

function orderOf(task: Task, path: string, argv: readonly string[], mark: string): ExactOrder {
  const { files, request, forMemory } = task
  const env = Object.entries({ ...request.env, [EXECUTION_VARIABLE]: mark })
  const stdout = { discard: undefined, tail: files.stderr.fd, capture: files.stdout.fd }[request.output]
  return {
    path,
    argv,
    env: env.map(([name, value]) => `${name}=${value}`),
    cwd: request.cwd,
    stdout,
    stderr: files.stderr.fd,
    idFd: forMemory ? files.id.fd : undefined,
    placement: request.placement,
    controlGroup: request.controlGroup,
  }
}

function watchFiles({ files }: Task, watch: Guard): () => void {
  const stops = [
    files.stderr.watch(MAX_OUTPUT_FILE_BYTES),
    files.stdout.watch(MAX_CAPTURE_BYTES, () => watch.stop(OVERFLOW)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

const OVERFLOW: ExecutionEnd = { kind: 'too-much-output', limitBytes: MAX_CAPTURE_BYTES }

/** A command can print too much and end between two looks at the file. */
function tooMuch({ files }: Task): ExecutionEnd | undefined {
  return files.stdout.sizeBytes > MAX_CAPTURE_BYTES ? OVERFLOW : undefined
}

function captured({ files, request }: Task): string | undefined {
  if (request.output !== 'capture' || files.stdout.sizeBytes > MAX_CAPTURE_BYTES) return undefined
  return files.stdout.text()
}

/** A script without a first line that names its interpreter is run by the shell, as execvp does it. */
async function askInShellIfNeeded(
  worker: ExactWorker,
  order: ExactOrder,
  mark: string,
): Promise<ExactAnswer> {
  const answer = await worker.ask(order, mark)
  const isScript = answer.kind === 'refused' && answer.errorNumber === constants.errno.ENOEXEC
  if (!isScript) return answer
  return worker.ask({ ...order, path: '/bin/sh', argv: ['sh', order.path, ...order.argv.slice(1)] }, mark)
}

function refusal(name: string, path: string, errorNumber: number): ExecutionEnd {
  const code = getSystemErrorName(-errorNumber)
  const message = explainRefusal(name, path, code, getSystemErrorMessage(-errorNumber))
  return { kind: 'not-started', message }
}

type Settled = Exclude<ExactAnswer, { kind: 'refused' | 'misplaced' }>

function toExecution(answer: Settled, stoppedBy: ExecutionEnd | undefined): Execution {
  if (answer.kind === 'lost') return unmeasured(stoppedBy ?? { kind: 'not-started', message: LOST })
  const { exitCode, signal, peakMemoryBytes, ...usage } = answer.usage
  return {
    executor: 'exact',
    wallTimeNs: answer.wallTimeNs,
    ...usage,
    peakMemoryBytes: peakMemoryBytes > answer.floorBytes * FLOOR_MARGIN ? peakMemoryBytes : undefined,
    end: stoppedBy ?? endOf(exitCode, signal),
  }
}

const LOST = 'the process ended without telling how'

/** The kernel counts resident memory in batches: a value this near to the runner's own may be the runner's. */
const FLOOR_MARGIN = 1.02

function endOf(exitCode: number | undefined, signal: number | undefined): ExecutionEnd {
  if (signal === undefined) return { kind: 'exit', code: exitCode ?? 0 }
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0]
  return { kind: 'signal', signal: name ?? `signal ${signal}` }
}
