import type { CaseSummary, ReportIndex } from '../../../runner/report/model.ts'
import type { ChartDocument, ChartSeries } from '../chart-data.ts'
import { nearest } from '../nearest.ts'
import { type Note, NoteError, placeOf } from './note.ts'
import { isCommit } from './note-marks.ts'

/**
 * The cases that a note means: by `suite / case`, the case's title, the benchmark's name, the name of a suite, or the address of a
 * case's page.
 * @throws NoteError where there are none, with what was probably meant.
 */
export function casesNamed(note: Note, asked: string, index: ReportIndex): readonly CaseSummary[] {
  const cases = index.suites.flatMap((suite) => suite.cases)
  const names: ((one: CaseSummary) => string)[] = [
    ({ suite, title }) => `${suite} / ${title}`,
    ({ title }) => title,
    ({ benchmark }) => benchmark,
    ({ suite }) => suite,
    ({ slug }) => slug,
  ]
  const found = names
    .map((name) => cases.filter((one) => name(one) === asked))
    .find((some) => some.length > 0)
  if (found) return found
  const meant = nearest(asked, [...new Set(names.slice(0, 4).flatMap((name) => cases.map(name)))])
  const advice = meant
    ? `Did you mean ${JSON.stringify(meant)}?`
    : told(
        'There are',
        cases.map(({ title }) => title),
      )
  throw new NoteError(
    `${placeOf(note, asked)}: no benchmark of the ledger is called ${JSON.stringify(asked)}. ${advice}`,
  )
}

/**
 * The one case that a component shows.
 * @throws NoteError where the name means none or several.
 */
export function caseNamed(note: Note, asked: string, index: ReportIndex): CaseSummary {
  const found = casesNamed(note, asked, index)
  if (found.length === 1) return found[0]!
  const titles = found.map(({ suite, title }) => `${suite} / ${title}`)
  throw new NoteError(
    `${placeOf(note, asked)}: ${JSON.stringify(asked)} has several cases, and one is shown. ${told('Name one of', titles)}`,
  )
}

/**
 * The series of a metric, in an environment whose fingerprint or description begins so; otherwise the first, which is the config's
 * first metric where it was measured last.
 * @throws NoteError
 */
export function seriesNamed(
  note: Note,
  title: string,
  series: readonly ChartSeries[],
  metric: string | undefined,
  environment: string | undefined,
  index: ReportIndex,
): ChartSeries {
  const ofMetric = series.filter((one) => metric === undefined || one.metric === metric)
  if (ofMetric.length === 0) {
    const names = [...new Set(series.map((one) => one.metric))]
    throw new NoteError(
      `${placeOf(note, metric ?? '')}: ${title} has no metric ${JSON.stringify(metric)}. ${told('It has', names)}`,
    )
  }
  if (environment === undefined) return ofMetric[0]!
  const described = new Map(index.environments.map((one) => [one.fingerprint, one.description]))
  const found = ofMetric.find(
    (one) =>
      one.environment.startsWith(environment) || described.get(one.environment)?.startsWith(environment),
  )
  if (found) return found
  const names = ofMetric.map((one) => described.get(one.environment) ?? one.environment)
  throw new NoteError(
    `${placeOf(note, environment)}: ${title} was not measured in ${JSON.stringify(environment)}. ${told('It was in', names)}`,
  )
}

/**
 * The first point since a tag, a commit, a run, a day, or a number of days before the newest point (`30 days`).
 * @throws NoteError where the series has none.
 */
export function pointSince(
  note: Note,
  title: string,
  { runs, commits: known }: ChartDocument,
  { run }: ChartSeries,
  since: string,
): number {
  const commits = run.map((at) => known[runs.commit[at] ?? -1])
  const startedAt = run.map((at) => runs.startedAt[at]!)
  const from = daysBefore(since, startedAt) ?? (/^\d{4}-\d{2}-\d{2}/.test(since) ? since : undefined)
  const fits: ((index: number) => boolean)[] = [
    (index) => commits[index]?.tag === since,
    (index) => commits[index] !== undefined && isCommit(commits[index], since),
    (index) => runs.id[run[index]!] === since,
    (index) => from !== undefined && startedAt[index]! >= from,
  ]
  const all = run.map((_, index) => index)
  const found = fits.map((fit) => all.find(fit)).find((index) => index !== undefined)
  if (found !== undefined) return found
  const tags = [...new Set(commits.flatMap((commit) => commit?.tag || []))].slice(-6)
  const what = tags.length > 0 ? told('Tags are', tags) : 'It has no tagged run: name a commit or a day.'
  throw new NoteError(
    `${placeOf(note, since)}: ${title} was not measured since ${JSON.stringify(since)}. ${what}`,
  )
}

function daysBefore(since: string, startedAt: readonly string[]): string | undefined {
  const days = /^(\d{1,5}) ?d(?:ays?)?$/.exec(since)?.[1]
  const newest = startedAt.reduce((latest, at) => (at > latest ? at : latest), '')
  if (days === undefined || newest === '') return undefined
  return new Date(Date.parse(newest) - Number(days) * 86_400_000).toISOString()
}

const MOST_TOLD = 8

function told(beginning: string, names: readonly string[]): string {
  const rest = names.length > MOST_TOLD ? ` and ${names.length - MOST_TOLD} more` : ''
  return `${beginning} ${names
    .slice(0, MOST_TOLD)
    .map((name) => JSON.stringify(name))
    .join(', ')}${rest}.`
}
