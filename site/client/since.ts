import { fill, shared } from '../words.ts'

/** Narrows the overview to what changed since a moment: its first sentence and its list of changes. The choice is kept in the address. */
function start(section: HTMLElement): void {
  const form = section.querySelector<HTMLFormElement>('[data-since-form]')
  if (!form) return
  const inputs = [...form.querySelectorAll('input')]
  const rows = [...section.querySelectorAll<HTMLElement>('[data-at]')]
  const sentence = section.querySelector<HTMLElement>('[data-since-sentence]')!
  const older = section.querySelector<HTMLDetailsElement>('[data-older]')
  const wasOpen = older?.open ?? false
  const state = document.querySelector<HTMLElement>('[data-state-sentence]')
  const stateNow = state?.textContent ?? ''

  function apply(): void {
    const input = inputs.find(({ checked }) => checked)
    const { from = '', text = '', sentence: stateSince } = input?.dataset ?? {}
    if (state) state.textContent = stateSince ?? stateNow
    for (const row of rows) row.hidden = (row.dataset.at ?? '') < from
    const left = rows.filter(({ hidden }) => !hidden)
    if (older) {
      older.open = from === '' ? wasOpen : true
      older.hidden = !older.querySelector('[data-at]:not([hidden])')
    }
    for (const table of section.querySelectorAll('table')) {
      table.hidden = !table.querySelector('[data-at]:not([hidden])')
    }
    sentence.hidden = from === ''
    sentence.textContent = from === '' ? '' : sentenceOf(left, input?.value ?? '', text)
  }

  form.addEventListener('change', () => {
    const value = inputs.find(({ checked }) => checked)?.value ?? ''
    const query = new URLSearchParams(location.search)
    if (value === '') query.delete('since')
    else query.set('since', value)
    history.replaceState(null, '', `${location.pathname}${query.size > 0 ? `?${query}` : ''}${location.hash}`)
    apply()
  })
  const asked = new URLSearchParams(location.search).get('since')
  const wanted = inputs.find(({ value }) => value === asked)
  if (wanted) wanted.checked = true
  apply()
}

function sentenceOf(rows: readonly HTMLElement[], value: string, text: string): string {
  const since =
    value === 'run'
      ? shared.sinceInLastRun
      : value === 'release'
        ? fill(shared.sinceTime, text)
        : fill(shared.sinceInDaysUpTo, text)
  if (rows.length === 0) return fill(shared.sinceNoChange, since)
  const settled = rows.filter(({ dataset }) => ['accepted', 'fixed'].includes(dataset.state ?? '')).length
  const open = rows.filter(({ dataset }) => !['accepted', 'fixed'].includes(dataset.state ?? ''))
  const worse = open.filter(({ dataset }) => dataset.verdict === 'regressed').length
  const better = open.length - worse
  const parts = [
    worse > 0 && fill(shared.sinceForWorse, worse),
    better > 0 && fill(shared.sinceForBetter, better),
    settled > 0 && fill(shared.sinceAcceptedOrFixed, settled),
  ]
  return fill(shared.sinceChanges, since, parts.filter(Boolean).join(', '))
}

for (const section of document.querySelectorAll<HTMLElement>('[data-since]')) start(section)
