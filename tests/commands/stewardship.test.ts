import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { listBaselines, setBaseline } from '../../runner/commands/baseline.ts'
import { accept, exclude } from '../../runner/commands/decide.ts'
import { importHistory } from '../../runner/commands/import.ts'
import { brailleChart } from '../../runner/commands/series-chart.ts'
import { show } from '../../runner/commands/show.ts'
import { loadStewardship } from '../../runner/config/stewardship-files.ts'
import { projectWith } from '../e2e/project.ts'

let project: string
let printed: string

const effects = () => ({
  env: {},
  print: (text: string) => {
    printed += text
  },
  tell: () => {},
  width: 60,
})
const config = () => join(project, 'perf.config.yaml')
const dataFile = (name: string) => join(project, 'data', name)

/** Ten days of one benchmark, a step up on the sixth. */
beforeEach(async () => {
  project = projectWith({ quick: 'command: "true"' })
  printed = ''
  const lines = Array.from(
    { length: 10 },
    (_, day) =>
      `2026-11-${String(day + 1).padStart(2, '0')},${String(day).repeat(40)},quick,${day < 5 ? 10 : 20}`,
  )
  writeFileSync(join(project, 'past.csv'), `time,commit,benchmark,value\n${lines.join('\n')}\n`)
  await importHistory({ config: config(), from: join(project, 'past.csv') }, effects())
})

describe('perfledger import', () => {
  it('tells how much it took, and takes nothing twice', async () => {
    expect(printed).toMatch(/^csv: 10 runs added; 1 series, 0 not read/)
    printed = ''
    await importHistory({ config: config(), from: join(project, 'past.csv') }, effects())
    expect(printed).toMatch(/^csv: 0 runs added, 10 already there/)
  })

  it('is an error where no run was found', async () => {
    writeFileSync(join(project, 'bad.csv'), 'time,benchmark,value\n,quick,1\n')
    await expect(
      importHistory({ config: config(), from: join(project, 'bad.csv') }, effects()),
    ).rejects.toThrow(/No run was found in .*bad\.csv, read as csv\. 1 entry could not be read/)
  })
})

describe('accept and exclude', () => {
  it('write what people review, and refuse what means nothing', async () => {
    await accept(
      { config: config(), what: '5555', reason: 'the cache is gone', link: 'https://example.org/42' },
      effects(),
    )
    await exclude(
      { config: config(), what: '20261102', benchmark: 'quick', reason: 'disk was full' },
      effects(),
    )
    expect(printed).toContain('Accepted for 1 series')
    expect(printed).toContain('Excluded 1 point of 1 series')
    expect(readFileSync(dataFile('accepted.yaml'), 'utf8')).toContain(
      `  - commit: "${'5'.repeat(40)}"\n    reason: the cache is gone\n    link: https://example.org/42\n`,
    )
    expect(await loadStewardship(join(project, 'data'))).toMatchObject({
      accepted: [{ commit: '5'.repeat(40) }],
      excluded: [{ benchmark: 'quick' }],
    })
    await expect(accept({ config: config(), what: 'nothing', reason: 'x' }, effects())).rejects.toThrow(
      "no run, commit or tag 'nothing'",
    )
    await expect(
      accept({ config: config(), what: '5555', suite: 'other', reason: 'x' }, effects()),
    ).rejects.toThrow('No series has a point')
    await expect(exclude({ config: config(), what: '202611', reason: 'x' }, effects())).rejects.toThrow(
      'could mean 10 runs',
    )
  })

  it.each([
    ['accepted:\n  - run: abc\n', /`reason`/],
    ['accepted:\n  - reason: x\n', /either `run` or `commit`/],
    [
      'accepted:\n  - run: abc\n    reason: x\n    metrik: y\n',
      /unknown key `metrik`[\s\S]*did you mean `metric`/,
    ],
  ])('say what is wrong in a file written by hand: %j', async (text, message) => {
    writeFileSync(dataFile('accepted.yaml'), text)
    await expect(loadStewardship(join(project, 'data'))).rejects.toThrow(message)
    await expect(accept({ config: config(), what: '5555', reason: 'x' }, effects())).rejects.toThrow(message)
    expect(readFileSync(dataFile('accepted.yaml'), 'utf8')).toBe(text)
  })
})

describe('baselines with a name', () => {
  it('are set, moved and listed', async () => {
    await setBaseline({ config: config(), name: 'v1', what: '0000' }, effects())
    await setBaseline({ config: config(), name: 'now' }, effects())
    await setBaseline({ config: config(), name: 'v1', what: '1111' }, effects())
    expect(printed).toMatch(/v1 is 20261102\S+ \(before: 20261101/)
    printed = ''
    await listBaselines({ config: config() }, effects())
    expect(printed).toMatch(/^v1 {2}20261102\S+ \(commit 1111111111\)\nnow {2}20261110/)
  })
})

describe('show', () => {
  it('draws the series, its newest points, its changes and the distance to a baseline', async () => {
    await setBaseline({ config: config(), name: 'v1', what: '0000' }, effects())
    await exclude({ config: config(), what: '9999', reason: 'disk was full' }, effects())
    printed = ''
    await show({ config: config(), what: 'quick', against: 'v1' }, effects())
    expect(printed).toContain('past/quick  value (lower is better)\n10 runs on not recorded: csv')
    expect(printed).toContain('20.0 ┤')
    expect(printed).toContain('excluded: disk was full')
    expect(printed).toMatch(
      /\nNo change beyond the noise: \+100\s% \[.*\] against baseline v1; one of .* would show\.\n/,
    )
  })

  it('names the nearest where nothing is called so', async () => {
    await expect(show({ config: config(), what: 'quik' }, effects())).rejects.toMatchObject({
      hint: "Did you mean 'quick'?",
    })
    await expect(show({ config: config(), what: 'quick', against: 'v9' }, effects())).rejects.toThrow(
      "no baseline 'v9'",
    )
  })

  it('draws the largest value at the top, and any number of them', () => {
    expect(brailleChart([0, 1, 2, 3], 2, 1)).toEqual(['⡠⠊'])
    expect(brailleChart([5], 10, 2).join('').length).toBeGreaterThan(0)
    expect(
      brailleChart(
        Array.from({ length: 10_000 }, (_, place) => place),
        10,
        3,
      )[0]?.length,
    ).toBe(10)
  })
})
