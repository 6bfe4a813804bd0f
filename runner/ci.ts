import { tmpdir } from 'node:os'
import { join } from 'node:path'
import envCi from 'env-ci'

/** The continuous-integration job that measured. */
export interface CiJob {
  /** For example `GitHub Actions`. */
  readonly service: string
  readonly job: string | undefined
  readonly url: string | undefined
}

/** What a CI service says of the job that runs this process. */
export interface CiFacts {
  readonly ci: CiJob
  /** The branch that is measured: of a pull request its own, not the one it goes to. */
  readonly branch: string | undefined
  readonly pullRequest: number | undefined
}

/** Where a service does not tell the commit, env-ci would ask git; nothing is found here, and nothing but `env` is read. */
const NOWHERE = join(tmpdir(), 'perfledger-nowhere')

/** Reads the environment variables that CI services set; undefined outside of CI. */
export function describeCi(env: NodeJS.ProcessEnv): CiFacts | undefined {
  const facts = envCi({ env, cwd: NOWHERE })
  if (!facts.isCi) return undefined
  const pullRequest = Number(numberInProject(env) ?? facts.pr)
  const isPullRequest = Number.isInteger(pullRequest) && pullRequest > 0
  return {
    ci: {
      service: facts.name ?? 'CI',
      job: facts.job ?? env.GITHUB_JOB,
      url: webUrl(facts.buildUrl) ?? webUrl(facts.jobUrl),
    },
    branch: branchName(isPullRequest ? (env.GITHUB_HEAD_REF ?? facts.prBranch) : facts.branch),
    pullRequest: isPullRequest ? pullRequest : undefined,
  }
}

/** What people call the request: env-ci gives GitLab's number over all projects, and needs GitHub's event file. */
function numberInProject(env: NodeJS.ProcessEnv): string | undefined {
  return env.CI_MERGE_REQUEST_IID ?? /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? '')?.[1]
}

/** A tag or the merge commit of a pull request is no branch, though some services name it as if it were. */
function branchName(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === 'HEAD' || text.startsWith('refs/') ? undefined : text
}

/** The address becomes a link on a page: anything but a web address is left out. */
export function webUrl(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined
}
