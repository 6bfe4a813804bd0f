import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../runner/config/load.ts'
import { ExitCode, UsageError } from '../../runner/errors.ts'
import { configCases } from './cases.ts'

function errorOf(run: () => unknown): UsageError {
  try {
    run()
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error('the config was accepted')
}

/** The whole message, as the terminal shows it. */
describe('a config with mistakes', () => {
  it.each(configCases('broken', '.txt'))('is refused with every mistake told: $name', async (broken) => {
    const error = errorOf(() => parseConfig(broken.text, broken.name, broken.environment))
    expect(error.exitCode).toBe(ExitCode.usage)
    const told = [error.message, ...(error.hint ? [`hint: ${error.hint}`] : [])].join('\n')
    await expect(`${told}\n`).toMatchFileSnapshot(broken.expectedFile)
  })

  it.each(configCases('broken', '.txt'))(
    'is refused in the same words with line ends of Windows: $name',
    (broken) => {
      const windows = broken.text.replaceAll('\n', '\r\n')
      const [own, other] = [broken.text, windows].map((text) =>
        errorOf(() => parseConfig(text, broken.name, broken.environment)),
      )
      expect(other!.message).toBe(own!.message)
    },
  )

  it('never lets a file steer the terminal', () => {
    for (const { text, name, environment } of configCases('broken', '.txt')) {
      const { message } = errorOf(() => parseConfig(text, name, environment))
      expect(message.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
    }
  })
})
