import { relative } from 'node:path'
import { join } from 'shlex'
import { formatDurationMs } from '../units.ts'
import { caseTitle } from './identity.ts'
import { caseCount } from './make-plan.ts'
import type { Command, Hooks, Plan, PlannedCase, PlannedSuite, Stopping } from './plan.ts'
import { blockOrder } from './shuffle.ts'

/** How many blocks of the order are shown. */
const SHOWN_BLOCKS = 3
const SHOWN_TURNS = 12

/** The plan for people, as `--dry-run` prints it: every case with a command to copy, its bounds and the first turns. */
export function describePlan(plan: Plan): string {
  const sections = plan.suites.map((suite) => suiteLines(suite, plan).join('\n'))
  return [...sections, totalLines(plan).join('\n')].join('\n\n')
}

function suiteLines(suite: PlannedSuite, plan: Plan): string[] {
  const cases = suite.cases.flatMap((planned) => caseLines(planned, plan.root))
  return [`${suite.name} (${suite.order})`, ...cases, ...orderLines(suite, plan.seed)]
}

function caseLines(planned: PlannedCase, root: string): string[] {
  const { hooks, output, metrics, artifact = [], files = [] } = planned
  const folder = relative(root, planned.cwd)
  return [
    `  ${caseTitle(planned.key)}`,
    ...Object.entries(planned.env).map(([name, value]) => `    with ${name}=${join([value])}`),
    ...(folder === '' ? [] : [`    in ${folder}`]),
    ...hookLines(hooks, ['setup', 'prepare']),
    `    $ ${commandLine(planned.command)}`,
    ...hookLines(hooks, ['conclude', 'cleanup']),
    `    ${stoppingText(planned.stopping)}, timeout ${formatDurationMs(planned.timeoutMs)}`,
    ...(metrics.length === 0 ? [] : [`    metrics ${metrics.join(', ')}`]),
    ...placementLines(planned),
    ...(artifact.length === 0 ? [] : [`    artifact ${artifact.join(', ')}`]),
    ...(files.length === 0 ? [] : [`    size of ${files.join(', ')}`]),
    ...(output ? [`    results read by ${output.adapter}${output.file ? ` from ${output.file}` : ''}`] : []),
  ]
}

function placementLines({ placement, command, retries = 0 }: PlannedCase): string[] {
  const { cpus = [], priority } = placement ?? {}
  const parts = [
    ...(command.kind === 'shell' ? ['in a shell, whose own start is subtracted'] : []),
    ...(cpus.length === 0 ? [] : [`on processor ${cpus.join(', ')}`]),
    ...(priority === undefined ? [] : [`with priority ${priority}`]),
    ...(retries === 0 ? [] : [`failed iterations repeated up to ${count(retries, 'time')}`]),
  ]
  return parts.length === 0 ? [] : [`    ${parts.join(', ')}`]
}

function hookLines(hooks: Hooks, names: readonly (keyof Hooks)[]): string[] {
  return names.flatMap((name) => {
    const command = hooks[name]
    return command ? [`    ${name} $ ${commandLine(command)}`] : []
  })
}

/** A command as a line that can be pasted into a shell. */
export function commandLine(command: Command): string {
  return command.kind === 'shell' ? command.line : join(command.words)
}

function stoppingText({ warmup, warmupTimeMs = 0, min, max, maxTimeMs, precisionRatio }: Stopping): string {
  const iterations = min === max ? `${max}` : `${min} to ${max}`
  const bounds = [
    ...(precisionRatio > 0 ? [`until ±${Number((precisionRatio * 100).toPrecision(3))} %`] : []),
    ...(Number.isFinite(maxTimeMs) ? [`for at most ${formatDurationMs(maxTimeMs)}`] : []),
  ]
  const measured = [`${iterations} measured`, ...bounds].join(' ')
  const warming = warmupTimeMs > 0 ? `${formatDurationMs(warmupTimeMs)} of` : warmup
  return `${warming} warm-up, ${measured}`
}

function orderLines({ order, cases }: PlannedSuite, seed: number): string[] {
  if (order === 'sequential' || cases.length < 2) return []
  const blocks = Array.from({ length: SHOWN_BLOCKS }, (_, block) => {
    const numbers = blockOrder(cases.length, block, seed).map((index) => String(index + 1))
    return numbers.length > SHOWN_TURNS ? `${numbers.slice(0, SHOWN_TURNS).join(' ')} …` : numbers.join(' ')
  })
  return [`  order by seed ${seed}: ${blocks.join(' | ')} | …`]
}

function totalLines(plan: Plan): string[] {
  const cases = plan.suites.flatMap((suite) => suite.cases)
  const iterations = cases.reduce((sum, { stopping }) => sum + stopping.warmup + stopping.max, 0)
  const longest = cases.reduce((sum, planned) => sum + longestMs(planned), 0)
  const part = plan.partial ? ', a part of the config' : ''
  return [
    `${count(caseCount(plan.suites), 'case')} in ${count(plan.suites.length, 'suite')}${part}`,
    `at most ${count(iterations, 'iteration')} and ${formatDurationMs(longest)}, hooks apart`,
  ]
}

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`

/** Every iteration up to its timeout, within the bound on the time of measuring: the last one may start just before it. */
function longestMs({ stopping, timeoutMs }: PlannedCase): number {
  const measured = Math.max(stopping.min * timeoutMs, stopping.maxTimeMs + timeoutMs)
  return stopping.warmup * timeoutMs + Math.min(stopping.max * timeoutMs, measured)
}
