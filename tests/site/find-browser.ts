import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** A Chromium or Chrome on this machine: the one that `CHROMIUM_PATH` names, an installed one, or Playwright's own. */
export function findBrowser(
  env: NodeJS.ProcessEnv = process.env,
  exists: (path: string) => boolean = existsSync,
): string {
  const named = env.CHROMIUM_PATH
  if (named) {
    if (exists(named)) return named
    throw new Error(`CHROMIUM_PATH names ${named}, and there is no file.`)
  }
  const found = [...PLACES, chromium.executablePath()].find(exists)
  if (found) return found
  throw new Error(
    'The tests of the dashboard need a browser, and none was found. Install one: `apt-get install chromium` on Debian, ' +
      '`npx playwright install --with-deps chromium` elsewhere, or name one in CHROMIUM_PATH.',
  )
}

/** For a headless browser in a container, that asks nobody but the dashboard under test. */
export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
