import { readdirSync, readFileSync } from 'node:fs'

/** What a tree of processes uses now. The counters include what ended processes used, once their parents waited for them. */
export interface TreeUse {
  /** Processor time since the start, user and system. */
  readonly cpuMs: number
  readonly residentBytes: number
  /** Bytes through read and write calls since the start, whatever they read and wrote. */
  readonly readBytes: number
  readonly writtenBytes: number
  readonly threads: number
  readonly openFiles: number
}

/** /proc counts time in ticks of USER_HZ, which is 100 on every Linux that there is: time(7). */
const TICK_MS = 10

/** Adds up a process and its descendants; undefined where there is no such process or no /proc. Costs about 0.1 ms a process. */
export function readTree(leader: number): TreeUse | undefined {
  if (process.platform !== 'linux') return undefined
  const uses: TreeUse[] = []
  const waiting = [leader]
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const use = readProcess(pid)
    if (!use) continue
    uses.push(use)
    waiting.push(...childrenOf(pid, use.threads))
  }
  return uses.length === 0 ? undefined : uses.reduce(sum)
}

function sum(a: TreeUse, b: TreeUse): TreeUse {
  return {
    cpuMs: a.cpuMs + b.cpuMs,
    residentBytes: a.residentBytes + b.residentBytes,
    readBytes: a.readBytes + b.readBytes,
    writtenBytes: a.writtenBytes + b.writtenBytes,
    threads: a.threads + b.threads,
    openFiles: a.openFiles + b.openFiles,
  }
}

/** Each thread has children of its own; almost always there is just one thread. */
function childrenOf(pid: number, threads: number): number[] {
  const folder = `/proc/${pid}/task`
  const ids = threads === 1 ? [String(pid)] : (orUndefined(() => readdirSync(folder)) ?? [])
  return ids.flatMap((id) => numbers(read(`${folder}/${id}/children`) ?? ''))
}

const numbers = (text: string): number[] => text.split(' ').filter(Boolean).map(Number)

/** Fields of /proc/<pid>/stat are counted from the state, the third: proc_pid_stat(5). */
function readProcess(pid: number): TreeUse | undefined {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3])
  const io = read(`/proc/${pid}/io`) ?? ''
  return {
    cpuMs: (field(14) + field(15) + field(16) + field(17)) * TICK_MS,
    residentBytes: field(24) * pageBytes(),
    readBytes: Number(/^rchar: (\d+)/m.exec(io)?.[1] ?? 0),
    writtenBytes: Number(/^wchar: (\d+)/m.exec(io)?.[1] ?? 0),
    threads: field(20),
    openFiles: orUndefined(() => readdirSync(`/proc/${pid}/fd`))?.length ?? 0,
  }
}

let page: number | undefined

/** Told by this process's own memory, which Node knows in bytes and the system in pages. */
function pageBytes(): number {
  page ??=
    2 ** Math.round(Math.log2(process.memoryUsage.rss() / Number(read('/proc/self/statm')?.split(' ')[1])))
  return page
}

/** Runnable processes of the whole machine, averaged over the last minute. */
export function readLoad(): number {
  return Number((read('/proc/loadavg') ?? '0').split(' ')[0])
}

function read(path: string): string | undefined {
  return orUndefined(() => readFileSync(path, 'latin1'))
}

/** A process may end at any moment. */
function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
