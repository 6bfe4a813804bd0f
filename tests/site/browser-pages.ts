import type { Page } from 'playwright'
import type { BuiltPage } from './built-pages.ts'
import { LONG_NAME } from './measured-history.ts'

/** One address of each kind of page, the busiest of its kind. */
export function onePageOfEachKind(pages: readonly BuiltPage[]): string[] {
  const busiest = (beginning: string) =>
    pages
      .filter(({ path }) => path.startsWith(beginning) && path !== beginning)
      .sort((a, b) => b.html.length - a.html.length)
      .slice(0, 1)
      .map(({ path }) => path)
  const long = pages.filter(
    ({ html, path }) => path.startsWith('benchmarks/') && html.includes(`<h1>${LONG_NAME}`),
  )
  return [
    '',
    'method/',
    'history/',
    'changes/',
    'compare/',
    'releases/',
    'environments/',
    'notes/',
    'explore/',
    '404.html',
    ...['suites/', 'benchmarks/', 'runs/', 'pr/', 'notes/'].flatMap(busiest),
    ...long.map(({ path }) => path),
  ]
}

/** Gathers everything that goes wrong in a page: messages, failed requests, requests to other hosts. */
export function collectTroubles(page: Page, origin: string): string[] {
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      troubles.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('requestfailed', (request) => {
    // A page that is left takes its unfinished requests with it.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') troubles.push(`failed: ${request.url()}`)
  })
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) troubles.push(`other host: ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`)
  })
  return troubles
}

/** Presses Tab until the focus is on a link with this address. */
export async function tabTo(page: Page, href: string | null): Promise<void> {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(() => document.activeElement?.getAttribute('href'))) === href) return
  }
  throw new Error(`200 presses of Tab do not reach ${href}`)
}
