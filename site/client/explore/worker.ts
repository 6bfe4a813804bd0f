import type { PublishedLedger } from '../../../runner/report/model.ts'
import { type Explorer, explorer } from '../../lib/explore/explore.ts'
import { Trouble } from '../../lib/explore/trouble.ts'
import { loadJson } from '../load-json.ts'
import type { Ask, Told } from './messages.ts'

/*
 * Answers questions aside, so that the page never stands still and any question can be ended by ending this. It lives until then: what
 * one question loaded, the next one need not.
 */

let ledger: Promise<Explorer> | undefined

addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  void answer(data)
})

async function answer(asked: Ask): Promise<void> {
  try {
    ledger ??= open(asked)
    const opened = await ledger
    const found = await opened.ask(asked.sql, asked.mostRows)
    tell({ kind: 'answer', answer: found, traffic: opened.traffic() })
  } catch (error) {
    const { message } = error as Error
    tell({ kind: 'trouble', message, range: error instanceof Trouble ? error.range : undefined })
  }
}

async function open({ list, folder }: Ask): Promise<Explorer> {
  try {
    return explorer(await loadJson<PublishedLedger>(list), {
      folder,
      fetch: (address, init) => fetch(address, init),
      onTraffic: (traffic) => tell({ kind: 'traffic', traffic }),
    })
  } catch (error) {
    ledger = undefined
    throw error
  }
}

function tell(told: Told): void {
  postMessage(told)
}
