import { relativeText, zonedTexts } from '../lib/moments.ts'

/** Turns every moment under a node from UTC into the reader's zone; the exact time stays in its title. */
export function showMomentsInReadersZone(root: ParentNode): void {
  const nowMs = Date.now()
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[data-moment]')) {
    const date = new Date(element.dateTime)
    if (Number.isNaN(date.getTime())) continue
    const texts = zonedTexts(date)
    element.title = texts.full
    element.textContent = textFor(element.dataset.moment, date, nowMs, texts)
  }
}

function textFor(
  kind: string | undefined,
  date: Date,
  nowMs: number,
  texts: { exact: string; day: string },
): string {
  if (kind === 'relative') return relativeText(date.getTime(), nowMs)
  return kind === 'day' ? texts.day : texts.exact
}
