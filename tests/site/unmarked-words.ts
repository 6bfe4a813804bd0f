import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allWords } from '../../site/words.ts'

/*
 * A language for tests in which every word of the dashboard is marked: ⟦run⟧. What a page shows unmarked is data, or it is a word that
 * stands in the code and nobody can translate.
 */

/** Every word with its own letters marked, and nothing marked that is filled in: `{0}⟦ of ⟧{1}⟦ cases⟧`. */
export function markedWords(): Record<string, string> {
  const entries = Object.entries(allWords()).map(([name, text]) => [name, marked(text)])
  return { language: 'ja', ...Object.fromEntries(entries) }
}

/** Japanese has no Latin letters in its dates, which leaves every one that a page shows to be explained. */
function marked(text: string): string {
  return text
    .split(/(\{\d\})/)
    .map((part) => (/\p{Letter}/u.test(part) && !/^\{\d\}$/.test(part) ? `⟦${part}⟧` : part))
    .join('')
}

/** The texts of what is not a page: of feeds, pictures and badges, each beside its file. Terms for programs are left out. */
export function machineTexts(outFolder: string): { file: string; texts: string[] }[] {
  const files = readdirSync(outFolder, { recursive: true, encoding: 'utf8' })
  return files.flatMap((file) => {
    const read = () => readFileSync(join(outFolder, file), 'utf8')
    if (/\.(?:xml|svg)$/.test(file)) return [{ file, texts: xmlTexts(read()) }]
    if (!/badge.*\.json$/.test(file)) return []
    const { label, message } = JSON.parse(read())
    return [{ file, texts: [label, message] }]
  })
}

/** What stands between the tags of a feed or a picture, and in labels; a style is none of it. */
export function xmlTexts(xml: string): string[] {
  const visible = xml.replace(
    /<style>[\s\S]*?<\/style>|<generator[\s\S]*?<\/generator>|<(?:id|updated)>.*/g,
    '',
  )
  const labels = [...visible.matchAll(/ aria-label="([^"]*)"/g)].map(([, text = '']) => text)
  return [...visible.split(/<[^>]*>/), ...labels].map(decoded).filter((text) => text.trim() !== '')
}

const SILENT = /<(script|style|code|pre|kbd|textarea)\b[^>]*>[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g
/** A quoted value may hold a `>`. */
const TAG = /<\/?[a-z](?:[^>"]|"[^"]*")*>|<!doctype[^>]*>/gi
const TOLD = /\s(?:aria-label|title|alt|placeholder|label|data-text|data-label|data-sentence)="([^"]*)"/g

/** The texts that a page shows or tells to a screen reader: between tags and in some attributes. Code is left out. */
export function shownTexts(html: string): string[] {
  // A name is one text, wherever its lines may end.
  const visible = html.replace(SILENT, '').replace(/<wbr ?\/?>/g, '')
  const inTags = [...visible.matchAll(TAG)].flatMap(([tag]) =>
    [...tag.matchAll(TOLD)].map(([, text = '']) => text),
  )
  const meta = [...html.matchAll(/<meta (?:name|property)="(?:og:)?description" content="([^"]*)"/g)].map(
    ([, text = '']) => text,
  )
  const between = visible.split(TAG)
  return [...between, ...inTags, ...meta].map(decoded).filter((text) => text.trim() !== '')
}

function decoded(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&nbsp;', '\u00a0')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

/** Fields of the report whose values are words of the dashboard and not data: they must be shown in its language. */
const TERMS = new Set(['state', 'kind', 'severity', 'stop', 'sentence', 'direction', 'certainty', 'operator'])

/** Everything that the report tells as it was given: names, subjects, reasons, machines. Longest first. */
export function recordedTexts(reportFolder: string): string[] {
  const texts = new Set<string>()
  const gather = (value: unknown, key: string): void => {
    if (typeof value === 'string' && !TERMS.has(key)) add(value)
    else if (Array.isArray(value)) for (const one of value) gather(one, key)
    else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) {
        if (['params', 'labels'].includes(key)) add(name)
        gather(inner, name)
      }
    }
  }
  const add = (recorded: string) => {
    const value = recorded.replaceAll('\u00a0', ' ')
    texts.add(value)
    // Environments are told by the parts of their description.
    for (const part of value.split(' · ')) texts.add(part.replace(/\b\d+-Core Processor\b/, '').trim())
  }
  for (const file of readdirSync(reportFolder, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.json')) gather(JSON.parse(readFileSync(join(reportFolder, file), 'utf8')), '')
  }
  return [...texts].filter((text) => /[a-z]{2}/i.test(text)).sort((a, b) => b.length - a.length)
}

/** Names of things that no language changes: units, SQL, the tool itself. */
const NAMES =
  /(?<![\p{L}\d])(?:perfledger|UTC|GMT|ns|µs|ms|min|kB|MB|GB|KiB|MiB|GiB|[kMG]?ops|SQL|DuckDB|CSV|JSON|npm|npx|NULL|linux|darwin|x64|arm64|[0-9a-f]{6,64}|[\w.-]+\.(?:json|txt|parquet|yaml|mdx?))(?![\p{L}\d])/gu

function wholeWords(text: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\d])${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\p{L}\\d])`, 'gu')
}

/** What of a text is neither marked nor data; empty where all of it is explained. */
export function unmarked(text: string, recorded: readonly string[]): string {
  // Where a page keeps a line from ending, what is recorded may have a plain space.
  let left = text.replace(/⟦[^⟦⟧]*⟧/g, ' ').replaceAll('\u00a0', ' ')
  for (const one of recorded) {
    if (!/[a-z]{2}/i.test(left)) return ''
    if (left.includes(one)) left = left.replace(wholeWords(one), ' ')
  }
  // A badge or a picture cuts long names.
  left = left.replace(/(\S+)…/g, (cut, begin) => (recorded.some((one) => one.includes(begin)) ? ' ' : cut))
  left = left.replace(NAMES, ' ').replace(/\s+/g, ' ').trim()
  return /\p{L}{2}/u.test(left.replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ''))
    ? left
    : ''
}
