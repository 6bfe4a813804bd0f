import { setPriority } from 'node:os'
import { getSystemErrorMessage } from 'node:util'
import type { Placement } from '../plan/plan.ts'

/**
 * Puts a process that has just started on its processors and gives it its priority; what it starts inherits both. So no
 * helper program stands before the command and nothing is added to its time.
 *
 * @returns why that was not possible, after ending the process; undefined where all is well
 */
export function place(
  pid: number,
  placement: Placement | undefined,
  setAffinity: (pid: number, cpus: readonly number[]) => number,
): string | undefined {
  if (!placement) return undefined
  const problem = affinityProblem(pid, placement, setAffinity) ?? priorityProblem(pid, placement)
  if (problem) process.kill(pid, 'SIGKILL')
  return problem
}

function affinityProblem(
  pid: number,
  { cpus }: Placement,
  setAffinity: (pid: number, cpus: readonly number[]) => number,
): string | undefined {
  const error = cpus.length === 0 ? 0 : setAffinity(pid, cpus)
  if (error === 0) return undefined
  return `cpus: this process may not use processor ${cpus.join(', ')} (${getSystemErrorMessage(-error)})`
}

function priorityProblem(pid: number, { priority }: Placement): string | undefined {
  if (priority === undefined) return undefined
  try {
    setPriority(pid, priority)
    return undefined
  } catch (error) {
    const hint = priority < 0 ? '; below 0 needs the rights of root' : ''
    return `priority: ${priority} was refused (${(error as Error).message})${hint}`
  }
}
