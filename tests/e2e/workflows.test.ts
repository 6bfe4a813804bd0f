import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { execute, perfledger, plainEnvironment, root } from './command-line.ts'
import { commitAll, configOf, git, projectOf, projectWith, reportIn, runsOf } from './project.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

/** What GitHub puts a value in the place of. */
const expression = (text: string) => `$\{{ ${text} }}`

const folder = join(root, '.github/workflows')
const textOf = (name: string, from = folder) => readFileSync(join(from, name), 'utf8')
const workflow = (name: string, from = folder) => parse(textOf(name, from)) as Workflow
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps)
const scriptsOf = (it: Workflow) => stepsOf(it).flatMap(({ run }) => run ?? [])

describe('Every workflow', () => {
  it.each(readdirSync(folder))('%s bounds its jobs in time and in what they may do', (name) => {
    const { jobs, permissions } = workflow(name)
    expect(Object.keys(jobs).length).toBeGreaterThan(0)
    for (const [job, { 'timeout-minutes': minutes }] of Object.entries(jobs)) {
      expect(minutes, job).toBeGreaterThan(0)
      expect(minutes, job).toBeLessThanOrEqual(60)
    }
    expect(permissions, 'without this line, the token may do what the repository allows').toBeDefined()
  })

  it.each(readdirSync(folder))('%s puts nothing that a stranger chose into a script', (name) => {
    for (const script of scriptsOf(workflow(name))) expect(script).not.toContain('${{')
  })
})

describe('What measures a pull request', () => {
  it('can only read, and knows no secret', () => {
    const perf = workflow('perf.yml')
    expect(perf.permissions).toEqual({ contents: 'read' })
    for (const job of Object.values(perf.jobs))
      expect(job.permissions ?? { contents: 'read' }).toEqual({ contents: 'read' })
    expect(textOf('perf.yml')).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN/)
    expect(Object.keys(perf.on)).not.toContain('pull_request_target')
    const [checkout] = stepsOf(perf).filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    expect(checkout?.with).toMatchObject({ 'persist-credentials': false, 'fetch-depth': 0 })
  })

  it('hands over its run and writes its summary also where something regressed', () => {
    const steps = stepsOf(workflow('perf.yml'))
    const after = steps.slice(steps.findIndex(({ run }) => run?.includes('perf -- --ci')) + 1)
    expect(after.length).toBeGreaterThanOrEqual(3)
    for (const step of after) expect(step).toMatchObject({ if: expression('!cancelled()') })
  })
})

describe('What may write', () => {
  const publish = workflow('publish.yml')

  it('checks out the base branch only, never what a pull request points at', () => {
    expect(publish.on).toHaveProperty('workflow_run')
    const checkouts = stepsOf(publish).filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    expect(checkouts.length).toBeGreaterThan(0)
    for (const checkout of checkouts)
      expect(checkout.with?.ref).toBe(expression('github.event.repository.default_branch'))
    for (const script of scriptsOf(publish))
      expect(script).not.toMatch(/git (checkout|switch|fetch)|gh pr checkout/)
  })

  it('gives each job no more than it needs', () => {
    expect(publish.permissions).toEqual({})
    expect(publish.jobs.keep?.permissions).toEqual({
      actions: 'read',
      contents: 'write',
      'pull-requests': 'read',
    })
    expect(publish.jobs.deploy?.permissions).toEqual({
      contents: 'read',
      pages: 'write',
      'id-token': 'write',
    })
  })

  it('adopts with a branch that it knows itself', () => {
    const [adopt] = scriptsOf(publish).filter((script) => script.includes(' adopt '))
    expect(adopt).toContain('place=(--branch "pull/$number" --pull-request "$number")')
  })
})

