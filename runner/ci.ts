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

/** Reads the environment variables that CI services set; undefined outside of CI. */
export function describeCi(env: NodeJS.ProcessEnv): CiFacts | undefined {
  const facts = envCi({ env, cwd: process.cwd() })
  if (!facts.isCi) return undefined
  const pullRequest = Number(facts.pr)
  const isPullRequest = Number.isInteger(pullRequest) && pullRequest > 0
  return {
    ci: {
      service: facts.name ?? 'CI',
      job: facts.job ?? env.GITHUB_JOB,
      url: webUrl(facts.buildUrl) ?? webUrl(facts.jobUrl),
    },
    branch: (isPullRequest ? facts.prBranch : undefined) ?? facts.branch,
    pullRequest: isPullRequest ? pullRequest : undefined,
  }
}

/** The address becomes a link on a page: anything but a web address is left out. */
function webUrl(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined
}
