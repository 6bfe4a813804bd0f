import { describe, expect, it } from 'vitest'
import { jsonReport } from '../../runner/reporters/json.ts'
import { junitReport } from '../../runner/reporters/junit.ts'
import { markdownReport } from '../../runner/reporters/markdown.ts'
import { terminalReport } from '../../runner/reporters/terminal.ts'
import { exampleReport } from './example-report.ts'

describe('the report on a terminal', () => {
  const text = terminalReport(exampleReport, { colour: false })

  it('reads like this', () => {
    expect(text).toMatchSnapshot()
  })

  it('lets no name move the cursor or colour the screen', () => {
    expect(text).not.toContain('\u001b')
  })

  it('uses colour only where asked to, and never instead of a word', () => {
    const coloured = terminalReport(exampleReport, { colour: true })
    expect(coloured).toContain('\u001b[')
    expect(coloured).toContain('regressed (minor)')
  })
})

describe('the report in Markdown', () => {
  const text = markdownReport(exampleReport, {
    siteUrl: 'https://owner.github.io/name/',
    projectName: 'name',
  })

  it('reads like this', () => {
    expect(text).toMatchSnapshot()
  })

  it('links the page of the run', () => {
    expect(text).toContain('https://owner.github.io/name/runs/20261120-051230-9f86d081ab/')
  })

  it('lets no name inject HTML, links, mentions or columns', () => {
    expect(text).not.toContain('<script>')
    expect(text).not.toContain('](https://example.org)')
    expect(text).not.toMatch(/@everyone/)
    const columns = text
      .split('\n')
      .filter((line) => line.includes('&lt;script'))
      .map((line) => line.match(/(?<!\\)\|/g)?.length)
    expect(new Set(columns)).toEqual(new Set([6]))
  })
})

describe('the report as JUnit XML', () => {
  const text = junitReport(exampleReport)

  it('reads like this', () => {
    expect(text).toMatchSnapshot()
  })

  it('holds no character that XML forbids', () => {
    expect(text).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f]/)
  })
})

describe('the report as JSON', () => {
  it('is the run’s document itself', () => {
    expect(JSON.parse(jsonReport(exampleReport))).toEqual(exampleReport)
  })
})
