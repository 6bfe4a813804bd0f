import { readFile, stat } from 'node:fs/promises'
import type { SiteConfig } from '../config/config.ts'
import { UsageError } from '../errors.ts'
import type { ReportSite } from '../report/model.ts'

const MOST_BYTES = 100_000

/** What the config says about the look of the dashboard, with the files that it names read, so that a report is complete. */
export async function lookOf(site: SiteConfig): Promise<ReportSite> {
  const { title, logo, accent, links, footer, css, pages } = site
  return {
    title: title ?? null,
    logo:
      logo === undefined
        ? null
        : { type: typeOf(logo), base64: (await read('logo', logo)).toString('base64') },
    accent: accent ? { ...accent } : null,
    links: Object.entries(links).map(([text, href]) => ({ text, href })),
    footer: footer ?? null,
    ...(pages ? { pages: [...pages] } : {}),
    css: css === undefined ? null : (await read('css', css)).toString('utf8'),
  }
}

function typeOf(file: string): 'svg' | 'png' {
  return file.toLowerCase().endsWith('.png') ? 'png' : 'svg'
}

async function read(field: string, file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size <= MOST_BYTES) return await readFile(file)
  } catch (cause) {
    throw new UsageError(
      `\`site.${field}\` names ${file}, which cannot be read: ${(cause as Error).message}.`,
      {
        hint: 'The path is relative to the config file.',
        cause,
      },
    )
  }
  throw new UsageError(`\`site.${field}\` names ${file}, which is larger than 100 kB.`, {
    hint: 'Every visitor loads it: make it smaller.',
  })
}
