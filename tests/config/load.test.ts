import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configHash } from '../../runner/config/hash.ts'
import { loadConfig, parseConfig } from '../../runner/config/load.ts'
import { repositoryUrl } from '../../runner/config/package-json.ts'

const minimal = 'suites: { s: { benchmarks: { a: { command: a } } } }\n'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perfledger-config-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function write(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

describe('loading a config', () => {
  it('names the project as package.json does, and links its repository', async () => {
    await write('package.json', '{ "name": "@me/thing", "repository": "github:me/thing" }')
    const config = await loadConfig(await write('perf.config.yaml', minimal), {})
    expect(config.project).toEqual({
      name: '@me/thing',
      repository: 'https://github.com/me/thing',
      baseBranch: undefined,
    })
  })

  it('names the project as the folder where there is no package.json, or a broken one', async () => {
    const file = await write('perf.config.yaml', minimal)
    const { name } = (await loadConfig(file, {})).project
    await write('package.json', '{ "name": ')
    expect((await loadConfig(file, {})).project.name).toBe(name)
    expect(folder.endsWith(name)).toBe(true)
  })

  it('says how to get one where there is none', async () => {
    await expect(loadConfig(join(folder, 'none.yaml'), {})).rejects.toMatchObject({
      exitCode: 2,
      message: `There is no config file ${join(folder, 'none.yaml')}.`,
      hint: expect.stringContaining('npx perfledger init'),
    })
  })

  it.each(['', '\n\n', '# only a comment\n', '---\n', 'null\n'])(
    'says how to fill an empty one: %j',
    async (text) => {
      await expect(loadConfig(await write('perf.config.yaml', text), {})).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('is empty'),
        hint: expect.stringContaining('npx perfledger init'),
      })
    },
  )

  it('refuses a folder', async () => {
    await mkdir(join(folder, 'perf.config.yaml'))
    await expect(loadConfig(join(folder, 'perf.config.yaml'), {})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is a folder'),
    })
  })

  it('refuses a file that must not be read', { skip: process.getuid?.() === 0 }, async () => {
    const file = await write('perf.config.yaml', minimal)
    await chmod(file, 0)
    await expect(loadConfig(file, {})).rejects.toMatchObject({ exitCode: 2 })
  })

  it('refuses what is not UTF-8, and what is far too large', async () => {
    const latin1 = await write('latin1.yaml', Uint8Array.from([0x61, 0x3a, 0x20, 0xe4, 0x0a]))
    await expect(loadConfig(latin1, {})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is not UTF-8'),
    })
    const large = await write('large.yaml', `# ${'x'.repeat(1_000_000)}\n`)
    await expect(loadConfig(large, {})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('at most 1000000'),
    })
  })

  it('reads a byte order mark as nothing', async () => {
    const file = await write('perf.config.yaml', `\ufeff${minimal}`)
    expect((await loadConfig(file, {})).suites).toHaveLength(1)
  })
})

describe('the tags of a benchmark', () => {
  const tagsIn = (defaults: string, suite: string, benchmark: string) => {
    const text = `defaults: { ${defaults} }\nsuites: { s: { ${suite}benchmarks: { b: { command: x${benchmark} } } } }`
    return parseConfig(text, '/a/perf.config.yaml', {}).suites[0]?.benchmarks[0]?.tags
  }

  it('are those of every level, each once', () => {
    expect(tagsIn('tags: io', 'tags: [hot-path, io], ', ', tags: nightly')).toEqual([
      'io',
      'hot-path',
      'nightly',
    ])
    expect(tagsIn('', '', '')).toBeUndefined()
  })

  it('are single words', () => {
    expect(() => tagsIn('tags: "hot path"', '', '')).toThrow('a tag such as `hot-path`, or a list of them')
  })
})

describe('the hash of a config', () => {
  const hash = (text: string, file = '/a/perf.config.yaml', environment = {}): string =>
    configHash(parseConfig(text, file, environment, { name: 'x', repository: undefined }))

  it('has 16 hex digits', () => {
    expect(hash(minimal)).toMatch(/^[0-9a-f]{16}$/)
  })

  it('is the same in every folder, with comments, defaults spelled out and units spelled otherwise', () => {
    const spelled = `# a comment
seed: 1
ledger: ./data
suites:
  s:
    order: interleaved
    benchmarks: { a: { timeout: 1 min, command: [a] } }`
    expect(hash(spelled, '/another/folder/config.yaml')).toBe(hash(minimal))
  })

  it.each([
    'suites: { s: { benchmarks: { a: { command: b } } } }',
    'suites: { t: { benchmarks: { a: { command: a } } } }',
    'suites: { s: { benchmarks: { a: { command: a, iterations: 3 } } } }',
    'suites: { s: { benchmarks: { a: { command: a, budgets: { wall-time: 1 s } } } } }',
  ])('is another one for another config: %s', (text) => {
    expect(hash(text)).not.toBe(hash(minimal))
  })

  it('is another one where an environment variable overrides a budget', () => {
    expect(hash(minimal, '/a/perf.config.yaml', { PERF_S_A_WALL_TIME: '1 s' })).not.toBe(hash(minimal))
  })

  it('leaves out how the dashboard looks and which notes it has: nothing is measured otherwise', () => {
    expect(hash(`site: { title: Ours, notes: notes }\n${minimal}`)).toBe(hash(minimal))
  })
})

describe('the repository in package.json', () => {
  it.each([
    ['github:me/thing', 'https://github.com/me/thing'],
    ['me/thing', 'https://github.com/me/thing'],
    ['git+https://github.com/me/thing.git', 'https://github.com/me/thing'],
    ['https://token@gitlab.example/a/b/c.git/', 'https://gitlab.example/a/b/c'],
    ['git@github.com:me/thing.git', 'https://github.com/me/thing'],
    ['ssh://git@github.com/me/thing.git', 'https://github.com/me/thing'],
    [{ type: 'git', url: 'git://github.com/me/thing.git' }, 'https://github.com/me/thing'],
    ['not an address', undefined],
    ['javascript:alert(1)', undefined],
    [undefined, undefined],
    [3, undefined],
  ])('becomes an address for links: %j', (repository, expected) => {
    expect(repositoryUrl(repository)).toBe(expected)
  })
})
