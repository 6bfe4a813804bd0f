import type { CaseSummary, VerdictCounts } from '../../runner/report/model.ts'
import { fill, shared, words } from '../words.ts'
import { xml } from './feed.ts'
import { plural } from './format.ts'
import { countStates, totalOf } from './verdicts.ts'
import { currentStates } from './views/cases.ts'

/** A badge: what it is about, its message, and the tone that its word has. */
export interface Badge {
  readonly label: string
  readonly message: string
  readonly tone: 'good' | 'bad' | 'budget' | 'news' | 'open'
}

/** The state of several cases in a few words, worst first. */
export function badgeOf(label: string, cases: readonly CaseSummary[]): Badge {
  const counts = countStates(currentStates(cases))
  return { label, ...messageOf(counts) }
}

function messageOf(counts: VerdictCounts): Omit<Badge, 'label'> {
  const total = totalOf(counts)
  if (total === 0) return { message: words.badgeNotMeasured, tone: 'open' }
  const broken = counts.failed + counts.missing
  if (broken > 0)
    return {
      message:
        counts.failed > 0 ? fill(shared.countedFailed, counts.failed) : fill(shared.countedMissing, broken),
      tone: 'bad',
    }
  if (counts.regressed > 0) return { message: plural(counts.regressed, 'regression'), tone: 'bad' }
  if (counts['over-budget'] > 0)
    return { message: fill(shared.countedOverBudget, counts['over-budget']), tone: 'budget' }
  if (counts.improved > 0) return { message: plural(counts.improved, 'improvement'), tone: 'news' }
  return counts.ok > 0
    ? { message: words.badgeStable, tone: 'good' }
    : { message: words.badgeNoVerdict, tone: 'open' }
}

/** White text on each has a contrast of at least 4.5. The tokens of the light theme; green stays out of it. */
const COLOURS: Record<Badge['tone'], string> = {
  good: '#3f5f4a',
  bad: '#b03a06',
  budget: '#87296f',
  news: '#0f609c',
  open: '#5a6067',
}

/** For shields.io: https://shields.io/badges/endpoint-badge. */
export function shieldsBadge({ label, message, tone }: Badge) {
  return { schemaVersion: 1, label, message, color: COLOURS[tone] }
}

const LETTER_WIDTH = 6.6
const PADDING = 7
const MOST_LETTERS = 60

export function badgeSvg({ label, message, tone }: Badge): string {
  const [left, right] = [clipped(label), clipped(message)]
  const width = (text: string) => Math.round([...text].length * LETTER_WIDTH + 2 * PADDING)
  const [first, second] = [width(left), width(right)]
  const text = (told: string, x: number, size: number) =>
    `<text x="${x}" y="14" textLength="${size - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${xml(told)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${first + second}" height="20" role="img" aria-label="${xml(`${left}: ${right}`)}">`,
    `<title>${xml(`${left}: ${right}`)}</title>`,
    `<rect width="${first}" height="20" fill="#1a1c1e"/>`,
    `<rect x="${first}" width="${second}" height="20" fill="${COLOURS[tone]}"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`,
    text(left, PADDING, first),
    text(right, first + PADDING, second),
    '</g></svg>',
    '',
  ].join('\n')
}

function clipped(text: string): string {
  const letters = [...text]
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…` : text
}
