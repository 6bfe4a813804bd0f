import { readSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { ExactAnswer, ExactOrder, ExactWorkerData } from './exact-protocol.ts'
import {
  createAttributes,
  FileActions,
  Gate,
  reap,
  StringList,
  setAffinity,
  setSubreaper,
  spawn,
  waitForEnd,
} from './libc.ts'
import { place } from './placement.ts'

/**
 * The thread that starts commands and blocks until they end: between the two clock readings there is nothing but
 * posix_spawn and waitid.
 */
const { running } = workerData as ExactWorkerData
const attributes = createAttributes()

parentPort!.on('message', (order: ExactOrder) => {
  parentPort!.postMessage(order.idFd === undefined ? time(order) : weigh(order, order.idFd))
})
parentPort!.postMessage('ready')

function time(order: ExactOrder): ExactAnswer {
  const actions = actionsOf(order)
  try {
    const path = Buffer.from(`${order.path}\0`)
    const argv = new StringList(order.argv)
    const envp = new StringList(order.env)
    const floorBytes = ownPeakMemoryBytes()
    const startedAt = process.hrtime.bigint()
    const pid = spawn(path, actions, attributes, argv, envp)
    if (pid < 0) return { kind: 'refused', errorNumber: -pid }
    Atomics.store(running, 0, pid)
    const misplaced = place(pid, order.placement, setAffinity)
    waitForEnd(pid)
    const endedAt = process.hrtime.bigint()
    // From here on nobody signals this process id any more; only then may the system give it to another process.
    Atomics.store(running, 0, 0)
    const usage = reap(pid)
    if (misplaced) return { kind: 'misplaced', message: misplaced }
    if (!usage) return { kind: 'lost' }
    return { kind: 'ended', wallTimeNs: Number(endedAt - startedAt), usage, floorBytes }
  } finally {
    actions.free()
  }
}

/** Peak memory counts what the process was before exec too, and that was this whole runner. */
function ownPeakMemoryBytes(): number {
  return process.resourceUsage().maxRSS * 1024
}

const ID_FD = 3
const GATE_FD = 4

/**
 * Forks a child that waits at the gate, tells the child's process id, and leaves; the child then becomes its arguments.
 * Without the gate a short command could end, and be forgotten, while the shell is still there.
 */
const FORK_AND_LEAVE = `{ read -r _ <&${GATE_FD}; exec "$@" ${ID_FD}>&- ${GATE_FD}<&-; } & echo $! >&${ID_FD}`

/**
 * Lets a small shell fork and leave, so that the command's memory before exec was the shell's, about a megabyte;
 * the command, an orphan then, falls to this process, which therefore can ask what exactly it used.
 */
function weigh(order: ExactOrder, idFd: number): ExactAnswer {
  const gate = new Gate()
  const actions = actionsOf(order)
  actions.duplicate(idFd, ID_FD)
  actions.duplicate(gate.readEnd, GATE_FD)
  setSubreaper(true)
  try {
    const argv = new StringList(['sh', '-c', FORK_AND_LEAVE, 'sh', order.path, ...order.argv.slice(1)])
    const shell = spawn(Buffer.from('/bin/sh\0'), actions, attributes, argv, new StringList(order.env))
    if (shell < 0) return { kind: 'refused', errorNumber: -shell }
    Atomics.store(running, 0, shell)
    waitForEnd(shell)
    const pid = readId(idFd)
    if (pid !== undefined && order.controlGroup) writeFileSync(order.controlGroup, String(pid))
    gate.open()
    if (pid !== undefined) waitForEnd(pid)
    Atomics.store(running, 0, 0)
    reap(shell)
    const usage = pid === undefined ? undefined : reap(pid)
    return usage ? { kind: 'ended', wallTimeNs: 0, usage, floorBytes: 0 } : { kind: 'lost' }
  } finally {
    gate.close()
    setSubreaper(false)
    actions.free()
  }
}

function readId(fd: number): number | undefined {
  const bytes = Buffer.alloc(32)
  const pid = Number(bytes.toString('latin1', 0, readSync(fd, bytes, 0, bytes.length, 0)))
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

function actionsOf({ cwd, stdout, stderr }: ExactOrder): FileActions {
  const actions = new FileActions()
  actions.openNull(0)
  if (stdout === undefined) actions.openNull(1)
  else actions.duplicate(stdout, 1)
  actions.duplicate(stderr, 2)
  actions.changeFolder(cwd)
  return actions
}
