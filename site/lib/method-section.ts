/** A heading of a page of text, as Astro tells it. */
export interface Heading {
  readonly depth: number
  readonly slug: string
}

/**
 * The id of a section of the page about the method, for links into it: `section` is its id in English. A translation has ids of its own
 * headings, and its sections in the same order. One with other sections is linked to by the English id, which it may have or not: such
 * a link then leads to the top of the page.
 */
export function methodSection(
  section: string,
  english: readonly Heading[],
  translated: readonly Heading[],
): string {
  const ours = sections(english)
  const theirs = sections(translated)
  if (theirs.includes(section) || theirs.length !== ours.length) return section
  return theirs[ours.indexOf(section)] ?? section
}

function sections(headings: readonly Heading[]): string[] {
  return headings.filter(({ depth }) => depth === 2).map(({ slug }) => slug)
}
