import type { ReportIndex, RunDocument, RunSummary } from '../../../runner/report/model.ts'
import { fill, shared, words } from '../../words.ts'
import { type Comparison, type ComparisonCounts, clearText, compareRuns } from '../compare.ts'
import { environmentNames } from '../environments.ts'
import { counted, plural } from '../format.ts'
import { urls } from '../urls.ts'
import { type RunRowView, runRowView } from './runs.ts'

/** A release against the one before it in the same environment. */
export interface ReleaseView {
  readonly tag: string
  readonly row: RunRowView
  readonly before: string
  readonly compareHref: string | null
  /** `2 worse, 1 better since v1.4.0, of 31 values compared.`; empty where the two were not compared. */
  readonly sentence: string
  /** The surest and largest differences. */
  readonly top: Comparison['rows']
}

/** Which runs are compared: of every tag its newest run, with the newest earlier tag's run in the same environment. */
export function releasePairs(
  runs: readonly RunSummary[],
): { run: RunSummary; before: RunSummary | undefined }[] {
  const tags = new Map<string, RunSummary[]>()
  for (const run of runs) {
    const tag = run.commit?.tag
    if (!tag) continue
    const known = tags.get(tag)
    if (known) known.push(run)
    else tags.set(tag, [run])
  }
  const newestFirst = [...tags.values()].sort((a, b) => (committedAt(a[0]!) < committedAt(b[0]!) ? 1 : -1))
  return newestFirst.map((ofTag, place) => {
    const earlier = newestFirst.slice(place + 1)
    const paired = ofTag
      .map((run) => ({
        run,
        before: earlier.flat().find(({ environment }) => environment === run.environment),
      }))
      .find(({ before }) => before)
    return paired ?? { run: ofTag[0]!, before: undefined }
  })
}

function committedAt({ commit, startedAt }: RunSummary): string {
  return commit?.committedAt || startedAt
}

const MOST_DIFFERENCES = 5
/** Older releases stand in the list without their differences: reading two runs for each of a hundred tags is not worth it. */
const MOST_COMPARED = 20

export function releaseViews(
  index: ReportIndex,
  runs: readonly RunSummary[],
  read: (id: string) => RunDocument,
): ReleaseView[] {
  const environmentName = environmentNames(index.environments)
  return releasePairs(runs).map(({ run, before }, place) => {
    const comparison =
      before && place < MOST_COMPARED ? compareRuns(read(before.id), read(run.id)) : undefined
    return {
      tag: run.commit?.tag ?? '',
      row: runRowView(run, index.project, environmentName),
      before: before?.commit?.tag ?? '',
      compareHref: before ? urls.compare({ base: before.id, head: run.id }) : null,
      sentence: comparison ? releaseSentence(before?.commit?.tag ?? '', comparison.counts) : '',
      top: (comparison?.rows ?? [])
        .filter(({ certainty }) => certainty === 'clear')
        .slice(0, MOST_DIFFERENCES),
    }
  })
}

function releaseSentence(before: string, counts: ComparisonCounts): string {
  const { compared, unknown, onlyInOne } = counts
  const rest = onlyInOne > 0 ? counted(words, 'releasesApart', onlyInOne) : ''
  if (compared === 0) return fill(words.releasesNothingInCommon, before, rest)
  const clear = clearText(counts)
  if (clear === '') {
    const text = unknown === compared ? words.releasesNothingTold : words.releasesNoDifference
    const some = unknown > 0 && unknown < compared ? fill(shared.compareSomeNotTold, unknown) : ''
    return fill(text, before, plural(compared, 'value'), some + rest)
  }
  return fill(words.releasesDifference, clear, before, plural(compared, 'value'), rest)
}
