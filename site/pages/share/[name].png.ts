import type { APIRoute, GetStaticPaths } from 'astro'
import { pngAnswer } from '../../lib/answers.ts'
import { report } from '../../lib/report.ts'
import { cardSvg } from '../../lib/share/card.ts'
import { projectCard } from '../../lib/share/cards.ts'
import { pngOf } from '../../lib/share/picture.ts'
import { isShared, renderer } from '../../lib/share/shared.ts'

export const getStaticPaths: GetStaticPaths = () =>
  isShared()
    ? [{ params: { name: 'overview' }, cacheKey: report.keyOf([], projectCard(report.index())) }]
    : []

/** The picture of every page that has none of its own. */
export const GET: APIRoute = async () =>
  pngAnswer(await pngOf(cardSvg(projectCard(report.index())), renderer()))
