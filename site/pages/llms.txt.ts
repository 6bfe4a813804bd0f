import type { APIRoute } from 'astro'
import { textAnswer } from '../lib/answers.ts'
import { llmsText } from '../lib/api.ts'
import { notes } from '../lib/notes/source.ts'
import { report } from '../lib/report.ts'

export const GET: APIRoute = ({ site }) =>
  textAnswer(llmsText(report.index(), site, notes(), report.ledger() !== undefined))
