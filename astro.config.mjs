import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import mdx from '@astrojs/mdx'
import { defineConfig } from 'astro/config'
import { parse } from 'yaml'
import { inThreads, threads } from './site/build/prerender-threads.mjs'

/**
 * The site is a pure function of the report folder (`PERFLEDGER_REPORT`) and the address that it will live at
 * (`PERFLEDGER_SITE`, `PERFLEDGER_BASE`). Whoever calls `astro.build` may pass `outDir`, `cacheDir`, `site` and `base`
 * instead: inline options win over this file.
 */
const report = resolve(process.env.PERFLEDGER_REPORT ?? 'data/report')

/**
 * What pages have to know of how they are built. Not by `import.meta.env`: Astro lets a variable of the environment that
 * happens to be called `BASE_URL` or `PROD` stand in for the real ones there.
 */
const knownToPages = {
  name: 'perfledger:known-to-pages',
  hooks: {
    'astro:config:setup': ({ config, command, updateConfig }) => {
      const words = wordsOfConfig()
      const define = {
        __SITE_BASE__: JSON.stringify(config.base),
        __SITE_PUBLISHED__: JSON.stringify(command === 'build'),
        __SITE_WORDS__: JSON.stringify(words.said),
        __SITE_RENDERER__: JSON.stringify(config.site ? renderer() : null),
      }
      updateConfig({ vite: { define, plugins: [methodPlugin(words.methodPage)] } })
    },
  },
}

/** The scripts that pages name (`site/components/Script.astro`), each a file of `site/client/`. */
const SCRIPTS = ['page', 'history', 'compare', 'benchmark', 'run']

/**
 * Their names are known before they are made, so that a page can name all of them in the order and with the priority that it likes:
 * what they share, `page` and `shared`, is fetched beside them and not after them. The names change with what is in the files.
 */
const nameScripts = {
  name: 'perfledger:name-scripts',
  hooks: {
    'astro:config:setup': ({ command, updateConfig }) => {
      const digest = command === 'build' ? digestOfSources() : null
      const define = { __SITE_SCRIPTS__: JSON.stringify(digest) }
      updateConfig({ vite: { define, ...(digest === null ? {} : scriptsUnder(digest)) } })
    },
  },
}

function scriptsUnder(digest) {
  const fileName = (name) => `assets/${name}.${digest}.js`
  const emit = {
    name: 'perfledger:name-scripts',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    buildStart() {
      for (const name of SCRIPTS) {
        const id = join(import.meta.dirname, 'site', 'client', `${name}.ts`)
        this.emitFile({ type: 'chunk', id, fileName: fileName(name) })
      }
    },
  }
  const output = {
    chunkFileNames: ({ name }) => (isNamed(name) ? fileName(name) : 'assets/[name].[hash].js'),
    codeSplitting: {
      groups: [
        { name: 'page', test: PAGE_SCRIPT },
        { name: 'shared', test: SHARED_SCRIPT, minShareCount: 2 },
      ],
    },
  }
  return { plugins: [emit], environments: { client: { build: { rolldownOptions: { output } } } } }
}

const isNamed = (name) => name === 'page' || name === 'shared'
/** All that `page` is made of: every page runs it, and other scripts take parts of it. Then what only charts and tables of numbers need. */
const PAGE_SCRIPT =
  /[\\/]site[\\/](?:client[\\/](?:page|filter-(?:bar|rows)|load-json|moments|navigation|said|search|shortcuts|since|theme|tree)|lib[\\/](?:filter|moments|nearest|translate))\.ts$/
const SHARED_SCRIPT = /[\\/]site[\\/](?:words|(?:client|lib)[\\/][\w-]+)\.ts$/

/** What scripts are made of: the site's own code, what it takes of the runner, and the charts. */
function digestOfSources() {
  const digest = createHash('sha256').update(JSON.stringify(wordsOfConfig()))
  for (const part of ['site', 'runner']) {
    const folder = join(import.meta.dirname, part)
    const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts'))
    for (const name of files.sort()) digest.update(readFileSync(join(folder, name)))
  }
  digest.update(versionOfCharts())
  return digest.digest('base64url').slice(0, 8)
}

/** Of the only package that is in these scripts. Its own name is the last folder of that name on the way to it. */
function versionOfCharts() {
  const parts = createRequire(import.meta.url)
    .resolve('chart.js')
    .split(sep)
  const folder = parts.slice(0, parts.lastIndexOf('chart.js') + 1).join(sep)
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
}

/** What the config's file of words says: names and texts, and the page about the method in another language, beside that file. */
function wordsOfConfig() {
  const file = process.env.PERFLEDGER_WORDS
  if (!file) return { said: {}, methodPage: undefined }
  const said = parse(readFileSync(file, 'utf8'), { schema: 'failsafe' }) ?? {}
  const wrong = Object.entries(said).find(([, text]) => typeof text !== 'string')
  if (wrong) throw wordsError(`${file}: \`${wrong[0]}\` must be a text.`)
  const { methodPage, ...words } = said
  if (methodPage === undefined) return { said: words, methodPage }
  const page = resolve(dirname(file), methodPage)
  if (/\.mdx?$/.test(page) && existsSync(page)) return { said: words, methodPage: page }
  throw wordsError(`${file}: \`methodPage\` names ${page}, which is no .mdx or .md file that there is.`)
}

