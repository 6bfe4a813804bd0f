import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VerdictCounts } from '../../runner/report/model.ts'
import { sentenceOf } from '../../runner/report/sentence.ts'
import { stateSentence } from '../../site/lib/views/state-sentence.ts'

const none: VerdictCounts = {
  ok: 0,
  improved: 0,
  regressed: 0,
  'over-budget': 0,
  inconclusive: 0,
  missing: 0,
  failed: 0,
}

describe("the overview's first sentence", () => {
  test.each<[Partial<VerdictCounts>, string]>([
    [{}, 'Nothing has been judged yet.'],
    [{ inconclusive: 1 }, 'No verdict yet: the one case needs more history.'],
    [{ ok: 33 }, 'All is well: 33 cases are stable.'],
    [{ failed: 1 }, '1 case failed.'],
    [{ ok: 30, regressed: 2, improved: 1 }, '2 regressions, 1 improvement; 30 of 33 cases are stable.'],
    [{ ok: 1, missing: 2, inconclusive: 4 }, '2 cases are missing; 1 of 7 cases is stable, 4 undecided.'],
  ])('tells %j', (counts, sentence) => {
    expect(stateSentence({ ...none, ...counts })).toBe(sentence)
  })

  test('is in English the one that the report and its reporters have, whatever was counted', () => {
    const count = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 3 }), fc.nat({ max: 400 }))
    const counts = fc.record({
      ok: count,
      improved: count,
      regressed: count,
      'over-budget': count,
      inconclusive: count,
      missing: count,
      failed: count,
    })
    fc.assert(
      fc.property(counts, (each) => {
        expect(stateSentence(each)).toBe(sentenceOf(each))
      }),
      { seed: 5, numRuns: 2000 },
    )
  })
})
