/** The words that scripts of every page say. The page carries them, so that all the others come only with what needs them. */
export const PAGE_WORDS = [
  'countOfTotal',
  'loadNoConnection',
  'loadRefused',
  'searchNothing',
  'timeJustNow',
] as const

let words: Readonly<Record<string, string>> | undefined

/** A word that the page carries, by its name in `site/words.ts`. */
export function said(name: (typeof PAGE_WORDS)[number]): string {
  words ??= JSON.parse(document.body.dataset.words ?? '{}') as Record<string, string>
  return words[name] ?? name
}