/** The mistake is in the file of words, and that is where whoever builds is sent. */
const wordsError = (message) => Object.assign(new Error(message), { name: 'WordsError' })

/** `perfledger:method` is the page about the method, wherever its text is. */
function methodPlugin(page) {
  return {
    name: 'perfledger:method',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === 'perfledger:method')
        return page ?? resolve(import.meta.dirname, 'site/content/method.mdx')
      if (page !== undefined && importer?.startsWith(page)) return resolveOurs(this, source)
    },
  }
}

/** What compiled MDX imports of Astro need not be installed beside its file: it came with perfledger. */
function resolveOurs(build, source) {
  if (/^(?:astro|@astrojs\/[^/]+)(?:\/|$)/.test(source)) return build.resolve(source, import.meta.filename)
}

/** The files that draw the pictures of shared links, from where they are installed: pages do not know. */
function renderer() {
  const require = createRequire(import.meta.url)
  const fonts = dirname(
    require.resolve('@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2'),
  )
  return { wasm: require.resolve('@resvg/resvg-wasm/index_bg.wasm'), fonts }
}

/**
 * The pages are rendered by code that a build writes next to its output, from where the packages of perfledger need not be
 * found (pnpm, an output folder elsewhere): that code carries them.
 */
const carryPackages = {
  name: 'perfledger:carry-packages',
  hooks: {
    'astro:config:setup': ({ command, updateConfig }) => {
      if (command !== 'build') return
      updateConfig({ vite: { environments: { prerender: { resolve: { noExternal: true } } } } })
    },
  },
}

/** Where the code is that renders pages: beside the output, or in the working directory where the output is outside of it. */
const seeEntry = {
  name: 'perfledger:see-entry',
  applyToEnvironment: ({ name }) => name === 'prerender',
  writeBundle({ dir }, bundle) {
    const name = Object.keys(bundle).find((file) => file.startsWith('prerender-entry'))
    if (name !== undefined) renderPages.entry = pathToFileURL(join(dir, name)).href
  },
}

/** How pages are rendered: several at once, in threads where they are many, and none after one has failed. */
const renderPages = {
  name: 'perfledger:render-pages',
  hooks: {
    'astro:config:setup': ({ command, updateConfig }) => {
      if (command === 'build') updateConfig({ vite: { plugins: [seeEntry] } })
    },
    'astro:build:setup': ({ pages }) => {
      renderPages.pages = pages
    },
    'astro:build:start': ({ setPrerenderer }) => {
      setPrerenderer((prerenderer) => untilOneFails(inThreads(prerenderer, renderPages)))
    },
  },
}

/**
 * Several pages are under way at once, so that the disk is not waited for. Where one fails, Astro would go on with all the others and
 * tell a failure of each: after the first, nothing is rendered any more.
 */
function untilOneFails(prerenderer) {
  let hasFailed = false
  const nothing = () => new Response(null)
  return {
    ...prerenderer,
    async render(request, options) {
      if (hasFailed) return nothing()
      try {
        return await prerenderer.render(request, options)
      } catch (error) {
        if (hasFailed) return nothing()
        hasFailed = true
        throw error
      }
    },
  }
}

const NOTES = 'perfledger:notes'

/** The notes are files of somebody's project, wherever that is: the page of a note finds its content by the file's path. */
const findNotes = {
  name: NOTES,
  hooks: {
    'astro:config:setup': ({ updateConfig }) => {
      const folder = notesFolder()
      updateConfig({
        vite: {
          plugins: [notesPlugin(folder)],
          ...(folder ? { server: { fs: { allow: ['.', folder] } } } : {}),
        },
      })
    },
    'astro:server:setup': ({ server }) => {
      const folder = notesFolder()
      if (folder === undefined) return
      server.watcher.add(folder)
      server.watcher.on('all', (event, path) => {
        if (!isInside(folder, path)) return
        for (const { moduleGraph } of Object.values(server.environments)) {
          const list = moduleGraph.getModuleById(`\0${NOTES}`)
          if (list) moduleGraph.invalidateModule(list)
        }
        server.ws.send({ type: 'full-reload' })
        if (event === 'add' || event === 'change') tellNextChange(server.watcher, path)
      })
    },
  },
}

/** The watcher is deaf to a file for this long after a change of it, in ms (chokidar, in Vite). */
const DEAF_FOR_MS = 50

