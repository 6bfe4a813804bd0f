/// <reference types="astro/client" />

/** The base path that the site is built for; set by `astro.config.mjs`, absent in unit tests. */
declare const __SITE_BASE__: string | undefined
/** The digest in the names of the published scripts; null while working on the site, absent in unit tests. */
declare const __SITE_SCRIPTS__: string | null | undefined
/** What draws the pictures of shared links; null where the address of the site is not known and there are none. */
declare const __SITE_RENDERER__: { readonly wasm: string; readonly fonts: string } | null
/** Words of the config instead of the English ones, by name. */
declare const __SITE_WORDS__: Readonly<Record<string, string>> | undefined
/** True in a build, false while working on the site with a server that reloads. */
declare const __SITE_PUBLISHED__: boolean

/** The text of the page about the method: that of the site, or what the config's file of words names instead; see `astro.config.mjs`. */
declare module 'perfledger:method' {
  const Method: import('astro/runtime/server/index.js').AstroComponentFactory
  export default Method
  export const getHeadings: () => import('astro').MarkdownHeading[]
}

/** The contents of the notes by the absolute path of their file; made by `astro.config.mjs`. */
declare module 'perfledger:notes' {
  export const contents: ReadonlyMap<string, import('astro/runtime/server/index.js').AstroComponentFactory>
}
