/**
 * `npm run quality`: how good the detectors and the comparison are, on histories that people marked, beside what other
 * methods reach on them. The histories lie beside the project (../shared/samples/histories) and are never copied into it.
 * All figures at default settings, the same for every series. Half of the series (every other one) was looked at while
 * the defaults were chosen, and later changes were kept where both halves agreed; `--half=0` and `--half=1` show either by itself.
 * `--verdicts` also judges every single value as a run, which takes a minute or two.
 */
import { energyDetector } from '../../runner/stats/energy-detector.ts'
import { pottsDetector } from '../../runner/stats/potts-detector.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { watchShifts } from '../../runner/stats/shift-watch.ts'
import { stepDetector } from '../../runner/stats/step-detector.ts'
import { buildsMeasuredOften, haveSamples, labelledSeries, samples, shuffledSeries } from './histories.ts'
import { falsePer1000, type Method, scoreHalves, scoreOffline, scoreReplay } from './measures.ts'
import { replayed, watching, withHindsight } from './methods.ts'
import { marksOf } from './scoring.ts'
import { scoreVerdicts } from './verdicts.ts'

const pad = (cells: readonly string[], widths: readonly number[]) =>
  cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ')

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]!.length)))
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  console.log([pad(head, widths), rule, ...rows.map((row) => pad(row, widths)), ''].join('\n'))
}

const three = (value: number) => value.toFixed(3)
const two = (value: number) => value.toFixed(2)

function offline(half: number | undefined): void {
  const series = chosen(labelledSeries(), half)
  const shuffled = chosen(shuffledSeries(), half)
  const majority: Method = (values) => {
    const one = series.find((candidate) => candidate.values === values)
    return one ? marksOf(one.people).agreed.map((index) => ({ index, seenAt: 0 })) : []
  }
  const row = (name: string, method: Method) => {
    const score = scoreOffline(series, method)
    const nothing = falsePer1000(shuffled, method)
    return [
      name,
      three(score.f1),
      three(score.covering),
      `${three(score.recall)} / ${three(score.precision)}`,
      three(score.microF1),
      two(score.falsePer1000),
      two(nothing),
    ]
  }
  table(
    ['with hindsight', 'F1', 'covering', 'recall / precision', 'micro-F1', 'false/1000', 'shuffled/1000'],
    [
      ['target', '0.88', '0.82', '', '0.80', '', '0.1'],
      row('step (default)', withHindsight(stepDetector())),
      row('energy, p 0.001', withHindsight(energyDetector())),
      row('energy, p 1e-5', withHindsight(energyDetector({ pValue: 1e-5 }))),
      row('potts (L2 cut at 3σ, AR)', withHindsight(pottsDetector())),
      row('nothing', () => []),
      row('majority of the people (ceiling)', majority),
      ['people against each other', '0.821', '0.769', '', '', '', ''],
      ['Otava, p 0.001', '0.681', '0.647', '0.899 / 0.369', '0.523', '2.37', '1.78'],
      ['Otava, p 1e-5', '0.829', '0.766', '0.757 / 0.680', '0.716', '0.73', '0.24'],
      ['asv (L1 Potts)', '0.775', '0.737', '0.318 / 0.492', '0.386', '0.91', '0.26'],
      ['Perfherder', '0.839', '0.769', '0.564 / 0.913', '0.697', '0.15', '0.00'],
      ['PELT (mean, MBIC)', '0.738', '0.718', '0.503 / 0.570', '0.534', '1.79', '1.38'],
    ],
  )
}

function replay(half: number | undefined): void {
  const series = chosen(labelledSeries(), half)
  const shuffled = chosen(shuffledSeries(), half)
  const row = (name: string, method: Method) => {
    const score = scoreReplay(series, method)
    return [
      name,
      three(score.recall),
      three(score.precision),
      String(score.medianDelay),
      two(score.falsePer1000),
      two(falsePer1000(shuffled, method)),
    ]
  }
  table(
    ['replayed, value by value', 'recall', 'precision', 'median delay', 'false/1000', 'shuffled/1000'],
    [
      ['target', '0.85', '0.85', '≤ 3', '0.3', '0.1'],
      row('watch (default)', watching),
      row('step', replayed(stepDetector())),
      row('energy, p 1e-5', replayed(energyDetector({ pValue: 1e-5 }))),
      ['Otava, p 0.001', '0.983', '0.109', '1', '13.90', ''],
      ['Otava, p 1e-5', '0.915', '0.283', '3', '4.00', ''],
      ['Perfherder', '0.619', '0.830', '11', '0.22', ''],
      ['ratio to previous, 110 %', '0.314', '0.029', '0', '18.20', ''],
    ],
  )
}

function halves(): void {
  const score = scoreHalves(buildsMeasuredOften(12))
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`
  table(
    [`A/A, ${score.pairs} pairs of halves of one build`, 'called', 'significant', '95 % interval holds 0'],
    [
      ['target', '0.10 %', '', '95 %'],
      ['compare (default)', percent(score.called), percent(score.significant), percent(score.covered)],
      ['Mann–Whitney p < 0.05', '', '5.20 %', ''],
      ['a mean off by more than 5 %', '5.00 %', '', ''],
    ],
  )
}

/** A minute or two: every value of every unmarked series is judged as a run of its own. */
function verdicts(half: number | undefined): void {
  const unmarked = chosen(labelledSeries(), half).filter(({ people }) => people.flat().length === 0)
  const score = scoreVerdicts(unmarked.map(({ values }) => values))
  table(
    [`verdicts of single runs, ${unmarked.length} series that nobody marked`, 'per 1000'],
    [
      ['target (false alarms)', '0.30'],
      ['called at the default thresholds, all series as one run', two(score.calledPer1000)],
      ['significant, all series as one run', two(score.togetherPer1000)],
      ['significant, each series by itself', two(score.alonePer1000)],
    ],
  )
}

function speed(): void {
  const row = (count: number, name: string, run: (values: number[]) => unknown) => {
    const random = randomFrom('speed', count)
    const values = Array.from(
      { length: count },
      (_, at) => 10 + (Math.floor(at / 97) % 3) + randomNormal(random),
    )
    const times = Array.from({ length: 15 }, () => {
      // Processor time: the machine may have other work to do.
      const start = process.cpuUsage()
      run(values)
      const { user, system } = process.cpuUsage(start)
      return (user + system) / 1000
    }).sort((a, b) => a - b)
    return [name, String(count), times[7]!.toFixed(2)]
  }
  table(
    ['processor time of one series', 'points', 'ms'],
    [
      ['target', '1000', '2'],
      row(1000, 'step', (values) => stepDetector().detect(values)),
      row(1000, 'watch, all values', watchShifts),
      ['target', '10000', '30'],
      row(10_000, 'step', (values) => stepDetector().detect(values)),
      row(10_000, 'watch, all values', watchShifts),
    ],
  )
}

function chosen<T>(items: readonly T[], half: number | undefined): T[] {
  return items.filter((_, at) => half === undefined || at % 2 === half)
}

if (!haveSamples) {
  console.error(`The labelled histories are not at ${samples}; without them there is nothing to score.`)
  process.exitCode = 2
} else {
  const half = process.argv.find((argument) => argument.startsWith('--half='))?.slice('--half='.length)
  const which = half === undefined ? undefined : Number(half)
  offline(which)
  replay(which)
  halves()
  if (process.argv.includes('--verdicts')) verdicts(which)
  speed()
}
