import koffi from 'koffi'

/**
 * The calls of the C library that start a process and wait for it, by koffi. Only for Linux on 64 bits, where these
 * layouts hold for glibc and musl alike; importing this file elsewhere throws.
 */
const library = koffi.load(null)

const posixSpawn = library.func(
  'int posix_spawn(void *pid, void *path, void *actions, void *attributes, void *argv, void *envp)',
)
const actionsInit = library.func('int posix_spawn_file_actions_init(void *actions)')
const actionsDestroy = library.func('int posix_spawn_file_actions_destroy(void *actions)')
const actionsOpen = library.func(
  'int posix_spawn_file_actions_addopen(void *actions, int fd, const char *path, int flags, uint32_t mode)',
)
const actionsDuplicate = library.func('int posix_spawn_file_actions_adddup2(void *actions, int from, int to)')
const actionsChangeFolder = library.func(
  'int posix_spawn_file_actions_addchdir_np(void *actions, const char *path)',
)
const attributesInit = library.func('int posix_spawnattr_init(void *attributes)')
const attributesSetFlags = library.func('int posix_spawnattr_setflags(void *attributes, short flags)')
const attributesSetGroup = library.func('int posix_spawnattr_setpgroup(void *attributes, int group)')
const attributesSetDefault = library.func('int posix_spawnattr_setsigdefault(void *attributes, void *set)')
const attributesSetMask = library.func('int posix_spawnattr_setsigmask(void *attributes, void *set)')
const signalsFill = library.func('int sigfillset(void *set)')
const signalsEmpty = library.func('int sigemptyset(void *set)')
const waitidCall = library.func('int waitid(int kind, uint32_t id, void *info, int options)')
const wait4Call = library.func('int wait4(int pid, void *status, int options, void *usage)')
const pipe2Call = library.func('int pipe2(void *descriptors, int flags)')
const closeCall = library.func('int close(int fd)')
const prctlCall = library.func(
  'int prctl(int option, unsigned long value, unsigned long b, unsigned long c, unsigned long d)',
)

const setAffinityCall = library.func('int sched_setaffinity(int pid, size_t size, void *mask)')

const O_RDONLY = 0
const O_WRONLY = 1
const POSIX_SPAWN_SETPGROUP = 0x02
const POSIX_SPAWN_SETSIGDEF = 0x04
const POSIX_SPAWN_SETSIGMASK = 0x08
const P_PID = 1
const EINTR = 4
const WEXITED = 4
const WNOWAIT = 0x0100_0000
const O_CLOEXEC = 0x80000
const PR_SET_CHILD_SUBREAPER = 36

/** Larger than any of these structures: posix_spawn's are 80 and 336 bytes, rusage is 144 (272 with musl). */
const ROOM_BYTES = 1024

/** A list of C strings that ends in a null pointer. Kept alive by this object. */
export class StringList {
  readonly pointers: Buffer
  readonly #strings: readonly Buffer[]

  constructor(texts: readonly string[]) {
    this.#strings = texts.map((text) => Buffer.from(`${text}\0`))
    this.pointers = Buffer.alloc((texts.length + 1) * 8)
    this.#strings.forEach((text, index) => {
      this.pointers.writeBigUInt64LE(koffi.address(text), index * 8)
    })
  }
}

/** What becomes of a child's file descriptors, and where it starts. To be freed. */
export class FileActions {
  readonly memory: Buffer = Buffer.alloc(ROOM_BYTES)

  constructor() {
    check(actionsInit(this.memory), 'posix_spawn_file_actions_init')
  }

  openNull(fd: number): void {
    const flags = fd === 0 ? O_RDONLY : O_WRONLY
    check(actionsOpen(this.memory, fd, '/dev/null', flags, 0), 'posix_spawn_file_actions_addopen')
  }

  duplicate(from: number, to: number): void {
    check(actionsDuplicate(this.memory, from, to), 'posix_spawn_file_actions_adddup2')
  }

  changeFolder(path: string): void {
    check(actionsChangeFolder(this.memory, path), 'posix_spawn_file_actions_addchdir_np')
  }

  free(): void {
    actionsDestroy(this.memory)
  }
}

/** A process group of its own, every signal at its default and none blocked: Node itself ignores SIGPIPE. */
export function createAttributes(): Buffer {
  const attributes = Buffer.alloc(ROOM_BYTES)
  const signals = Buffer.alloc(ROOM_BYTES)
  check(attributesInit(attributes), 'posix_spawnattr_init')
  attributesSetFlags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
  attributesSetGroup(attributes, 0)
  signalsFill(signals)
  attributesSetDefault(attributes, signals)
  signalsEmpty(signals)
  attributesSetMask(attributes, signals)
  return attributes
}

