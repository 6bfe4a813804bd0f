import type { APIRoute, GetStaticPaths } from 'astro'
import { svgAnswer } from '../../../../lib/answers.ts'
import { chartSvg } from '../../../../lib/chart-svg.ts'
import { report } from '../../../../lib/report.ts'
import { picturedSeries, pictureEnvironment } from '../../../../lib/views/embeds.ts'

export const getStaticPaths: GetStaticPaths = () =>
  report
    .index()
    .suites.flatMap((suite) => suite.cases)
    .flatMap((one) =>
      picturedSeries(one).map((series) => ({
        params: { slug: one.slug, series: series.slug },
        cacheKey: report.caseKey(one.slug),
      })),
    )

/** One series of a case that has several, as a picture. */
export const GET: APIRoute = ({ params }) => {
  const index = report.index()
  const one = report.caseReport(params.slug!)
  const series = one.series.find(({ slug }) => slug === params.series)!
  const environment = pictureEnvironment(index, series.environment)
  return svgAnswer(chartSvg(one, series, { project: index.project.name, environment }))
}
