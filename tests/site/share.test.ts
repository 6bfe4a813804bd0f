import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Card, cardSvg, isPrintable, printable } from '../../site/lib/share/card.ts'
import { pngOf } from '../../site/lib/share/picture.ts'
import { RUN_COUNT } from './measured-history.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from './site-under-test.ts'

const { resolve } = createRequire(import.meta.url)
const renderer = {
  wasm: resolve('@resvg/resvg-wasm/index_bg.wasm'),
  fonts: dirname(resolve('@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2')),
}

const card: Card = {
  project: '<script>alert("project")</script>',
  kind: 'Run of 3f2a1bc',
  sentence: '2\u00a0regressed, 31\u00a0ok',
  detail: 'on main',
  counts: [{ state: 'regressed', text: '2 regressed' }],
  lines: [
    {
      state: 'regressed',
      title: '"><image href="https://example.org"/>',
      metric: 'wall-time',
      change: '+12 %',
    },
  ],
  generated: false,
}

const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

describe('the card of a shared link', () => {
  test('is an SVG in which names are words and nothing else', () => {
    const svg = cardSvg(card)
    expect(XMLValidator.validate(svg)).toBe(true)
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(svg).svg
    expect(Object.keys(parsed)).not.toContain('script')
    expect(svg).not.toContain('<image')
    expect(svg).toContain('&#60;script&#62;')
  })

  test('becomes a PNG of 1200 by 630 pixels, whatever letters it has', async () => {
    const plain = await pngOf(cardSvg(card), renderer)
    expect(Buffer.from(plain.subarray(1, 4)).toString()).toBe('PNG')
    expect(sizeOf(plain)).toEqual([1200, 630])
    const greek = await pngOf(cardSvg({ ...card, project: 'Ταχύτητα и скорость Ž' }), renderer)
    expect(greek.length).toBeGreaterThan(plain.length / 2)
  })

  test('leaves out letters that the font cannot draw', () => {
    expect(printable('a → b 日本 ✨ −5 % ±é')).toBe('a to b   −5 % ±é')
  })

  test('is not made in a language that it cannot draw', () => {
    expect(isPrintable('Nothing changed → “beyond” noise ✨.')).toBe(true)
    expect(isPrintable('Ничего не изменилось.')).toBe(true)
    expect(isPrintable('変化なし。')).toBe(false)
  })

  test('breaks a long sentence between its parts and cuts what is too much', () => {
    const svg = cardSvg({ ...card, sentence: `${'many words '.repeat(40)}end` })
    const lines = [...svg.matchAll(/font-weight="600">([^<]*)</g)].map(([, words]) => words!)
    expect(lines.filter((line) => /many|words/.test(line))).toHaveLength(3)
    expect(lines[2]).toMatch(/…$/)
  })
})

describe('a dashboard whose address is known', () => {
  let site: SiteUnderTest

  beforeAll(async () => {
    site = await siteUnderTest('share', await writeTestReport('share'), '/some/base/', {
      siteUrl: 'https://example.org',
    })
  }, 120_000)
  afterAll(() => site?.stop())

  const html = (path: string) => readFile(join(site.outFolder, path, 'index.html'), 'utf8')
  const imageIn = (text: string) => /<meta property="og:image" content="([^"]*)"/.exec(text)?.[1]
  const runId = (place: number) =>
    `202609${String(place + 1).padStart(2, '0')}-000000-${String(place).padStart(10, '0')}`

  test('tells networks a picture by its whole address on every page', async () => {
    expect(imageIn(await html(''))).toBe('https://example.org/some/base/share/overview.png')
    expect(imageIn(await html('pr/120'))).toBe('https://example.org/some/base/share/pr/120.png')
    const newest = runId(RUN_COUNT - 1)
    expect(imageIn(await html(`runs/${newest}`))).toBe(
      `https://example.org/some/base/share/runs/${newest}.png`,
    )
    expect(await html('')).toContain('<meta name="twitter:card" content="summary_large_image">')
  })

  test('has that picture', async () => {
    const answer = await fetch(`${site.url}share/runs/${runId(RUN_COUNT - 1)}.png`)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(sizeOf(new Uint8Array(await answer.arrayBuffer()))).toEqual([1200, 630])
  })

  test('shows the project’s own where a run is too old for one', async () => {
    expect(imageIn(await html(`runs/${runId(0)}`))).toBe('https://example.org/some/base/share/overview.png')
    expect(existsSync(join(site.outFolder, 'share/runs', `${runId(0)}.png`))).toBe(false)
  })

  test('has none in a language whose letters the font has not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perfledger-share-'))
    writeFileSync(join(folder, 'words.yaml'), 'language: ja\ncardNothingChanged: 変化なし。')
    const other = await siteUnderTest('share-ja', site.reportFolder, '/', {
      siteUrl: 'https://example.org',
      wordsFile: join(folder, 'words.yaml'),
    })
    await other.stop()
    rmSync(folder, { recursive: true })
    expect(existsSync(join(other.outFolder, 'share'))).toBe(false)
    expect(imageIn(await readFile(join(other.outFolder, 'index.html'), 'utf8'))).toBeUndefined()
  }, 60_000)
})
