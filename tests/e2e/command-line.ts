import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished, vi } from 'vitest'

/** Processes take long to start where others keep the machine busy. */
vi.setConfig({ testTimeout: 180_000 })

/** The project itself. */
export const root = join(import.meta.dirname, '../..')

/** The folder of the Node that runs the tests: first on the path, whatever else the machine has. */
export const nodeFolder = join(root, 'node_modules/.bin')

const commandLine = join(root, 'runner/cli.ts')

/** A program that has ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * The environment of every program that is started here: nothing of the machine's own that changes what is told, such as
 * the variables by which a CI service is known.
 */
export function plainEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    PATH: `${nodeFolder}:${process.env.PATH}`,
    HOME: process.env.HOME,
    TMPDIR: tmpdir(),
    LANG: 'C.UTF-8',
    ...more,
  }
}

/** A program at work. */
export class Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  readonly #stdout: Buffer[] = []
  readonly #stderr: Buffer[] = []

  constructor(child: ChildProcess) {
    this.child = child
    child.stdout!.on('data', (chunk: Buffer) => this.#stdout.push(chunk))
    child.stderr!.on('data', (chunk: Buffer) => this.#stderr.push(chunk))
    this.ended = this.#end()
  }

  /** Waits until it has told something that matches on stderr. */
  async told(wanted: RegExp): Promise<void> {
    await until(() => wanted.test(String(Buffer.concat(this.#stderr))), `${wanted} on stderr`)
  }

  async #end(): Promise<Ended> {
    const [code, signal] = (await once(this.child, 'close')) as [number | null, NodeJS.Signals | null]
    const [stdout, stderr] = [String(Buffer.concat(this.#stdout)), String(Buffer.concat(this.#stderr))]
    return { code, signal, stdout, stderr }
  }
}

/** Waits for a condition, looking often. */
export async function until(condition: () => boolean, what: string, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${what}`)
    await sleep(20)
  }
}

/** Starts a program in a folder; what still runs when the test ends is killed. */
export function start(cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const started = begin(cwd, words, env)
  onTestFinished(() => void started.child.kill('SIGKILL'))
  return started
}

function begin(cwd: string, words: readonly string[], env: NodeJS.ProcessEnv): Started {
  const [program = '', ...rest] = words
  return new Started(
    spawn(program, rest, { cwd, env: plainEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] }),
  )
}

/** Runs any program to its end. */
export async function execute(
  cwd: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return begin(cwd, words, env).ended
}

/** Starts the command line from its sources. */
export function startPerfledger(cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  return start(cwd, [process.execPath, commandLine, ...words], env)
}

/** `await perfledger(project, 'run', '--ci')`: the real command line, as a process of its own. */
export async function perfledger(cwd: string, ...words: string[]): Promise<Ended> {
  return execute(cwd, [process.execPath, commandLine, ...words])
}
