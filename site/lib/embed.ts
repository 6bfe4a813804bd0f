import type { Selection } from './chart-data.ts'
import { markdownCell } from './markdown.ts'
import { urls } from './urls.ts'

/** What somebody puts into a README, an issue or a chat to show a series: its picture, and the page behind it. */
export interface Embed {
  readonly imageHref: string
  /** The picture as a link to the page, in Markdown. */
  readonly markdown: string
}

/** A series as it is embedded. `slug`: of its own picture; undefined for the first series, which has the picture of the case. */
export interface EmbeddedSeries extends Selection {
  readonly slug: string | undefined
}

/** `origin` is the site's, such as `https://example.org`: what is embedded elsewhere needs whole addresses. */
export function embedOf(
  one: { readonly slug: string; readonly title: string },
  { slug, metric, environment }: EmbeddedSeries,
  origin: string,
): Embed {
  const whole = (path: string) => new URL(path, origin).href
  const imageHref = whole(urls.chartImage(one.slug, slug))
  const page = whole(urls.benchmark(one.slug, slug === undefined ? {} : { metric, environment }))
  const words = markdownCell([one.title, metric].filter(Boolean).join(', '))
  return { imageHref, markdown: `[![${words}](${imageHref})](${page})` }
}
