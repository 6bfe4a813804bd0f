import type { Places } from './places.ts'
import { USUAL } from './places.ts'

/** A workflow file: its name, and its text. */
export interface Workflow {
  readonly name: string
  readonly text: string
}

/** What a workflow has to know of a project. */
export interface WorkflowProject {
  readonly places: Places
  /** The branch whose runs are the history. */
  readonly baseBranch: string
  /** What brings perfledger and the project's own packages. */
  readonly install: readonly string[]
  /** Whether setup-node finds a lock file of npm to cache by. */
  readonly hasNpmLock: boolean
}

/**
 * One of perfledger's own workflows, as it must read in another project: there perfledger is a package and not the
 * sources, and folders and branch may have other names.
 */
export function workflowFor({ name, text }: Workflow, project: WorkflowProject): Workflow {
  const { places, baseBranch, install, hasNpmLock } = project
  const out = places.site === USUAL.site ? '' : ` --out ${places.site}`
  const replaced = text
    .replaceAll('npm run perf -- --ci', 'npx perfledger run --ci')
    .replaceAll('node_modules/.bin/node runner/cli.ts', 'npx perfledger')
    .replaceAll('npm run site --', `npx perfledger site${out}`)
    .replaceAll('path: dist', `path: ${places.site}`)
    .replaceAll('data/runs', `${places.ledger}/runs`)
    .replaceAll('data/report', `${places.ledger}/report`)
    .replaceAll('perf-run/data', `perf-run/${places.ledger}`)
    .replaceAll('git add data', `git add ${places.ledger}`)
    .replaceAll('branches: [main]', `branches: [${JSON.stringify(baseBranch)}]`)
    .replaceAll(/^( *)- run: npm ci$/gm, (_line, indent: string) =>
      install.map((command) => `${indent}- run: ${command}`).join('\n'),
    )
  return { name, text: hasNpmLock ? replaced : replaced.replaceAll(', cache: npm', '') }
}

/** How a CI job installs, by the lock file; without package.json perfledger itself is all there is to install. */
export function installCommands(files: readonly string[]): readonly string[] {
  if (files.includes('pnpm-lock.yaml')) return ['corepack enable', 'pnpm install --frozen-lockfile']
  if (files.includes('yarn.lock')) return ['corepack enable', 'yarn install --immutable']
  if (files.includes('bun.lock') || files.includes('bun.lockb'))
    return ['npm install -g bun', 'bun install --frozen-lockfile']
  if (files.includes('package-lock.json')) return ['npm ci']
  return files.includes('package.json') ? ['npm install'] : ['npm install -g perfledger']
}
