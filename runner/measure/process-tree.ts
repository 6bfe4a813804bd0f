import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'

/** The environment variable by which every descendant of an execution is known, even after it left the group. */
export const EXECUTION_VARIABLE = 'PERFLEDGER_EXECUTION'

interface Process {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
}

const POLL_MS = 10
/** A process in the middle of uninterruptible I/O can outlive SIGKILL for a while; nobody waits for it longer than this. */
const GIVE_UP_MS = 5000

/**
 * Ends a process group and all that descends from it, also what left the group, the session or its parent:
 * SIGTERM first, SIGKILL to what is still there after the grace. Settles when nothing is left.
 *
 * @param leader process id of the group's leader
 * @param mark value of `EXECUTION_VARIABLE` in the environment of the group
 */
export async function endTree(leader: number, mark: string, graceMs: number): Promise<void> {
  if (process.platform === 'win32') return endTreeOnWindows(leader)
  if (await signalUntilGone(leader, mark, 'SIGTERM', graceMs)) return
  await signalUntilGone(leader, mark, 'SIGKILL', GIVE_UP_MS)
}

/** True when nothing of the tree is left within the time. New members get the signal too. */
async function signalUntilGone(
  leader: number,
  mark: string,
  signal: 'SIGTERM' | 'SIGKILL',
  withinMs: number,
): Promise<boolean> {
  const deadline = performance.now() + withinMs
  const signalled = new Set<number>()
  while (performance.now() < deadline) {
    const members = await membersOf(leader, mark)
    if (members.length === 0) return true
    for (const pid of members) {
      if (signal === 'SIGKILL' || !signalled.has(pid)) send(pid, signal)
      signalled.add(pid)
    }
    await sleep(POLL_MS)
  }
  return false
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
    // A stopped process sees SIGTERM only when it runs again.
    if (signal === 'SIGTERM') process.kill(pid, 'SIGCONT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Kills the tree at once, for the moment when the runner itself ends and nothing can be waited for. Where there is no
 * /proc, only the process group is found.
 */
export function killTreeNow(leader: number, mark: string): void {
  for (let round = 0; round < MAX_KILL_ROUNDS; round += 1) {
    const members = process.platform === 'linux' ? select(listFromProc(), leader, mark) : [-leader]
    if (members.length === 0) return
    for (const pid of members) send(pid, 'SIGKILL')
  }
}

/** Each round finds what was started while the one before was killing. */
const MAX_KILL_ROUNDS = 5

/** Living processes that belong to the tree, the leader included; those that have ended and wait to be noticed are not. */
async function membersOf(leader: number, mark: string): Promise<number[]> {
  return select(process.platform === 'linux' ? listFromProc() : await listFromPs(), leader, mark)
}

function select(processes: readonly Process[], leader: number, mark: string): number[] {
  const members = new Set<number>()
  for (const { pid, group, session } of processes) {
    if (pid === leader || group === leader || session === leader) members.add(pid)
    else if (hasMark(pid, mark)) members.add(pid)
  }
  addDescendants(processes, new Set([leader, ...members]), members)
  members.delete(process.pid)
  return [...members]
}

function addDescendants(processes: readonly Process[], roots: Set<number>, members: Set<number>): void {
  let grown = true
  while (grown) {
    grown = false
    for (const { pid, parent } of processes) {
      if (roots.has(pid) || !roots.has(parent)) continue
      roots.add(pid)
      members.add(pid)
      grown = true
    }
  }
}

function listFromProc(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((found) => found !== undefined)
}

/** Fields of /proc/<pid>/stat after the name, which may itself hold spaces and parentheses. */
function readStat(pid: number): Process | undefined {
  const text = readProc(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  const [state, parent, group, session] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return undefined
  return { pid, parent: Number(parent), group: Number(group), session: Number(session) }
}

function hasMark(pid: number, mark: string): boolean {
  if (process.platform !== 'linux') return false
  const environment = readProc(`/proc/${pid}/environ`)
  return environment?.split('\0').includes(`${EXECUTION_VARIABLE}=${mark}`) === true
}

/** Undefined where the process has ended meanwhile or belongs to somebody else. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

async function listFromPs(): Promise<Process[]> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='])
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.length >= 4 && !words[3]!.startsWith('Z'))
    .map(([pid, parent, group]) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
    }))
}

async function endTreeOnWindows(leader: number): Promise<void> {
  await execa('taskkill', ['/pid', String(leader), '/t', '/f'], { reject: false })
}
