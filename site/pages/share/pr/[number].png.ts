import type { APIRoute, GetStaticPaths } from 'astro'
import { pngAnswer } from '../../../lib/answers.ts'
import { report } from '../../../lib/report.ts'
import { cardSvg } from '../../../lib/share/card.ts'
import { runCard } from '../../../lib/share/cards.ts'
import { pngOf } from '../../../lib/share/picture.ts'
import { renderer, sharedPullRequests } from '../../../lib/share/shared.ts'
import { fill, words } from '../../../words.ts'

export const getStaticPaths: GetStaticPaths = () =>
  sharedPullRequests().map(({ number, runId }) => ({
    params: { number: String(number) },
    props: { runId },
    cacheKey: report.runKey(runId),
  }))

/** The picture of a pull request's page where it is shared: the state of its newest run. */
export const GET: APIRoute = async ({ params, props }) => {
  const card = runCard(
    report.index(),
    report.run(props.runId),
    fill(words.pullRequestNumber, `#${params.number}`),
  )
  return pngAnswer(await pngOf(cardSvg(card), renderer()))
}
