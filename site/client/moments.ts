import { relativeText, zonedText } from '../lib/moments.ts'
import { said } from './said.ts'

const MOMENT = 'time[data-moment]'

/** Turns every moment under a node from UTC into the reader's zone. */
export function showMomentsInReadersZone(root: ParentNode): void {
  const nowMs = Date.now()
  for (const element of root.querySelectorAll<HTMLTimeElement>(MOMENT)) {
    const date = new Date(element.dateTime)
    if (!Number.isNaN(date.getTime())) element.textContent = textFor(element.dataset.moment, date, nowMs)
  }
}

/** The exact time stands in a moment's title, from when somebody points at it: a page has hundreds of them. */
export function tellExactMoments(): void {
  document.addEventListener('pointerover', ({ target }) => {
    const element = (target as Element).closest<HTMLTimeElement>(MOMENT)
    const date = new Date(element?.dateTime ?? '')
    if (element && !Number.isNaN(date.getTime())) element.title = zonedText(date, 'full')
  })
}

function textFor(kind: string | undefined, date: Date, nowMs: number): string {
  if (kind === 'relative') return relativeText(date.getTime(), nowMs, said('timeJustNow'))
  return zonedText(date, kind === 'day' ? 'day' : 'exact')
}