describe('What publishing keeps for the next time', () => {
  const [cache] = stepsOf(workflow('publish.yml')).filter(({ uses }) => uses?.startsWith('actions/cache@'))
  const kept = String(cache?.with?.path).trim().split('\n')

  it('is all that the pages of earlier runs need, in a folder that was checked out anew', async () => {
    const project = projectWith({ idle: 'command: node --eval 0' })
    for (const command of ['run', 'run', 'site'])
      expect(await perfledger(project, command)).toMatchObject({ code: 0 })
    const [oldest = ''] = runsOf(join(project, 'data'))
    // Shows later where the page comes from.
    const page = join('runs', oldest, 'index.html')
    appendFileSync(join(project, 'node_modules/.cache/perfledger-site/dist', page), '<!-- kept -->')
    const away = projectOf({})
    await execute(project, ['tar', '-cf', join(away, 'kept.tar'), ...kept])
    await execute(project, ['cp', '-r', 'perf.config.yaml', 'data', away])

    rmSync(project, { recursive: true })
    rmSync(join(away, 'data/report'), { recursive: true })
    await execute(away, ['cp', '-r', away, project])
    await execute(project, ['tar', '-xf', 'kept.tar'])
    for (const command of ['run', 'site'])
      expect(await perfledger(project, command)).toMatchObject({ code: 0 })
    expect(runsOf(join(project, 'data'))).toHaveLength(3)
    expect(readFileSync(join(project, 'dist', page), 'utf8')).toContain('<!-- kept -->')
  })
})

/** The script of a step, by its name or by what is in it. */
function scriptWith(name: string, words: string): string {
  const found = scriptsOf(workflow(name)).find((script) => script.includes(words))
  if (found === undefined) throw new Error(`no step of ${name} has ${words}`)
  return found
}

describe('The scripts of both workflows, one after the other, as GitHub runs them', () => {
  const config = configOf({ size: 'command: cat size.json, adapter: json' })
  const ignored = '/data/report/\n/data/journal/\n/runner\n/node_modules\n'

  /** A clone that has perfledger's sources, as the clone of a job has after `npm ci`. */
  async function jobOn(origin: string): Promise<string> {
    const clone = join(projectOf({}), 'clone')
    await git(origin, 'clone', '--quiet', origin, clone)
    for (const name of ['runner', 'node_modules']) symlinkSync(join(root, name), join(clone, name))
    return clone
  }

  async function bash(folder: string, script: string, env: NodeJS.ProcessEnv) {
    return execute(folder, ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...env,
    })
  }

  async function originWith(files: Readonly<Record<string, string>>): Promise<string> {
    const source = projectOf({ 'perf.config.yaml': config, '.gitignore': ignored, ...files })
    await commitAll(source)
    const origin = join(projectOf({}), 'origin.git')
    await git(source, 'clone', '--quiet', '--bare', source, origin)
    return origin
  }

  /** Measures in one job and publishes in another; gives the summary and what the second job said. */
  async function measureAndPublish(origin: string, event: string, branch: string) {
    const temporary = projectOf({ 'bin/gh': '#!/bin/sh\necho 7\n' })
    chmodSync(join(temporary, 'bin/gh'), 0o755)
    const summary = join(temporary, 'summary.md')
    const job = { RUNNER_TEMP: temporary, GITHUB_STEP_SUMMARY: summary, SITE_URL: 'https://a.example/b/' }
    const measuring = await jobOn(origin)
    const measured = await perfledger(measuring, 'run', '--ci')
    expect(await bash(measuring, scriptWith('perf.yml', 'GITHUB_STEP_SUMMARY'), job)).toMatchObject({
      code: 0,
    })
    expect(await bash(measuring, scriptWith('perf.yml', 'cp --parents'), job)).toMatchObject({ code: 0 })

    const publishing = await jobOn(origin)
    // The path of the artifact is the ledger in `perf-run`.
    const artifact = { RUNNER_TEMP: join(temporary, 'artifact') }
    if (existsSync(join(temporary, 'perf-run/data')))
      cpSync(join(temporary, 'perf-run/data'), join(artifact.RUNNER_TEMP, 'perf-run'), { recursive: true })
    const adopted = await bash(publishing, scriptWith('publish.yml', ' adopt '), {
      ...artifact,
      PATH: `${join(temporary, 'bin')}:${plainEnvironment().PATH}`,
      EVENT: event,
      HEAD_BRANCH: branch,
      GITHUB_REPOSITORY: 'a/b',
    })
    const kept = await bash(publishing, scriptWith('publish.yml', 'git push'), { BASE_BRANCH: 'main' })
    return { measured, summary: readFileSync(summary, 'utf8'), adopted, kept, publishing }
  }

  const size = '{ "bundle-size": { "value": 100, "unit": "kB" } }'

  it('keep the run of a push, then of a pull request, and link to its page', async () => {
    const origin = await originWith({ 'size.json': size })
    const push = await measureAndPublish(origin, 'push', 'main')
    expect(push).toMatchObject({ measured: { code: 0 }, adopted: { code: 0 }, kept: { code: 0 } })
    const [id] = runsOf(join(push.publishing, 'data'))
    expect(push.summary).toContain(`](https://a.example/b/runs/${id}/)`)
    const log = await git(origin, 'log', '--format=%s', 'main')
    expect(log.split('\n')).toEqual(['Keep a performance run [skip ci]', 'first'])

    const pull = await measureAndPublish(origin, 'pull_request', 'main')
    expect(pull).toMatchObject({ measured: { code: 0 }, adopted: { code: 0 }, kept: { code: 0 } })
    const ids = runsOf(join(pull.publishing, 'data'))
    expect(ids).toHaveLength(2)
    const { run } = reportIn(
      await perfledger(pull.publishing, 'report', '--format', 'json', '--run', ids[1]!),
    )
    expect(run).toMatchObject({ pullRequest: 7, commit: { branch: 'pull/7' } })
  })

  it('say that nothing was measured, and never show another run in its place', async () => {
    const origin = await originWith({ 'size.json': size, 'perf.config.yaml': 'suites: {}\n' })
    const { measured, summary, adopted } = await measureAndPublish(origin, 'push', 'main')
    expect([measured.code, adopted.code]).toEqual([2, 2])
    expect(summary).toBe('Nothing was measured: the log of this job says why.\n')
  })
})

