#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { reportError } from './commands/error-report.ts'
import { toolVersion } from './commands/tool-version.ts'
import type { LedgerUse } from './commands/with-store.ts'
import { ExitCode, UsageError } from './errors.ts'

// Commands are imported when they are called, so that the process that measures holds nothing that it does not need.

const collect = (value: string, earlier: string[]): string[] => [...earlier, value]

function port(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number
  throw new InvalidArgumentError('Expected a port between 0 and 65535.')
}

function seed(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff) return number
  throw new InvalidArgumentError('Expected a whole number between 0 and 4294967295.')
}

function positive(value: string): number {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new InvalidArgumentError('Expected a whole number from 1 on.')
}

function pullRequestNumber(value: string): number {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new InvalidArgumentError('Expected the number of a pull request, such as 42.')
}

function webAddress(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  throw new InvalidArgumentError('Expected an address that begins with https:// or http://.')
}

/** A word that is no command arrives at `run`, the command that is meant where none is named. */
function refuseWords(words: readonly string[]): void {
  const [word] = words
  if (word === undefined) return
  throw new UsageError(`There is no command '${word}'.`, {
    hint: `perfledger --help lists the commands. To measure only some cases: perfledger run --filter ${word}`,
  })
}

function program(finish: (code: ExitCode) => void): Command {
  const cli = new Command('perfledger')
    .description('Continuous benchmarking without a server.')
    .version(toolVersion())
    .option('-c, --config <file>', 'the config file', 'perf.config.yaml')
    .option(
      '--offline',
      'leave the object store of the ledger alone: what is new stays in the copy on this machine',
    )
    .showHelpAfterError('(perfledger --help tells what there is)')
    .exitOverride()
  const config = (): { config: string } => cli.opts<{ config: string }>()
  // A ledger in an object store is brought up to date before, and the store after; without one, this does nothing.
  const keeping = async (use: LedgerUse, work: () => Promise<ExitCode>): Promise<void> => {
    const { withStore } = await import('./commands/with-store.ts')
    finish(await withStore(use, cli.opts<{ config: string; offline?: boolean }>(), work))
  }

  cli
    .command('run', { isDefault: true })
    .description('measure, append to the ledger, judge, write the report')
    .option('--suite <name>', 'only this suite; may be given several times', collect, [])
    .option('--filter <text>', 'only cases whose title has this text (* matches anything)', collect, [])
    .option('--seed <number>', 'order of iterations; the same seed gives the same order', seed)
    .option('--shard <part>', 'only this part of the plan, such as 2/5; `merge` joins them')
    .option('--dry-run', 'print the plan and measure nothing')
    .option('--json', 'print the report of the run as JSON')
    .option('--ci', 'plain lines instead of a live display (by itself where output is not a terminal)')
    .option('--strict', 'inconclusive verdicts, missing cases and warnings fail too')
    .option('--no-append', 'measure and judge, but keep nothing')
    .option('--baseline <name>', 'compare with these runs too: a named baseline, a tag or a commit')
    .allowExcessArguments()
    .action(async (options, command: Command) => {
      refuseWords(command.args)
      const { run } = await import('./commands/run.ts')
      const { useOfRun } = await import('./commands/with-store.ts')
      await keeping(useOfRun(options), () => run({ ...options, ...config() }))
    })

  cli
    .command('compare')
    .description('measure two versions now, in turns, and judge the difference')
    .argument('<base>', 'the version to compare with: a branch, a tag or a commit')
    .argument('[head]', 'the version to judge; the working tree, as it is, unless said')
    .option('--suite <name>', 'only this suite; may be given several times', collect, [])
    .option('--filter <text>', 'only cases whose title has this text (* matches anything)', collect, [])
    .option('--time <duration>', 'the most time for one case', '60s')
    .option('--threshold <percentage>', 'the smallest change that matters', '2%')
    .option('--seed <number>', 'order of executions; the same seed gives the same order', seed)
    .option('--stored', 'compare runs of the ledger (ids, tags, branches, commits) and measure nothing')
    .option('--format <format>', 'terminal, markdown or json', 'terminal')
    .action(async (base: string, head: string | undefined, options) => {
      const { compare } = await import('./commands/compare.ts')
      const use = options.stored ? 'reads' : 'plans'
      await keeping(use, () => compare({ ...options, base, head, ...config() }))
    })

  cli
    .command('backfill')
    .description('measure past commits into the ledger; what is there is left out')
    .argument('<range>', 'as for git log: v1.0..main, HEAD~20..HEAD, or main for all of it')
    .option('--every <number>', 'only every so many commits, counted from the newest', positive, 1)
    .option('--merges', 'only merges')
    .option('--tags', 'only commits that have a tag')
    .option('--suite <name>', 'only this suite; may be given several times', collect, [])
    .option('--filter <text>', 'only cases whose title has this text (* matches anything)', collect, [])
    .action(async (range: string, options) => {
      const { backfill } = await import('./commands/backfill.ts')
      await keeping('measures', () => backfill({ ...options, range, ...config() }))
    })

  cli
    .command('merge')
    .description('join what the shards of one plan measured into one run, and judge it')
    .argument('<paths...>', 'files of the shards’ runs, or the folders of their ledgers')
    .option('--json', 'print the report of the run as JSON')
    .option('--strict', 'inconclusive verdicts, missing cases and warnings fail too')
    .action(async (from: string[], options) => {
      const { merge } = await import('./commands/merge.ts')
      const { withFolders } = await import('./commands/folders-at-hand.ts')
      await keeping('writes', () =>
        withFolders(from, config(), (folders) => merge({ ...options, from: folders, ...config() })),
      )
    })

  cli
    .command('recover', { hidden: true })
    .description(
      'take in what processes that died left in their journals; other commands do it by themselves',
    )
    .action(async () => {
      const { recover } = await import('./commands/recover.ts')
      finish(await recover(config()))
    })

  cli
    .command('bisect')
    .description('find the first commit that made a benchmark worse')
    .argument('<good>', 'a commit, tag or branch that is fine')
    .argument('<bad>', 'a later one that is not')
    .requiredOption('--benchmark <text>', 'part of the title of exactly one case (* matches anything)')
    .option('--metric <name>', 'the metric to follow; the first of the case unless said')
    .option('--time <duration>', 'the most time for one step; twice as much where it is not sure', '60s')
    .option('--seed <number>', 'order of executions; the same seed gives the same order', seed)
    .action(async (good: string, bad: string, options) => {
      const { bisect } = await import('./commands/bisect.ts')
      finish(await bisect({ ...options, good, bad, ...config() }))
    })

  cli
    .command('report')
    .description('print the report of a stored run, or write the report folder anew')
    .option('--format <format>', 'terminal, markdown, json or junit', 'terminal')
    .option('--run <id>', 'a run id, or the start of one; the newest run by default')
    .option('--url <address>', 'address of the published dashboard, to link the run’s page', webAddress)
    .option('--output <file>', 'write to this file instead of printing')
    .option(
      '--baseline <name>',
      'tell too how it compares with these runs: a named baseline, a tag or a commit',
    )
    .option('--write', 'write the report folder from the ledger')
    .option('--full', 'with --write: keep nothing of what is there')
    .action(async (options) => {
      const { report } = await import('./commands/report.ts')
      await keeping('reads', () => report({ ...options, ...config() }))
    })

  cli
    .command('site')
    .description('build the dashboard from the ledger')
    .option('--out <folder>', 'where to put it', 'dist')
    .option('--base <path>', 'path under which it will be served, for example /my-project/')
    .option('--site-url <address>', 'full address under which it will be served', webAddress)
    .option('--full', 'build everything anew, not only what changed')
    .option('--watch', 'serve it and rebuild on every change')
    .option('--port <number>', 'port for --watch', port, 4321)
    .action(async (options) => {
      const { site } = await import('./commands/site.ts')
      await keeping('reads', () => site({ ...options, ...config() }))
    })

  cli
    .command('preview')
    .description('serve the built dashboard on this machine')
    .option('--out <folder>', 'where it was put', 'dist')
    .option('--port <number>', 'port; 0 takes a free one', port, 4321)
    .action(async (options) => {
      const { preview } = await import('./commands/preview.ts')
      finish(await preview({ ...options, ...config() }))
    })

  cli
    .command('demo')
    .description('build and serve a dashboard over a generated history, to look around')
    .option('--out <folder>', 'keep the demo here instead of in a temporary folder')
    .option('--seed <number>', 'another history', seed, 1)
    .option('--port <number>', 'port; 0 takes a free one', port, 4321)
    .option('--base <path>', 'path under which it is served', '/')
    .option('--no-serve', 'build it and stop')
    .action(async (options) => {
      const { demo } = await import('./commands/demo.ts')
      finish(await demo(options))
    })

  cli
    .command('adopt')
    .description('take the runs that another, unprivileged job measured into the ledger')
    .argument('<folder>', 'the run files of that job, laid out like a ledger')
    .requiredOption('--branch <name>', 'the branch that was measured; what the files say does not count')
    .option('--pull-request <number>', 'the pull request that was measured', pullRequestNumber)
    .action(async (from: string, options) => {
      const { adopt } = await import('./commands/adopt.ts')
      const { withFolders } = await import('./commands/folders-at-hand.ts')
      await keeping('writes', () =>
        withFolders([from], config(), ([folder = from]) => adopt({ ...options, from: folder, ...config() })),
      )
    })

  cli
    .command('import')
    .description('take the history that another tool kept into the ledger')
    .argument('<path>', 'a file or folder; what kind it is, is found out')
    .option('--as <kind>', 'read it as this kind')
    .option('--mapping <file>', 'for CSV and JSON of any shape: which column is what, in YAML')
    .option('--suite <name>', 'the suite, for formats that know none')
    .option('--dry-run', 'tell what would be added and add nothing')
    .action(async (from: string, options) => {
      const { importHistory } = await import('./commands/import.ts')
      const { withFolders } = await import('./commands/folders-at-hand.ts')
      await keeping(options.dryRun ? 'reads' : 'writes', () =>
        withFolders([from], config(), ([path = from]) =>
          importHistory({ ...options, from: path, ...config() }),
        ),
      )
    })

  cli
    .command('export')
    .description('write runs of the ledger for other programs')
    .option('--format <format>', 'csv, json, parquet or github-action-benchmark', 'csv')
    .option('--suite <name>', 'only this suite; may be given several times', collect, [])
    .option('--benchmark <name>', 'only this benchmark; may be given several times', collect, [])
    .option('--metric <name>', 'only this metric; may be given several times', collect, [])
    .option('--since <time>', 'only runs from this day or time on, for example 2026-11-01')
    .option('--until <time>', 'only runs before this day or time')
    .option('--output <file>', 'write to this file instead of printing')
    .action(async (options) => {
      const { exportLedger } = await import('./commands/export.ts')
      await keeping('reads', () => exportLedger({ ...options, ...config() }))
    })

  cli
    .command('query')
    .description('ask the ledger in SQL; its views are runs, points, samples and verdicts')
    .argument('<sql>', 'for example: "select suite, benchmark, count(*) from points group by all"')
    .option('--format <format>', 'table, csv or json', 'table')
    .action(async (sql: string, options) => {
      const { query } = await import('./commands/query.ts')
      await keeping('reads', () => query({ ...options, sql, ...config() }))
    })

  cli
    .command('compact')
    .description(
      'make sorted chunks of the ledger’s single files; safe at any time, and done by itself now and then',
    )
    .option('--dry-run', 'tell what the rules of retention would take away, and change nothing')
    .action(async (options) => {
      const { compact } = await import('./commands/compact.ts')
      finish(await compact({ ...options, ...config() }))
    })

  cli
    .command('verify')
    .description('check every file and value of the ledger, and name each fault')
    .option('--repair', 'move broken files to the folder quarantine in the ledger; nothing is deleted')
    .action(async (options) => {
      const { verify } = await import('./commands/verify.ts')
      await keeping(options.repair ? 'repairs' : 'checks', () => verify({ ...options, ...config() }))
    })

  cli
    .command('show')
    .description('series as text: a chart, the newest points, what changed when')
    .argument('<benchmark>', 'a benchmark, or a part of the title of a case')
    .option('--metric <name>', 'only this metric')
    .option('--environment <fingerprint>', 'only this environment')
    .option('--against <baseline>', 'compare the newest point with a named baseline')
    .action(async (what: string, options) => {
      const { show } = await import('./commands/show.ts')
      await keeping('reads', () => show({ ...options, what, ...config() }))
    })

  const baseline = cli.command('baseline').description('give runs a name, to compare with')
  baseline
    .command('set')
    .argument('<name>', 'for example v2.0')
    .argument('[run]', 'the start of a run id or a commit id, or a tag; the newest commit unless given')
    .action(async (name: string, what: string | undefined) => {
      const { setBaseline } = await import('./commands/baseline.ts')
      await keeping('writes', () => setBaseline({ name, what, ...config() }))
    })
  baseline.command('list').action(async () => {
    const { listBaselines } = await import('./commands/baseline.ts')
    await keeping('reads', () => listBaselines(config()))
  })

  const about = (command: Command): Command =>
    command
      .argument('<run>', 'the start of a run id or a commit id, or a tag')
      .requiredOption('--reason <text>', 'why; people will read it')
      .option('--link <address>', 'an issue or a pull request', webAddress)
      .option('--suite <name>', 'only in this suite')
      .option('--benchmark <name>', 'only of this benchmark')
      .option('--metric <name>', 'only this metric')
      .option('--environment <fingerprint>', 'only in this environment')

  about(
    cli.command('accept').description('declare a change the new normal: baselines begin anew there'),
  ).action(async (what: string, options) => {
    const { accept } = await import('./commands/decide.ts')
    await keeping('writes', () => accept({ ...options, what, ...config() }))
  })

  about(
    cli.command('exclude').description('leave points out of baselines and changes; they are kept and shown'),
  )
    .option('--to <run>', 'all runs from the first to this one, by time')
    .action(async (what: string, options) => {
      const { exclude } = await import('./commands/decide.ts')
      await keeping('writes', () => exclude({ ...options, what, ...config() }))
    })

  const ledger = cli
    .command('ledger')
    .description('keep the ledger in the object store of the config, or on a git branch of its own')
  const onBranch = (command: Command): Command =>
    command
      .option('--remote <name>', 'where the branch is', 'origin')
      .option('--branch <name>', 'a branch that holds nothing else', 'perfledger')
  const toBranch = (command: Command): boolean =>
    ['remote', 'branch'].some((name) => command.getOptionValueSource(name) === 'cli')
  onBranch(ledger.command('push').description('bring the runs of this ledger there'))
    .option('--squash-history', 'make the branch one commit, so that its size stays that of the ledger')
    .action(async (options, command: Command) => {
      const { pushAnywhere } = await import('./commands/ledger-store.ts')
      finish(await pushAnywhere({ ...options, toBranch: toBranch(command), ...config() }))
    })
  onBranch(ledger.command('pull').description('bring the runs that are there into this ledger'))
    .addOption(new Option('--quiet').hideHelp())
    .action(async (options, command: Command) => {
      const { pullAnywhere } = await import('./commands/ledger-store.ts')
      finish(await pullAnywhere({ ...options, toBranch: toBranch(command), ...config() }))
    })

  cli
    .command('init')
    .description('write a config from what is found in this folder')
    .option('--github', 'write a GitHub workflow too')
    .action(async (options) => {
      const { init } = await import('./commands/init.ts')
      finish(await init({ ...options, ...config() }))
    })

  cli
    .command('schema')
    .description('print the JSON Schema of the config')
    .option('--write <file>', 'write it to a file')
    .action(async (options) => {
      const { schema } = await import('./commands/schema.ts')
      finish(await schema(options))
    })

  return cli
}

/** The oldest Node that has what is used here; `engines` in package.json only warns. */
function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return
  throw new UsageError(`perfledger needs Node 22.18 or newer; this is Node ${version}.`, {
    hint: 'Update Node, or add it to the project itself: npm install -D node@24 puts it first in every npm script.',
  })
}

async function main(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = ExitCode.ok
  try {
    refuseOldNode(process.versions.node)
    await program((result) => {
      code = result
    }).parseAsync(argv)
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage
    return reportError(error, process.stderr)
  }
}

/**
 * A reader that closes the pipe early (`perfledger run | head`) or a terminal that goes away is no error: the work goes on
 * to its end, and the exit code tells how it went.
 */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'].includes(error.code ?? '')) throw error
  })
}

process.exitCode = await main(process.argv)
