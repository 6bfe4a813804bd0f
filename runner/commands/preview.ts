import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ExitCode, UsageError } from '../errors.ts'
import { cacheFolderIn, serveSite } from './astro-site.ts'

export interface PreviewOptions {
  readonly config: string
  readonly out: string
  readonly port: number
}

/** `perfledger preview`: serves what `perfledger site` built, under the base path that it was built for. */
export async function preview(options: PreviewOptions): Promise<ExitCode> {
  const outFolder = resolve(options.config, '..', options.out)
  if (!existsSync(join(outFolder, 'index.html'))) {
    throw new UsageError(`There is no dashboard in ${outFolder}.`, {
      hint: 'Build it first: perfledger site',
    })
  }
  const server = await serveSite(
    {
      reportFolder: outFolder,
      outFolder,
      cacheFolder: cacheFolderIn(resolve(options.config, '..')),
      base: await builtBase(outFolder),
      siteUrl: undefined,
    },
    options.port,
  )
  process.stdout.write(`${server.url}  (Ctrl-C ends)\n`)
  await server.closed()
  return ExitCode.ok
}

/** The base path stands in the built overview: its style sheet is under `<base>assets/`. */
async function builtBase(outFolder: string): Promise<string> {
  const html = await readFile(join(outFolder, 'index.html'), 'utf8')
  return /<link[^>]+href="([^"]*\/)assets\/[^"]+\.css"/.exec(html)?.[1] ?? '/'
}
