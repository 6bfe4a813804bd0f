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
    const { from = '', told = '', sentence: stateSince } = input?.dataset ?? {}
    if (state) state.textContent = stateSince ?? stateNow
    for (const row of rows) row.hidden = (row.dataset.at ?? '') < from
    if (older) {
      older.open = from === '' ? wasOpen : true
      older.hidden = !older.querySelector('[data-at]:not([hidden])')
    }
    for (const table of section.querySelectorAll('table')) {
      table.hidden = !table.querySelector('[data-at]:not([hidden])')
    }
    sentence.hidden = from === ''
    sentence.textContent = told
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
  const wanted = inputs.find(({ value }) => value === asked) ?? inputs[0]
  if (!wanted) return
  // Also where the browser remembers another choice than the address has.
  wanted.checked = true
  if (wanted.value !== '') apply()
}

for (const section of document.querySelectorAll<HTMLElement>('[data-since]')) start(section)
