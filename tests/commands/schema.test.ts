import { describe, expect, it } from 'vitest'
import { schema } from '../../runner/commands/schema.ts'

describe('perfledger schema', () => {
  it('prints the JSON Schema', async () => {
    const printed: string[] = []
    const effects = { print: (text: string) => void printed.push(text), write: async () => {} }
    expect(await schema({}, effects)).toBe(0)
    expect(JSON.parse(printed.join(''))).toMatchObject({ title: 'perf.config.yaml', required: ['suites'] })
  })

  it('writes it to a file, and says why it cannot', async () => {
    const written = new Map<string, string>()
    const effects = {
      print: () => {},
      write: async (file: string, text: string) => void written.set(file, text),
    }
    expect(await schema({ write: '/tmp/x/perf.schema.json' }, effects)).toBe(0)
    expect(JSON.parse(written.get('/tmp/x/perf.schema.json')!)).toHaveProperty('properties.suites')
    const full = {
      ...effects,
      write: async () => Promise.reject(new Error('ENOSPC: no space left on device')),
    }
    await expect(schema({ write: 'x.json' }, full)).rejects.toMatchObject({
      exitCode: 3,
      message: 'The schema cannot be written to x.json: ENOSPC: no space left on device.',
    })
  })
})
