import { describe, expect, it } from 'vitest'
import { narrowed, nextSuspect, type Range, sideOf, stepConfidence } from '../../runner/compare/bisection.ts'

const commits = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** Follows a search to its end: what it asked, and what is left. */
function search(firstBad: string, skips: readonly string[] = []) {
  let range: Range = { suspects: commits, skipped: new Set() }
  const asked: string[] = []
  for (let sha = nextSuspect(range); sha !== undefined; sha = nextSuspect(range)) {
    asked.push(sha)
    const side = skips.includes(sha) ? 'unsure' : sha >= firstBad ? 'bad' : 'good'
    range = narrowed(range, sha, side)
  }
  return { asked, left: range.suspects }
}

describe('a bisection', () => {
  it.each(commits)('finds %s, whichever it is, in three steps', (firstBad) => {
    const { asked, left } = search(firstBad)
    expect(left).toEqual([firstBad])
    expect(asked).toHaveLength(3)
  })

  it('never asks about the last commit, which is known to be bad', () => {
    for (const firstBad of commits) expect(search(firstBad).asked).not.toContain('h')
  })

  it('leaves what could not be told before the answer open, and nothing else', () => {
    expect(search('e', ['d']).left).toEqual(['d', 'e'])
    expect(search('e', ['g', 'a']).left).toEqual(['e'])
    expect(search('h', commits).left).toEqual(commits)
  })

  it('shares its error over the halvings that it may take, and the first comparison', () => {
    expect(1 - stepConfidence(0.95, 8)).toBeCloseTo(0.05 / 4, 12)
    expect(1 - stepConfidence(0.95, 1)).toBeCloseTo(0.05, 12)
  })
})

describe('the side of a commit', () => {
  const around = (centre: number) => Array.from({ length: 20 }, (_, index) => centre + (index % 5) / 1000)

  it('is where it is surely beyond, or surely before, the middle between good and bad', () => {
    expect(sideOf(around(0.1), 0.1, 0.95)).toBe('bad')
    expect(sideOf(around(0), 0.1, 0.95)).toBe('good')
    expect(sideOf(around(0.049), 0.1, 0.95)).toBe('unsure')
    expect(sideOf(around(0.1).slice(0, 3), 0.1, 0.95)).toBe('unsure')
  })

  it('is the same the other way for metrics of which more is better', () => {
    expect(sideOf(around(-0.1), -0.1, 0.95)).toBe('bad')
    expect(sideOf(around(0), -0.1, 0.95)).toBe('good')
  })
})
