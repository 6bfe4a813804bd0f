import type { ReportProject } from './model.ts'

type Templates = Pick<ReportProject, 'commitUrl' | 'compareUrl' | 'pullRequestUrl'>

const github: Templates = {
  commitUrl: '/commit/{sha}',
  compareUrl: '/compare/{base}...{head}',
  pullRequestUrl: '/pull/{number}',
}

const gitlab: Templates = {
  commitUrl: '/-/commit/{sha}',
  compareUrl: '/-/compare/{base}...{head}',
  pullRequestUrl: '/-/merge_requests/{number}',
}

const bitbucket: Templates = {
  commitUrl: '/commits/{sha}',
  compareUrl: '/branches/compare/{head}..{base}',
  pullRequestUrl: '/pull-requests/{number}',
}

const gitea: Templates = { ...github, pullRequestUrl: '/pulls/{number}' }

function templatesOf(host: string): Templates | undefined {
  if (host === 'github.com' || host.startsWith('github.')) return github
  if (host === 'gitlab.com' || host.startsWith('gitlab.')) return gitlab
  if (host === 'bitbucket.org') return bitbucket
  if (host === 'codeberg.org' || host.startsWith('gitea.') || host.startsWith('forgejo.')) return gitea
  return undefined
}

/** Where commits, ranges and pull requests are shown by the project's host; null where the host is not known. */
export function linksOf(repositoryUrl: string | null): Templates {
  const none: Templates = { commitUrl: null, compareUrl: null, pullRequestUrl: null }
  if (repositoryUrl === null || !URL.canParse(repositoryUrl)) return none
  const url = new URL(repositoryUrl)
  const templates =
    url.protocol === 'https:' || url.protocol === 'http:' ? templatesOf(url.hostname) : undefined
  if (!templates) return none
  const base = repositoryUrl.replace(/\/+$/, '')
  return {
    commitUrl: `${base}${templates.commitUrl}`,
    compareUrl: `${base}${templates.compareUrl}`,
    pullRequestUrl: `${base}${templates.pullRequestUrl}`,
  }
}
