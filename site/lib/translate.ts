import { nearest } from './nearest.ts'

/** The file of words that a config names does not fit the words that there are. */
export class WordsError extends Error {
  override readonly name = 'WordsError'

  /** A build prints the stack of an error; the mistake is in the file of words. */
  constructor(message: string) {
    super(message)
    this.stack = `WordsError: ${message}`
  }
}

type Words = Readonly<Record<string, string>>

/** What a config says instead of the English words; empty where it says nothing. Set while building, for pages and browser alike. */
const others: Words = typeof __SITE_WORDS__ === 'undefined' ? {} : __SITE_WORDS__

/** The language of the pages as BCP 47 has it. */
export const language: string = others.language ?? 'en'

/** For dates: English ones are written as in 20 Nov 2026. */
export const locale: string = language === 'en' ? 'en-GB' : language

/** The words, each by its name, in the language of the config where that has it. */
export function translated<const English extends Words>(
  english: English,
  instead: Words = others,
): Readonly<Record<keyof English, string>> {
  // A language that counts beyond one and several has forms that English has not.
  const forms = Object.entries(instead).filter(([name]) => isForm(name))
  const entries = Object.entries(english).map(([name, text]) => [name, instead[name] ?? text])
  return Object.fromEntries([...forms, ...entries]) as Record<keyof English, string>
}

const isForm = (name: string) => /(?:Zero|Two|Few|Many)$/.test(name)

/** What stands between the places of a text, and the places: the same few texts are filled in a million times in a build. */
const parts = new Map<string, readonly (string | number)[]>()

function partsOf(text: string): readonly (string | number)[] {
  const known = parts.get(text)
  if (known) return known
  const made = text.split(/\{(\d)\}/).map((part, index) => (index % 2 === 0 ? part : Number(part)))
  parts.set(text, made)
  return made
}

/** `fill('{0} of {1}', 2, 3)` is `2 of 3`. What a translation does not use is left out. */
export function fill(text: string, ...values: readonly (string | number | null | undefined)[]): string {
  let filled = ''
  for (const part of partsOf(text)) filled += typeof part === 'string' ? part : (values[part] ?? '')
  return filled
}

/**
 * What stands between the places of a text, and the places, to be filled with elements: see `Sentence.astro`.
 * @throws WordsError where the text leaves out one of the places that there is something for
 */
export function sentenceParts(text: string, places: readonly number[]): readonly (string | number)[] {
  const found = partsOf(text)
  const lost = places.find((place) => !found.includes(place))
  if (lost === undefined) return found
  throw new WordsError(
    `The words ${JSON.stringify(text)} must have {${lost}} somewhere: a link or a value of the page stands there.`,
  )
}

/**
 * Refuses words that do not exist, and places to fill in that the English text does not have.
 * @throws WordsError
 */
export function checkWords(english: Words, instead: Words = others): void {
  for (const [name, text] of Object.entries(instead)) {
    if (name === 'language') continue
    const original =
      english[name] ?? (isForm(name) ? english[name.replace(/[A-Z][a-z]+$/, 'Other')] : undefined)
    if (original === undefined) {
      const meant = nearest(name, Object.keys(english))
      const advice = meant ? `Did you mean \`${meant}\`?` : 'site/words.ts of perfledger has all names.'
      throw new WordsError(`The file of words has \`${name}\`, which is no word of the dashboard. ${advice}`)
    }
    const foreign = places(text).find((place) => !places(original).includes(place))
    if (foreign === undefined) continue
    throw new WordsError(
      `The word \`${name}\` fills in ${foreign}, which the English one does not have: ${JSON.stringify(original)}.`,
    )
  }
}

function places(text: string): string[] {
  return text.match(/\{\d\}/g) ?? []
}