const pidMemory = Buffer.alloc(4)
const informationMemory = Buffer.alloc(ROOM_BYTES)
const statusMemory = Buffer.alloc(4)
const usageMemory = Buffer.alloc(ROOM_BYTES)

/** Starts a process: its id, or a negative error number. */
export function spawn(
  path: Buffer,
  actions: FileActions,
  attributes: Buffer,
  argv: StringList,
  envp: StringList,
): number {
  const error: number = posixSpawn(pidMemory, path, actions.memory, attributes, argv.pointers, envp.pointers)
  return error === 0 ? pidMemory.readInt32LE() : -error
}

/** Blocks until the process has ended; it keeps its id, so that nobody else can get it, until `reap`. */
export function waitForEnd(pid: number): void {
  while (waitidCall(P_PID, pid, informationMemory, WEXITED | WNOWAIT) !== 0 && koffi.errno() === EINTR);
}

/** How a process ended and what it and the children that it waited for used. */
export interface Usage {
  readonly exitCode: number | undefined
  /** The number of the signal that ended it. */
  readonly signal: number | undefined
  readonly userTimeNs: number
  readonly systemTimeNs: number
  readonly peakMemoryBytes: number
  readonly pageFaultsMinor: number
  readonly pageFaultsMajor: number
  readonly blocksRead: number
  readonly blocksWritten: number
  readonly contextSwitchesVoluntary: number
  readonly contextSwitchesInvoluntary: number
}

/** Takes the end of a process; undefined where it is not (or no longer) a child of this one. */
export function reap(pid: number): Usage | undefined {
  const found: number = wait4Call(pid, statusMemory, 0, usageMemory)
  return found === pid ? readUsage(statusMemory.readInt32LE()) : undefined
}

/** `struct rusage`: two timevals, then fourteen longs; memory in kB. */
function readUsage(status: number): Usage {
  const signal = status & 0x7f
  return {
    exitCode: signal === 0 ? (status >> 8) & 0xff : undefined,
    signal: signal === 0 ? undefined : signal,
    userTimeNs: readTime(0),
    systemTimeNs: readTime(16),
    peakMemoryBytes: readLong(4) * 1024,
    pageFaultsMinor: readLong(8),
    pageFaultsMajor: readLong(9),
    blocksRead: readLong(11),
    blocksWritten: readLong(12),
    contextSwitchesVoluntary: readLong(16),
    contextSwitchesInvoluntary: readLong(17),
  }
}

function readTime(offset: number): number {
  const seconds = Number(usageMemory.readBigInt64LE(offset))
  return seconds * 1e9 + Number(usageMemory.readBigInt64LE(offset + 8)) * 1e3
}

function readLong(index: number): number {
  return Number(usageMemory.readBigInt64LE(index * 8))
}

/** A pipe that no child inherits by itself: what reads its `readEnd` waits until the gate is opened. */
export class Gate {
  readonly readEnd: number
  #writeEnd: number | undefined

  constructor() {
    const descriptors = Buffer.alloc(8)
    check(pipe2Call(descriptors, O_CLOEXEC), 'pipe2')
    this.readEnd = descriptors.readInt32LE(0)
    this.#writeEnd = descriptors.readInt32LE(4)
  }

  open(): void {
    // Not by node:fs, which complains about descriptors that it did not open.
    if (this.#writeEnd !== undefined) closeCall(this.#writeEnd)
    this.#writeEnd = undefined
  }

  close(): void {
    this.open()
    closeCall(this.readEnd)
  }
}

/** Whether orphans of this process's children become its own children. */
export function setSubreaper(on: boolean): boolean {
  return prctlCall(PR_SET_CHILD_SUBREAPER, on ? 1 : 0, 0, 0, 0) === 0
}

/** Lets a process run on these processors only: 0, or an error number. */
export function setAffinity(pid: number, cpus: readonly number[]): number {
  const mask = Buffer.alloc(CPU_MASK_BYTES)
  for (const cpu of cpus) mask[cpu >> 3]! |= 1 << (cpu & 7)
  return setAffinityCall(pid, mask.length, mask) === 0 ? 0 : koffi.errno()
}

/** `cpu_set_t`: 1024 processors. */
const CPU_MASK_BYTES = 128

function check(error: number, call: string): void {
  if (error !== 0) throw new Error(`${call} failed with error ${error}`)
}
