import type { CaseSummary, ReportIndex, SeriesSummary } from '../../../runner/report/model.ts'
import { environmentNames } from '../environments.ts'

/**
 * The series of a case that have a picture of their own: all, so that an address lives on when another series becomes the first.
 * The only series of a case is its first, and has the picture of the case.
 */
export function picturedSeries({ series }: Pick<CaseSummary, 'series'>): readonly SeriesSummary[] {
  return series.length > 1 ? series : []
}

/** What a picture says of its environment: nothing where the project has only one. */
export function pictureEnvironment({ environments }: ReportIndex, fingerprint: string): string {
  return environments.length > 1 ? environmentNames(environments)(fingerprint).short : ''
}