describe('`perfledger init --github`', () => {
  async function initIn(files: Readonly<Record<string, string>>) {
    const project = projectOf(files)
    await commitAll(project)
    await git(project, 'remote', 'add', 'origin', 'https://example.org/a/b.git')
    await git(project, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk')
    const ended = await perfledger(project, 'init', '--github')
    expect(ended, ended.stderr).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain(
      'Wrote .github/workflows/perf.yml.\nWrote .github/workflows/publish.yml.\n',
    )
    return { project, workflows: join(project, '.github/workflows') }
  }

  it('writes the same workflows for a project that has perfledger as a package', async () => {
    const { project, workflows } = await initIn({
      'package.json': '{ "name": "x", "scripts": { "bench": "node bench.js" } }',
      'package-lock.json': '{}',
      '.gitignore': 'data/\n',
    })
    const [perf, publish] = [textOf('perf.yml', workflows), textOf('publish.yml', workflows)]
    for (const text of [perf, publish]) {
      expect(text).not.toMatch(/runner\/cli|npm run|node_modules\/\.bin|[ /]data\/|git add data/)
      expect(text).toContain('- run: npm ci')
      expect(text).toContain('cache: npm')
    }
    expect(workflow('perf.yml', workflows)).toMatchObject({
      on: { push: { branches: ['trunk'] } },
      permissions: { contents: 'read' },
    })
    expect(perf).toContain('- run: npx perfledger run --ci\n')
    expect(perf).toContain('npx perfledger report --run "$run" --format markdown --url "$SITE_URL"')
    expect(perf).toContain('git ls-files --others --exclude-standard -z -- perf-data/runs')
    expect(perf).toContain(`path: ${expression('runner.temp')}/perf-run/perf-data\n`)
    expect(publish).toContain('npx perfledger adopt "$RUNNER_TEMP/perf-run" ')
    expect(publish).toContain('git add perf-data\n')
    expect(publish).toContain('perf-data/report\n')
    expect(publish).toContain('- run: npx perfledger site --base "$BASE_PATH" --site-url "$SITE_URL"\n')
    const again = await perfledger(project, 'init', '--github')
    expect(again.stdout).toContain('Left .github/workflows/perf.yml: you have one already.\n')
  })

  it('writes workflows that install by other package managers, or perfledger alone', async () => {
    const pnpm = await initIn({ 'package.json': '{}', 'pnpm-lock.yaml': '' })
    expect(scriptsOf(workflow('perf.yml', pnpm.workflows)).slice(0, 2)).toEqual([
      'corepack enable',
      'pnpm install --frozen-lockfile',
    ])
    const go = await initIn({ 'go.mod': 'module x\n' })
    expect(scriptsOf(workflow('perf.yml', go.workflows))[0]).toBe('npm install -g perfledger')
    expect(textOf('perf.yml', go.workflows)).not.toContain('cache: npm')
  })

  it('refuses a folder below the top of a repository, where GitHub would not find them', async () => {
    const project = projectOf({ 'packages/a/package.json': '{}' })
    await commitAll(project)
    const below = join(project, 'packages/a')
    const ended = await perfledger(below, 'init', '--github')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain('Nothing was written.')
    expect(readdirSync(below)).toEqual(['package.json'])
  })
})
