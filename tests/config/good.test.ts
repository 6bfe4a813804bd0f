import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../runner/config/load.ts'
import { configCases, readableJson } from './cases.ts'

describe('a config without mistakes', () => {
  it.each(configCases('good', '.json'))('is filled with every default: $name', async (good) => {
    const config = parseConfig(good.text, '/project/perf.config.yaml', good.environment)
    await expect(`${readableJson(config)}\n`).toMatchFileSnapshot(good.expectedFile)
  })
})
