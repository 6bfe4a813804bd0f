import type { CaseKey } from '../plan/plan.ts'

/** Commits on main in the story of larch; indexes below count from 0. */
export const mainCommits = 120

/** Something that a commit did to what is measured. */
export interface Change {
  /** Index of the commit on main from which on it holds; in a pull request 0, that is from its own push on. */
  readonly at: number
  /** The commit that takes it back. */
  readonly until?: number
  /** Comes in slowly, over so many commits. */
  readonly over?: number
  readonly on: (key: CaseKey) => boolean
  /** Factors: times grow and rates shrink by `time`. */
  readonly time?: number
  readonly memory?: number
  readonly size?: number
}

const named =
  (suite: string, benchmark?: string, param?: string | number) =>
  (key: CaseKey): boolean =>
    key.suite === suite &&
    (benchmark === undefined || key.benchmark === benchmark) &&
    (param === undefined || Object.values(key.params).includes(param))

/** What happened on main, in order. */
export const changes: readonly Change[] = [
  { at: 17, on: named('parse', 'json'), time: 0.78 },
  { at: 24, on: named('memory', 'cache'), memory: 0.9 },
  { at: 33, until: 46, on: named('http', 'router', 1_000), time: 1.38 },
  { at: 33, until: 46, on: named('http', 'router', 100), time: 1.11 },
  { at: 38, on: named('build', 'full'), size: 1.021 },
  { at: 52, over: 40, on: named('cli'), time: 1.13 },
  { at: 58, on: named('memory', 'stream-file'), time: 0.93 },
  { at: 69, on: named('build', 'core'), size: 1.043 },
  { at: 69, on: named('build', 'full'), size: 1.012 },
  { at: 75, on: named('http', 'hello'), time: 0.91, memory: 1.16 },
  { at: 86, over: 30, on: named('memory', 'cache', 100_000), memory: 1.08 },
  { at: 92, on: named('build', 'types'), time: 1.17 },
  { at: 103, until: 106, on: named('build', 'full'), size: 1.31 },
  { at: 108, on: named('http', 'upload'), time: 1.16 },
  { at: 115, on: named('parse', 'csv'), time: 1.24 },
  { at: 118, on: named('parse', 'urlencoded'), time: 0.84 },
]

/** Noise of the machine that one run met: nobody's commit. */
export const spikes: readonly Change[] = [
  { at: 42, on: named('http'), time: 1.55 },
  { at: 61, on: named('parse'), time: 1.3 },
  { at: 81, on: named('cli'), time: 1.45 },
  { at: 99, on: named('build', 'docs'), time: 1.9 },
]

/** When a benchmark was added to, and taken out of, the config. */
export const lifetimes: readonly {
  readonly on: Change['on']
  readonly from: number
  readonly until: number
}[] = [
  { on: named('http', 'websocket-echo'), from: 94, until: Number.POSITIVE_INFINITY },
  { on: named('parse', 'ini'), from: 0, until: 66 },
]

/** Runs on main in which a benchmark failed, or was lost from the config by mistake. */
export const failedAt = { commit: 84, on: named('build', 'docs') }
export const missingAt = { commit: 89, on: named('parse', 'multipart') }

/** Documentation only: CI did not measure these. */
export const unmeasured: readonly number[] = [6, 21, 31, 45, 57, 72, 91, 105]

/** Measured twice, the second time on request. */
export const measuredTwice: readonly number[] = [42, 61, 116]

export const releases: Readonly<Record<number, string>> = {
  9: 'v1.0.0',
  28: 'v1.1.0',
  48: 'v1.2.0',
  64: 'v1.2.1',
  80: 'v1.3.0',
  97: 'v1.4.0',
  112: 'v1.5.0',
}

export interface PullRequest {
  readonly number: number
  readonly branch: string
  /** The commit on main that it starts from. */
  readonly from: number
  /** One commit each, with what it changes; later pushes replace what earlier ones changed. */
  readonly pushes: readonly { readonly subject: string; readonly changes: readonly Change[] }[]
}

