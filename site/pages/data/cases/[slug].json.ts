import type { APIRoute, GetStaticPaths } from 'astro'
import { chartDocument } from '../../../lib/chart-data.ts'
import { packDocument } from '../../../lib/chart-pack.ts'
import { environmentNames } from '../../../lib/environments.ts'
import { notesKey } from '../../../lib/notes/door.ts'
import { noteMarks, notesAbout } from '../../../lib/notes/marks.ts'
import { notes } from '../../../lib/notes/source.ts'
import { report } from '../../../lib/report.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report
    .index()
    .suites.flatMap((suite) => suite.cases)
    .map((one) => ({
      params: { slug: one.slug },
      cacheKey: `${report.caseKey(one.slug)} ${notesKey(one)}`,
    }))

/** The data of a case's charts: see `PackedDocument`. */
export const GET: APIRoute = ({ params }) => {
  const index = report.index()
  const one = report.caseReport(params.slug!)
  const marks = noteMarks(notesAbout(notes(), one.case, index), one)
  const document = chartDocument(one, index.project, environmentNames(index.environments), marks)
  const shas = one.commits.map(({ sha }) => sha)
  return Response.json(packDocument(document, shas, index.project))
}
