import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lookOf } from '../../runner/commands/site-look.ts'
import { parseConfig } from '../../runner/config/load.ts'
import type { ReportIndex, ReportSite } from '../../runner/report/model.ts'
import { customCss, onColour } from '../../site/lib/look.ts'
import { shellView } from '../../site/lib/views/shell.ts'

const look: ReportSite = {
  title: 'Ours',
  logo: { type: 'svg', base64: '' },
  accent: { light: '#0b57d0', dark: '#9cc4ff' },
  links: [
    { text: 'Docs', href: 'https://example.org/docs' },
    { text: 'Bad', href: 'javascript:alert(1)' },
  ],
  footer: 'Kept by us.',
  css: '.brand { letter-spacing: 0 }',
}

test('a config says how the dashboard looks', () => {
  const config = parseConfig(
    `site:
  title: Ours
  logo: logo.svg
  accent: { light: "#0b57d0", dark: "#9cc4ff" }
  links: { Docs: https://example.org/docs }
  pages: [history, changes]
  footer: Kept by us.
suites: { s: { benchmarks: { b: { command: node b.js } } } }`,
    '/project/perf.config.yaml',
    {},
  )
  expect(config.site).toEqual({
    title: 'Ours',
    logo: '/project/logo.svg',
    accent: { light: '#0b57d0', dark: '#9cc4ff' },
    links: { Docs: 'https://example.org/docs' },
    pages: ['history', 'changes'],
    footer: 'Kept by us.',
    css: undefined,
    ledger: false,
  })
})

test('the files that it names are read, and one that is absent or too large is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'perfledger-look-'))
  const plain = { title: undefined, accent: undefined, links: {}, footer: undefined, css: undefined }
  const logo = join(folder, 'logo.PNG')
  try {
    await expect(lookOf({ ...plain, logo })).rejects.toThrow(
      /`site\.logo` names .*logo\.PNG, which cannot be read/,
    )
    await writeFile(logo, 'picture')
    expect((await lookOf({ ...plain, logo })).logo).toEqual({ type: 'png', base64: 'cGljdHVyZQ==' })
    await writeFile(logo, Buffer.alloc(200_000))
    await expect(lookOf({ ...plain, logo })).rejects.toThrow(/larger than 100 kB/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('every page shows it, and an address that is none stays out', () => {
  const project = { name: 'p', repositoryUrl: null, generated: false, site: look }
  const shell = shellView({ project, toolVersion: '1' } as unknown as ReportIndex)
  expect(shell).toMatchObject({
    title: 'Ours',
    logoHref: '/logo.svg',
    styleHref: '/custom.css',
    footer: 'Kept by us.',
  })
  expect(shell.links).toEqual([{ text: 'Docs', href: 'https://example.org/docs' }])
})

test('the accent becomes a style sheet of its own, with text on it that can be read', () => {
  expect(customCss(look)).toContain('--brand: light-dark(#0b57d0, #9cc4ff)')
  expect(customCss(look)).toContain('--on-brand: light-dark(#ffffff, #000000)')
  expect(customCss({ ...look, accent: { light: 'red;}', dark: '#000000' } })).toBe(look.css)
  expect(customCss(undefined)).toBe('')
  expect(onColour('#ffff00')).toBe('#000000')
})

test('links to the pages that a config names, in its order', () => {
  const pages = (names: string[] | undefined) => {
    const site = names ? { ...look, pages: names } : look
    const index = { project: { name: 'P', repositoryUrl: null, site }, toolVersion: '1' } as ReportIndex
    return shellView(index, false).navigation.map(({ page }) => page)
  }
  expect(pages(['method', 'changes'])).toEqual(['overview', 'method', 'changes'])
  expect(pages([])).toEqual(['overview'])
  expect(pages(undefined)).toContain('history')
})