export const pullRequests: readonly PullRequest[] = [
  {
    number: 208,
    branch: 'json-lookup-table',
    from: 15,
    pushes: [
      {
        subject: 'Scan strings with a lookup table',
        changes: [{ at: 0, on: named('parse', 'json'), time: 0.86 }],
      },
      { subject: 'Scan sixteen bytes at once', changes: [{ at: 0, on: named('parse', 'json'), time: 0.78 }] },
    ],
  },
  {
    number: 219,
    branch: 'named-groups',
    from: 31,
    pushes: [
      {
        subject: 'Match route parameters with named groups',
        changes: [{ at: 0, on: named('http', 'router', 1_000), time: 1.37 }],
      },
    ],
  },
  {
    number: 226,
    branch: 'compile-patterns',
    from: 44,
    pushes: [
      {
        subject: 'Compile route patterns lazily',
        changes: [{ at: 0, on: named('http', 'router', 1_000), time: 0.81 }],
      },
      {
        subject: 'Compile route patterns once, when the router is built',
        changes: [{ at: 0, on: named('http', 'router'), time: 0.72 }],
      },
    ],
  },
  {
    number: 241,
    branch: 'keep-headers',
    from: 73,
    pushes: [
      {
        subject: 'Keep parsed headers for reuse',
        changes: [{ at: 0, on: named('http', 'hello'), time: 0.89, memory: 1.42 }],
      },
      {
        subject: 'Bound the header cache',
        changes: [{ at: 0, on: named('http', 'hello'), time: 0.91, memory: 1.2 }],
      },
      {
        subject: 'Share header names between connections',
        changes: [{ at: 0, on: named('http', 'hello'), time: 0.91, memory: 1.16 }],
      },
    ],
  },
  {
    number: 255,
    branch: 'icu-tables',
    from: 101,
    pushes: [
      {
        subject: 'Bundle the collation tables',
        changes: [{ at: 0, on: named('build', 'full'), size: 1.31 }],
      },
    ],
  },
  {
    number: 259,
    branch: 'sync-logging',
    from: 107,
    pushes: [
      { subject: 'Log every request', changes: [{ at: 0, on: named('http'), time: 1.62 }] },
      { subject: 'Log in batches', changes: [{ at: 0, on: named('http'), time: 1.04 }] },
    ],
  },
  {
    number: 263,
    branch: 'quoted-newlines',
    from: 113,
    pushes: [
      {
        subject: 'Support newlines in quoted CSV fields',
        changes: [{ at: 0, on: named('parse', 'csv'), time: 1.33 }],
      },
      {
        subject: 'Look for quotes only where a field starts',
        changes: [{ at: 0, on: named('parse', 'csv'), time: 1.24 }],
      },
    ],
  },
  {
    number: 267,
    branch: 'csv-fast-path',
    from: 118,
    pushes: [
      {
        subject: 'Take the fast path for rows without quotes',
        changes: [{ at: 0, on: named('parse', 'csv'), time: 0.83 }],
      },
      {
        subject: 'Take the fast path for whole blocks',
        changes: [{ at: 0, on: named('parse', 'csv'), time: 0.8 }],
      },
    ],
  },
]

