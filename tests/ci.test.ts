import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { describeCi } from '../runner/ci.ts'

const folder = mkdtempSync(join(tmpdir(), 'perfledger-ci-'))
afterAll(() => rmSync(folder, { recursive: true }))

const github = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'owner/name',
  GITHUB_RUN_ID: '42',
  GITHUB_JOB: 'perf',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF: 'refs/heads/main',
}

describe('the CI job', () => {
  it('is undefined on a machine of one’s own, wherever it is', () => {
    expect(describeCi({})).toBeUndefined()
    expect(describeCi({ PATH: process.env.PATH })).toBeUndefined()
  })

  it('is told of a push on GitHub', () => {
    expect(describeCi(github)).toEqual({
      ci: { service: 'GitHub Actions', job: 'perf', url: 'https://github.com/owner/name/actions/runs/42' },
      branch: 'main',
      pullRequest: undefined,
    })
  })

  const pullRequest = {
    ...github,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_HEAD_REF: 'faster',
    GITHUB_BASE_REF: 'main',
  }

  it('of a pull request on GitHub has the branch that is proposed, not the one it goes to', () => {
    const event = join(folder, 'event.json')
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7, base: { ref: 'main' } } }))
    expect(describeCi({ ...pullRequest, GITHUB_EVENT_PATH: event })).toMatchObject({
      branch: 'faster',
      pullRequest: 7,
    })
  })

  it('of a pull request on GitHub is known without the event file too', () => {
    expect(describeCi(pullRequest)).toMatchObject({ branch: 'faster', pullRequest: 7 })
  })

  it('of a tag has no branch', () => {
    expect(describeCi({ ...github, GITHUB_REF: 'refs/tags/v1.0.0' })?.branch).toBeUndefined()
  })

  it('is told of a merge request on GitLab', () => {
    const env = {
      CI: 'true',
      GITLAB_CI: 'true',
      CI_PROJECT_URL: 'https://gitlab.example.org/a/b',
      CI_PIPELINE_ID: '5',
      CI_JOB_ID: '6',
      CI_MERGE_REQUEST_ID: '90210',
      CI_MERGE_REQUEST_IID: '9',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'faster',
    }
    expect(describeCi(env)).toEqual({
      ci: { service: 'GitLab CI/CD', job: '6', url: 'https://gitlab.example.org/a/b/pipelines/5' },
      branch: 'faster',
      pullRequest: 9,
    })
  })

  it('of an unknown service is at least a CI job', () => {
    expect(describeCi({ CI: 'true' })).toMatchObject({ ci: { service: 'CI' }, branch: undefined })
  })

  it('has no link that is not one', () => {
    expect(describeCi({ JENKINS_URL: 'x', BUILD_URL: 'javascript:alert(1)' })?.ci.url).toBeUndefined()
  })
})
