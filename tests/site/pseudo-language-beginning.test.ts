import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { builtPages } from './built-pages.ts'
import { measuredHistory } from './measured-history.ts'
import { siteUnderTest, writeTestReport } from './site-under-test.ts'
import { machineTexts, markedWords, recordedTexts, shownTexts, unmarked } from './unmarked-words.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-pseudo-beginning-'))
  writeFileSync(join(folder, 'method.md'), '# ⟦The method⟧\n')
  const words = { ...markedWords(), methodPage: 'method.md' }
  writeFileSync(join(folder, 'words.yaml'), JSON.stringify(words))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The texts of a dashboard of these runs that nobody can translate, each beside its page or file. */
async function unexplained(name: string, runs: readonly MeasuredRun[]): Promise<string[]> {
  const report = await writeTestReport(name, runs)
  const recorded = recordedTexts(report)
  const site = await siteUnderTest(name, report, '/', { wordsFile: join(folder, 'words.yaml') })
  await site.stop()
  const pages = await builtPages(site.outFolder)
  const told = [
    ...pages.map(({ path, html }) => ({ place: path, texts: shownTexts(html) })),
    ...machineTexts(site.outFolder).map(({ file, texts }) => ({ place: file, texts })),
  ]
  return told.flatMap(({ place, texts }) =>
    texts.flatMap((text) => {
      const left = unmarked(text, recorded)
      return left === '' ? [] : [`${place}: ${left}`]
    }),
  )
}

describe('in a language in which every word is marked, a dashboard', () => {
  test('of nothing shows no word that nobody can translate', async () => {
    expect(await unexplained('pseudo-nothing', [])).toEqual([])
  }, 60_000)

  test('of one run shows none either', async () => {
    expect(await unexplained('pseudo-one', measuredHistory().slice(0, 1))).toEqual([])
  }, 60_000)

  test('of a run without a commit shows none either', async () => {
    const [run] = measuredHistory()
    const header = { ...run!.header, commit: undefined }
    expect(await unexplained('pseudo-no-commit', [{ ...run!, header }])).toEqual([])
  }, 60_000)
})
