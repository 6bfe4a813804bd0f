/// <reference types="astro/client" />

/** The base path that the site is built for; set by `astro.config.mjs`, absent in unit tests. */
declare const __SITE_BASE__: string | undefined
/** True in a build, false while working on the site with a server that reloads. */
declare const __SITE_PUBLISHED__: boolean
