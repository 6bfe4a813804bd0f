import { expect, test } from 'vitest'
import { findBrowser } from './find-browser.ts'

test('a browser that CHROMIUM_PATH names comes first', () => {
  expect(findBrowser({ CHROMIUM_PATH: '/opt/chrome' }, () => true)).toBe('/opt/chrome')
})

test('a name that leads nowhere is told, not passed over', () => {
  expect(() => findBrowser({ CHROMIUM_PATH: '/opt/none' }, () => false)).toThrow(
    'CHROMIUM_PATH names /opt/none',
  )
})

test('without any browser the message says how to get one', () => {
  expect(() => findBrowser({}, () => false)).toThrow(/apt-get install chromium.*npx playwright install/)
})