/** Subjects of the commits that the story is about; all others get one of {@link ordinarySubjects}. */
export const subjects: Readonly<Record<number, string>> = {
  6: 'Explain streaming in the guide',
  17: 'Scan strings sixteen bytes at once (#208)',
  21: 'Fix links in the README',
  24: 'Store cache entries without a wrapper object',
  31: 'Document the router options',
  33: 'Match route parameters with named groups (#219)',
  38: 'Add messages in French and Japanese',
  45: 'Spell out the error codes in the reference',
  46: 'Compile route patterns once, when the router is built (#226)',
  52: 'Load plugins at start-up',
  57: 'Add a page on deployment',
  58: 'Read files in blocks of 256 kB',
  66: 'Drop the INI parser, deprecated since v1.0',
  69: 'Give errors a code, a place and a hint',
  72: 'Correct examples in the changelog',
  75: 'Keep parsed headers for reuse (#241)',
  84: 'Generate the reference from doc comments',
  85: 'Escape braces in generated pages',
  86: 'Remember when cache entries were used',
  89: 'Tidy up perf.config.yaml',
  90: 'Measure multipart again',
  91: 'Thank the new contributors',
  92: 'Check types of the examples too',
  94: 'Measure WebSocket echo',
  103: 'Bundle the collation tables (#255)',
  105: 'Describe collation in the guide',
  106: 'Load the collation tables on demand',
  108: 'Verify checksums of uploads',
  115: 'Support newlines in quoted CSV fields (#263)',
  118: 'Decode percent escapes in place',
}

export const ordinarySubjects: readonly string[] = [
  'Accept upper-case methods',
  'Add a test for empty bodies',
  'Align option names with fetch',
  'Allow a base path for static files',
  'Answer HEAD without a body',
  'Avoid a copy when slicing buffers',
  'Bump the minimum Node version to 22.18',
  'Check bounds before reading a varint',
  'Close idle sockets after 5 s',
  'Collect coverage of the parser only',
  'Count bytes, not characters, in limits',
  'Cover trailing commas in tests',
  'Decode chunked bodies across packets',
  'Deprecate the callback form of listen()',
  'Document maxHeaderSize',
  'Drop support for Node 20',
  'Emit an event when a client aborts',
  'Export the Cookie type',
  'Fail early on an unknown option',
  'Fix a leak of timers on abort',
  'Fix a race when closing twice',
  'Fix an off-by-one in column numbers',
  'Fix precedence of wildcard routes',
  'Fix reading from a closed stream',
  'Handle a byte order mark',
  'Handle surrogate pairs at block borders',
  'Ignore blank lines between CSV rows',
  'Improve messages of parse errors',
  'Inline the fast path of peek()',
  'Keep the order of query parameters',
  'Let plugins add content types',
  'Limit the depth of nested arrays',
  'Make the server disposable',
  'Make errors serialisable',
  'Mark the package as free of side effects',
  'Move fixtures next to their tests',
  'Name the stream in warnings',
  'Normalise header names once',
  'Parse dates in ISO 8601 only',
  'Pass the signal to every hook',
  'Pin the compiler version',
  'Prefer Uint8Array over Buffer',
  'Print the port when it is taken',
  'Quote fields with leading spaces',
  'Raise the default limit to 2 MB',
  'Read the charset of multipart parts',
  'Refactor the tokenizer into states',
  'Reject control characters in headers',
  'Remove a redundant allocation in write()',
  'Remove the legacy query parser',
  'Rename Context to Exchange',
  'Report unknown escapes with their position',
  'Respect Accept-Encoding weights',
  'Return 431 for large headers',
  'Run tests on Windows too',
  'Set Date once a second',
  'Simplify backpressure handling',
  'Skip whitespace without a regular expression',
  'Sort routes by specificity',
  'Split the CLI into commands',
  'Stop at the first error in strict mode',
  'Support async iterators as bodies',
  'Support brackets in query keys',
  'Support streaming YAML output',
  'Test against the JSON parsing test suite',
  'Tighten types of handlers',
  'Trim the published package',
  'Type the plugin interface',
  'Update development dependencies',
  'Update the list of MIME types',
  'Use a single decoder per connection',
  'Use node:test for the small packages',
  'Use structuredClone for options',
  'Validate cookies by RFC 6265',
  'Warn about unused routes',
  'Wait for pending writes on close',
  'Write temporary files with a prefix',
  'Yield to the event loop in long parses',
]
