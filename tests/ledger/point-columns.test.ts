import { expect, it } from 'vitest'
import { PointColumns } from '../../runner/ledger/point-columns.ts'
import type { SeriesKey } from '../../runner/ledger/series.ts'

const key: SeriesKey = {
  case: { suite: 's', benchmark: 'b', params: {} },
  metric: { name: 'wall-time', unit: 'ns', direction: 'lower' },
  environment: 'e',
}
const runIds = Array.from({ length: 2_000 }, (_, place) => `run-${place}`)

/** Every number of a point tells its run. */
const pointOf = (position: number) => ({
  runId: `run-${position}`,
  median: position + 0.5,
  mad: position / 3,
  count: position + 1,
  low: -position,
  high: position * 1e300,
})

function seriesOf(positions: readonly number[]) {
  const columns = new PointColumns()
  for (const position of positions) {
    const { median, mad, count, low, high } = pointOf(position)
    columns.add(position, median, mad, count, low, high)
  }
  return columns.series(key, runIds)
}

it.each([1, 3, 64, 65, 499, 500, 501, 1_999])('gives back %i points as they were read', (count) => {
  const positions = Array.from({ length: count }, (_, place) => place)
  expect(seriesOf(positions)).toStrictEqual({ key, points: positions.map(pointOf) })
})

it.each([10, 1_000])('puts %i points into commit order', (count) => {
  const positions = Array.from({ length: count }, (_, place) => (place * 7) % count)
  const inOrder = Array.from({ length: count }, (_, place) => pointOf(place))
  expect(seriesOf(positions).points).toStrictEqual(inOrder)
})

it('keeps many series apart, whichever is asked in between', () => {
  const some = [0, 1, 2].map((start) =>
    seriesOf(
      runIds
        .keys()
        .drop(start * 100)
        .take(700)
        .toArray(),
    ),
  )
  for (const place of [0, 1, 2, 0, 2, 2, 1])
    expect(some[place]!.points.map(({ runId }) => runId)).toStrictEqual(
      runIds.slice(place * 100, place * 100 + 700),
    )
  const copy = { ...some[0]! }
  expect(some[1]!.points).not.toBe(copy.points)
  expect(copy.points).toHaveLength(700)
})
