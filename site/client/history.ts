import { environmentNames } from '../lib/environments.ts'
import { isEmpty, matches } from '../lib/filter.ts'
import { type PackedRuns, unpackRuns } from '../lib/runs-pack.ts'
import { type RunRowView, runRowView } from '../lib/views/runs.ts'
import { fill, shared } from '../words.ts'
import { startFilterBar } from './filter-bar.ts'
import { loadJson } from './load-json.ts'
import { createRunRow } from './run-row.ts'

const ROWS_PER_STEP = 100

/**
 * The history's filter. The newest runs stand in the page; the list of all is fetched when a filter or a reader asks for
 * more than those.
 */
function start(root: HTMLElement): void {
  const body = root.querySelector<HTMLElement>('[data-rows]')!
  const template = root.querySelector<HTMLTemplateElement>('[data-row-template]')!
  const nothing = root.querySelector<HTMLElement>('[data-nothing]')!
  const more = root.querySelector<HTMLButtonElement>('[data-show-more]')!
  const total = Number(root.dataset.total)
  let known: Promise<readonly RunRowView[]> | undefined
  let shown = body.children.length

  const bar = startFilterBar(root, () => {
    shown = ROWS_PER_STEP
    void draw()
  })
  more.addEventListener('click', () => {
    shown += ROWS_PER_STEP
    void draw()
  })

  async function draw(): Promise<void> {
    known ??= loadRuns(root.dataset.runs!)
    try {
      show(await known)
    } catch (error) {
      known = undefined
      bar?.tell((error as Error).message)
    }
  }

  function show(runs: readonly RunRowView[]): void {
    const filter = bar?.filter()
    const left = filter && !isEmpty(filter) ? runs.filter((run) => matches(run, filter)) : runs
    body.replaceChildren(...left.slice(0, shown).map((run) => createRunRow(template, run)))
    nothing.hidden = left.length > 0
    more.hidden = left.length <= shown
    bar?.tell(left.length === total ? '' : fill(shared.countOfTotal, left.length, total))
  }

  more.hidden = total <= shown
  if (bar && !isEmpty(bar.filter())) void draw()
}

async function loadRuns(address: string): Promise<readonly RunRowView[]> {
  const { runs, project, environments } = unpackRuns(await loadJson<PackedRuns>(address))
  const names = environmentNames(environments)
  return runs.map((run) => runRowView(run, project, names))
}

for (const root of document.querySelectorAll<HTMLElement>('[data-runs]')) start(root)