/** An editor that saves and then formats writes twice in a moment: the second change is told here, or the first would stay on the page. */
function tellNextChange(watcher, path) {
  const writtenAt = () => statSync(path, { throwIfNoEntry: false })?.mtimeMs
  const known = writtenAt()
  const look = () => {
    const now = writtenAt()
    if (now === undefined || now === known) return
    watcher.emit('change', path)
    watcher.emit('all', 'change', path)
  }
  setTimeout(look, 2 * DEAF_FOR_MS).unref()
}

function notesFolder() {
  return process.env.PERFLEDGER_NOTES ? resolve(process.env.PERFLEDGER_NOTES) : undefined
}

function isInside(folder, path) {
  return folder !== undefined && path.startsWith(folder + sep)
}

function notesPlugin(folder) {
  return {
    name: NOTES,
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === NOTES) return `\0${NOTES}`
      if (importer && isInside(folder, importer)) return resolveOurs(this, source)
    },
    load(id) {
      if (id !== `\0${NOTES}`) return
      const files = folder === undefined ? [] : filesOfNotes(folder)
      const imports = files.map((file, place) => `import note${place} from ${JSON.stringify(file)}`)
      const entries = files.map((file, place) => `[${JSON.stringify(file)}, note${place}]`)
      return [...imports, `export const contents = new Map([${entries.join(', ')}])`].join('\n')
    },
  }
}

/** The same files as `readNotes` in `site/lib/notes/` reads. */
function filesOfNotes(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.mdx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/(?:^|[\\/])(?:[_.]|node_modules[\\/])/.test(relative(folder, file)))
    .sort()
}

/** While somebody works on the site: the files of the ledger that are published with it, or parts of them. */
const serveLedger = {
  name: 'perfledger:serve-ledger',
  hooks: {
    'astro:server:setup': ({ server }) => {
      const folder = process.env.PERFLEDGER_LEDGER
      if (!folder) return
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url, 'http://localhost')
        const [, path] = /\/data\/ledger\/(.+\.parquet)$/.exec(decodeURIComponent(pathname)) ?? []
        const file = path && resolve(folder, path)
        const found = file && isInside(folder, file) ? statSync(file, { throwIfNoEntry: false }) : undefined
        if (!found) return next()
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
        const [start, end] = range ? [Number(range[1]), Number(range[2])] : [0, found.size - 1]
        const headers = {
          'content-type': 'application/vnd.apache.parquet',
          'content-length': end - start + 1,
        }
        response.writeHead(range ? 206 : 200, headers)
        createReadStream(file, { start, end }).pipe(response)
      })
    },
  },
}

/** While somebody works on the site: the files of the report that are published as they are. */
const serveData = {
  name: 'perfledger:serve-data',
  hooks: {
    'astro:server:setup': ({ server }) => {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url, 'http://localhost')
        const [, path] = /\/(data\/.+\.json)$/.exec(decodeURIComponent(pathname)) ?? []
        const file = path && resolve(report, path)
        const found = file && isInside(join(report, 'data'), file)
        if (!found || !statSync(file, { throwIfNoEntry: false })?.isFile()) return next()
        response.writeHead(200, { 'content-type': 'application/json' })
        createReadStream(file).pipe(response)
      })
    },
  },
}

/** While somebody works on the site: a new report reloads the page. */
const reloadWithReport = {
  name: 'perfledger:reload-with-report',
  hooks: {
    'astro:server:setup': ({ server }) => {
      server.watcher.add(report)
      server.watcher.on('all', (_event, path) => {
        if (path.startsWith(report)) server.ws.send({ type: 'full-reload' })
      })
    },
  },
}

/** Astro would name a style sheet after the page that has it, `_..` for `[...index]`: underscores again (see below). */
function assetFileNames({ names }) {
  const isOfPage = names[0] === undefined || /^[_.]|@_@/.test(names[0])
  return `assets/${isOfPage ? 'page' : '[name]'}.[hash][extname]`
}

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  outDir: './dist',
  output: 'static',
  ...(process.env.PERFLEDGER_SITE ? { site: process.env.PERFLEDGER_SITE } : {}),
  base: process.env.PERFLEDGER_BASE ?? '/',
  // The policy in the page's head allows no inline script and no inline style, so nothing may be inlined.
  // `assets` and not `_astro`: GitHub Pages hides folders that begin with an underscore unless told otherwise.
  build: { inlineStylesheets: 'never', assets: 'assets', concurrency: 4 * (1 + threads) },
  vite: {
    build: {
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { output: { assetFileNames } },
    },
    environments: {
      // Astro would name them after the pages, `_slug_…`: the same folders and underscores again.
      client: { build: { rolldownOptions: { output: { entryFileNames: 'assets/page.[hash].js' } } } },
    },
  },
  integrations: [
    mdx(),
    knownToPages,
    nameScripts,
    carryPackages,
    renderPages,
    findNotes,
    serveLedger,
    serveData,
    reloadWithReport,
  ],
  // Highlighting would write colours into style attributes.
  markdown: { syntaxHighlight: false },
  devToolbar: { enabled: false },
  experimental: { incrementalBuild: true },
})
