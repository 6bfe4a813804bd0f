import type { PackageJson, PackageManager } from './package-json.ts'
import { type Places, siteCommand } from './places.ts'

type Step = readonly [command: string, what: string]

/** What to do after `init`, as a list of commands to copy. */
export function nextSteps(found: PackageJson | undefined, manager: PackageManager, places: Places): string {
  const install: Step = [`${manager.add} perfledger`, 'everybody measures with the same version']
  const isInstalled = found === undefined || found.dependencies.perfledger !== undefined
  const byScript = (name: string, otherwise: string): string =>
    found && /^$|\bperfledger\b/.test(found.scripts[name] ?? '')
      ? `${manager.run.replace(' --silent', '')} ${name}`
      : `npx ${otherwise}`
  const steps: Step[] = [
    ...(isInstalled ? [] : [install]),
    [byScript('perf', 'perfledger run'), `measures, keeps the run in ${places.ledger}/ and judges it`],
    [byScript('site', siteCommand(places, 'site')), `builds the dashboard in ${places.site}/`],
    [`npx ${siteCommand(places, 'preview')}`, 'shows it'],
    [`git add ${places.ledger}`, 'the history is kept with the code'],
  ]
  const width = Math.max(...steps.map(([command]) => command.length))
  return `\nNext:\n${steps.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`).join('\n')}\n`
}
