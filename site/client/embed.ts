import type { ChartDocument, ChartSeries } from '../lib/chart-data.ts'
import { type Embed, embedOf } from '../lib/embed.ts'
import { copyOnClick } from './copy.ts'

/** Binds what is offered for embedding to the series that is shown. Call what it returns with every series that is. */
export function startEmbed(root: HTMLElement): (series: ChartSeries, document: ChartDocument) => void {
  const part = root.querySelector<HTMLElement>('[data-embed]')
  if (!part) return () => {}
  let embed: Embed | undefined
  const copies = { markdown: () => embed?.markdown ?? '', address: () => embed?.imageHref ?? '' }
  for (const [name, text] of Object.entries(copies)) {
    const button = part.querySelector<HTMLButtonElement>(`[data-embed-copy="${name}"]`)
    if (button) copyOnClick(button, text)
  }
  return (series, document) => {
    embed = embedOf(
      { slug: root.dataset.case ?? '', title: root.dataset.title ?? '' },
      { ...series, slug: series === document.series[0] ? undefined : series.slug },
      location.origin,
    )
    part.querySelector('img')!.src = embed.imageHref
    part.querySelector('a')!.href = embed.imageHref
  }
}
