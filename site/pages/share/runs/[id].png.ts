import type { APIRoute, GetStaticPaths } from 'astro'
import { pngAnswer } from '../../../lib/answers.ts'
import { report } from '../../../lib/report.ts'
import { cardSvg } from '../../../lib/share/card.ts'
import { runCard } from '../../../lib/share/cards.ts'
import { pngOf } from '../../../lib/share/picture.ts'
import { renderer, sharedRuns } from '../../../lib/share/shared.ts'
import { fill, words } from '../../../words.ts'

export const getStaticPaths: GetStaticPaths = () =>
  sharedRuns().map((id) => ({ params: { id }, cacheKey: report.runKey(id) }))

/** The picture of a run's page where it is shared. */
export const GET: APIRoute = async ({ params }) => {
  const one = report.run(params.id!)
  const kind = one.run.commit ? fill(words.runOfCommit, one.run.commit.sha.slice(0, 7)) : words.tableRun
  return pngAnswer(await pngOf(cardSvg(runCard(report.index(), one, kind)), renderer()))
}
