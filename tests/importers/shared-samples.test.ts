import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFrom } from './sources.ts'

/** Histories of other projects; kept beside the project, not in it. */
const folder = join(import.meta.dirname, '../../../shared/samples')

describe.skipIf(!existsSync(folder))('real histories', () => {
  it.each([
    ['histories/hyper', 'github-action-benchmark', 879, 27, 7603, 0],
    ['histories/moobench', 'github-action-benchmark', 3029, 48, 12140, 0],
    ['asv-results', 'asv', 36, 38, 425, 51],
  ])(
    '%s is read as %s: %d runs, %d series, %d points, %d not read',
    async (name, kind, runs, series, points, unread) => {
      const read = await readFrom(join(folder, name))
      const measured = read.runs.flatMap(({ header, cases }) =>
        cases.flatMap(({ key, metrics }) =>
          metrics.map(({ metric }) => JSON.stringify([key, metric, header.environment.fingerprint])),
        ),
      )
      expect([
        read.kind,
        read.runs.length,
        new Set(measured).size,
        measured.length,
        read.unread.length,
      ]).toEqual([kind, runs, series, points, unread])
      expect(JSON.stringify(read.runs)).not.toMatch(/[\w.+-]+@[\w-]+\.\w+/)
    },
  )
})
