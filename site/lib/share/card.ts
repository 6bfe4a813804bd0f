import { words } from '../../words.ts'
import { xml } from '../feed.ts'
import type { ShownState } from '../verdicts.ts'

/** What a link looks like where it is shared: 1200 × 630 pixels, as the networks ask for. */
export const CARD = { width: 1200, height: 630 } as const

export interface Card {
  readonly project: string
  /** `Run of 3f2a1bc`, `Pull request #12` */
  readonly kind: string
  readonly sentence: string
  /** `20 Nov 2026, on main` */
  readonly detail: string
  readonly counts: readonly { readonly state: ShownState; readonly text: string }[]
  /** The cases that are worth naming. */
  readonly lines: readonly {
    readonly state: ShownState
    readonly title: string
    readonly metric: string
    readonly change: string
  }[]
  readonly generated: boolean
}

const LEFT = 72
const RIGHT = CARD.width - 72
const MOST_LINES = 3

/** The tokens of the light theme. */
const INK = '#1a1c1e'
const QUIET = '#4d5359'
const COLOURS: Partial<Record<ShownState, string>> = {
  regressed: '#b03a06',
  failed: '#b03a06',
  missing: '#b03a06',
  improved: '#0f609c',
  'over-budget': '#87296f',
}

export function cardSvg(card: Card): string {
  const { lines, size } = sentenceLines(card.sentence)
  const below = 156 + lines.length * size * 1.16
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CARD.width}" height="${CARD.height}" font-family="Source Serif 4">`,
    `<rect width="${CARD.width}" height="${CARD.height}" fill="#fbfaf6"/>`,
    `<rect width="${CARD.width}" height="12" fill="${colourOf(card.counts[0]?.state)}"/>`,
    mark(LEFT, 62),
    text(LEFT + 60, 96, 34, clipped(card.project, 44)),
    text(RIGHT, 96, 30, clipped(card.kind, 28), { fill: QUIET, anchor: 'end' }),
    `<path d="M${LEFT} 130H${RIGHT}M${LEFT} 135H${RIGHT}" stroke="${INK}" stroke-width="1.5"/>`,
    ...lines.map((line, place) => text(LEFT, 160 + size + place * size * 1.16, size, line, { weight: 600 })),
    ...(card.lines.length > 0 ? caseLines(card, below) : countLines(card, below)),
    text(LEFT, 596, 28, clipped(card.detail, card.generated ? 52 : 72), { fill: QUIET }),
    ...(card.generated ? [text(RIGHT, 596, 28, words.cardInvented, { fill: QUIET, anchor: 'end' })] : []),
    '</svg>',
  ].join('')
}

/** Large where it is short. */
function sentenceLines(sentence: string): { lines: string[]; size: number } {
  const large = wrapped(sentence, 34, 3)
  return large.length <= 2 ? { lines: large, size: 62 } : { lines: wrapped(sentence, 48, 3), size: 46 }
}

function caseLines({ lines }: Card, top: number): string[] {
  return lines.slice(0, MOST_LINES).flatMap(({ state, title, metric, change }, place) => {
    const y = top + 80 + place * 60
    return [
      shape(state, LEFT, y - 26),
      text(LEFT + 46, y, 36, clipped(title, 34)),
      text(RIGHT - 200, y, 28, clipped(metric, 18), { fill: QUIET, anchor: 'end' }),
      text(RIGHT, y, 36, clipped(change, 12), { fill: colourOf(state), anchor: 'end', weight: 600 }),
    ]
  })
}

function countLines({ counts }: Card, top: number): string[] {
  return counts.slice(0, MOST_LINES).flatMap(({ state, text: told }, place) => {
    const y = top + 80 + place * 60
    return [shape(state, LEFT, y - 26), text(LEFT + 46, y, 36, told, { fill: colourOf(state) })]
  })
}

function colourOf(state: ShownState | undefined): string {
  return (state && COLOURS[state]) ?? INK
}

interface Look {
  readonly fill?: string
  readonly anchor?: 'end'
  readonly weight?: 600
}

function text(x: number, y: number, size: number, told: string, look: Look = {}): string {
  const { fill = INK, anchor, weight } = look
  const more = `${anchor ? ` text-anchor="${anchor}"` : ''}${weight ? ` font-weight="${weight}"` : ''}`
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${more}>${xml(printable(told))}</text>`
}

/** The same as the mark of every page: a ruled page with a step in its line. */
function mark(x: number, y: number): string {
  return `<g transform="translate(${x} ${y}) scale(1.4)" fill="none" stroke="${INK}" stroke-linecap="square"><path d="M3.5 5.5h25M3.5 26.5h25" stroke-width="1.5" opacity=".5"/><path d="M3.5 20.5h10v-9h15" stroke-width="3"/></g>`
}

/** The shapes of verdicts, as on every page; those without news are a ring. */
const SHAPES: Partial<Record<ShownState, string>> = {
  regressed: '<path d="M8 1.5l7 12.5H1z"/>',
  improved: '<path d="M8 1.5l6.5 6.5L8 14.5 1.5 8z"/>',
  'over-budget': '<path d="M1 2h14v2H1zM4 6h8v9H4z"/>',
  failed: '<path d="M3 3l10 10M13 3L3 13" fill="none" stroke-width="2.5"/>',
  missing: '<path d="M2.5 2.5h11v11h-11z" fill="none" stroke-width="1.75" stroke-dasharray="3.6 2"/>',
  ok: '<path d="M3.5 8.5l3 3 6-7" fill="none" stroke-width="1.75"/>',
}

function shape(state: ShownState, x: number, y: number): string {
  const colour = colourOf(state)
  const drawn =
    SHAPES[state] ??
    '<circle cx="8" cy="8" r="5.5" fill="none" stroke-width="1.75" stroke-dasharray="3.2 2.56"/>'
  return `<g transform="translate(${x} ${y}) scale(1.8)" fill="${colour}" stroke="${colour}" stroke-width="0">${drawn}</g>`
}

/** What the font can draw: a box in place of a letter tells less than nothing. */
export function printable(text: string): string {
  return text
    .replace(/[\t\r\n ]+/g, ' ')
    .replace(/[→⇒]/g, words.cardTo)
    .replace(
      /[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\u0020-\u024f\u2010-\u2026\u20ac\u2212]/gu,
      '',
    )
}

/** True where the font has every letter of a text. */
export function isPrintable(text: string): boolean {
  const lettersOf = (all: string) => all.replace(/\P{Letter}/gu, '').length
  return lettersOf(printable(text)) >= lettersOf(text)
}

function clipped(text: string, most: number): string {
  const letters = [...printable(text)]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('')
}

/** At most so many lines of at most so many letters; the last one is cut where more would follow. */
function wrapped(text: string, most: number, lines: number): string[] {
  const told: string[] = []
  for (const word of printable(text).split(' ').filter(Boolean)) {
    const last = told.at(-1)
    if (last !== undefined && [...last, ...word].length < most) told[told.length - 1] = `${last} ${word}`
    else told.push(clipped(word, most))
  }
  if (told.length <= lines) return told
  const kept = told.slice(0, lines)
  return [...kept.slice(0, -1), clipped(`${kept.at(-1)} ${told[lines]}`, most)]
}
