import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { Execution, ExecutionEnd } from '../metrics/metric.ts'
import type { Placement } from '../plan/plan.ts'
import {
  type ExecutionRequest,
  type Executor,
  GRACE_MS,
  MAX_CAPTURE_BYTES,
  MAX_OUTPUT_FILE_BYTES,
  wordsOf,
} from './executor.ts'
import { type Guard, guard } from './guard.ts'
import { trackGroup } from './live-groups.ts'
import { OutputFile } from './output-file.ts'
import { place } from './placement.ts'
import { EXECUTION_VARIABLE, endTree } from './process-tree.ts'
import { explainRefusal, findProgram } from './program.ts'
import { Sampler } from './sampler.ts'

/** A process that the command left behind may hold its stdout open: what came until then is what there is. */
const DRAIN_MS = 1000

/**
 * Executes through execa: hooks, and commands on systems that the exact executor does not serve. Its wall time
 * contains about a millisecond of Node's own work, and it knows nothing else of the process.
 */
export function createPortableExecutor(): Executor {
  const output = new OutputFile()
  return {
    name: 'portable',
    execute: (request, signal) => execute(request, signal, output),
    close: async () => output.close(),
  }
}

async function execute(
  request: ExecutionRequest,
  signal: AbortSignal,
  output: OutputFile,
): Promise<Execution> {
  const problem = problemOf(request)
  if (problem) return ended({ kind: 'not-started', message: problem })
  if (signal.aborted) return ended({ kind: 'interrupted' })
  output.reset()
  const mark = randomUUID()
  const startedAt = process.hrtime.bigint()
  const child = start(request, output, mark)
  if (child.pid === undefined) return ended(await refusal(child, request))
  const untrack = trackGroup(() => ({ leader: child.pid!, mark }))
  const watch = guard(request.timeoutMs, signal, () => endTree(child.pid!, mark, GRACE_MS))
  const stopWatching = output.watch(MAX_OUTPUT_FILE_BYTES)
  const misplaced = place(child.pid, priorityOnly(request.placement), () => 0)
  const { sampleIntervalMs = 0 } = request
  const sampler = sampleIntervalMs > 0 ? new Sampler(() => child.pid, sampleIntervalMs) : undefined
  const captured = request.output === 'capture' ? capture(child, watch) : undefined
  const { wallTimeNs, end } = await exitOf(child, startedAt)
  const timeline = sampler?.stop()
  const stoppedBy = await watch.settle()
  const stdout = await captured?.()
  stopWatching()
  untrack()
  if (misplaced) return ended({ kind: 'not-started', message: misplaced })
  const outputTail = output.tail()
  return {
    executor: 'portable',
    wallTimeNs,
    end: stoppedBy ?? end,
    outputTail,
    stdout,
    ...(timeline && { timeline }),
  }
}

function ended(end: ExecutionEnd): Execution {
  return { executor: 'portable', wallTimeNs: 0, end }
}

/** Windows finds programs by rules of its own; there execa's error says what is wrong. */
function problemOf({ command, cwd, env, placement }: ExecutionRequest): string | undefined {
  if (placement && placement.cpus.length > 0) {
    if (process.platform !== 'linux') return 'cpus: only Linux keeps a command on some processors'
    const taskset = findProgram(['taskset'], cwd, env)
    if ('problem' in taskset) return `cpus: ${taskset.problem}`
  }
  if (process.platform === 'win32') return undefined
  const program = findProgram(wordsOf(command), cwd, env)
  return 'problem' in program ? program.problem : undefined
}

/** `taskset` has done the rest. */
function priorityOnly(placement: Placement | undefined): Placement | undefined {
  return placement && { ...placement, cpus: [] }
}

/** The command as it is started: through `taskset` where it must keep to some processors. */
function startedWords({ command, placement }: ExecutionRequest): readonly [string, ...string[]] {
  const words = wordsOf(command)
  const { cpus = [] } = placement ?? {}
  return cpus.length === 0 ? words : ['taskset', '-c', cpus.join(','), ...words]
}

function start(request: ExecutionRequest, output: OutputFile, mark: string) {
  const { command, cwd, env, output: use } = request
  const isWindowsLine = process.platform === 'win32' && command.kind === 'shell'
  const words = isWindowsLine ? ([command.line] as const) : startedWords(request)
  const [name, ...args] = words
  const program = process.platform === 'win32' ? undefined : findProgram(words, cwd, env)
  // execa's types list descriptors up to 9 only; it takes any.
  const file = output.fd as 9
  return execa(program && 'path' in program ? program.path : name, args, {
    argv0: name,
    cwd,
    env: { ...env, [EXECUTION_VARIABLE]: mark },
    extendEnv: false,
    shell: isWindowsLine,
    // A process group of its own, so that all of it can be ended.
    detached: process.platform !== 'win32',
    stdin: 'ignore',
    stdout: use === 'capture' ? 'pipe' : use === 'tail' ? file : 'ignore',
    stderr: file,
    buffer: false,
    reject: false,
  })
}

type Started = ReturnType<typeof start>

/** Taken from the 'exit' event: execa's result would wait for whoever else holds the output open. */
async function exitOf(child: Started, startedAt: bigint): Promise<{ wallTimeNs: number; end: ExecutionEnd }> {
  const [code, signal] = (await once(child.nodeChildProcess, 'exit')) as [
    number | null,
    NodeJS.Signals | null,
  ]
  const wallTimeNs = Number(process.hrtime.bigint() - startedAt)
  return { wallTimeNs, end: signal ? { kind: 'signal', signal } : { kind: 'exit', code: code ?? 0 } }
}

async function refusal(child: Started, { command, cwd, env }: ExecutionRequest): Promise<ExecutionEnd> {
  const result = await child
  const words = wordsOf(command)
  const program = findProgram(words, cwd, env)
  const system =
    'originalMessage' in result ? String(result.originalMessage) : 'the system refused to start it'
  const code = 'code' in result ? String(result.code) : ''
  const message = 'path' in program ? explainRefusal(words[0], program.path, code, system) : system
  return { kind: 'not-started', message }
}

/** Collects stdout up to the limit; the returned function waits until it is complete. */
function capture(child: Started, watch: Guard): () => Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  const stdout: Readable = child.nodeChildProcess.stdout!
  stdout.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length
    if (sizeBytes <= MAX_CAPTURE_BYTES) chunks.push(chunk)
    else watch.stop({ kind: 'too-much-output', limitBytes: MAX_CAPTURE_BYTES })
  })
  const complete = new Promise((resolve) => stdout.once('close', resolve))
  return async () => {
    await Promise.race([complete, sleep(DRAIN_MS, undefined, { ref: false })])
    stdout.destroy()
    return Buffer.concat(chunks).toString('utf8')
  }
}
