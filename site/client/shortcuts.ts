const FIELDS: Readonly<Record<string, string>> = {
  '/': '[data-search] input',
  f: '[data-filter] input[type="search"]',
}

/** `/` goes to the search, `f` to the page's filter, `t` to the tree of cases, wherever the focus is but in a field; Escape leaves them. */
export function listenForShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isShortcutField(event.target)) event.target.blur()
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
    if (event.key === 't') {
      document.querySelector<HTMLElement>('[data-tree]')?.click()
      return
    }
    const field = document.querySelector<HTMLInputElement>(FIELDS[event.key] ?? '[data-none]')
    if (!field) return
    event.preventDefault()
    field.focus()
    field.select()
  })
}

function isShortcutField(target: EventTarget | null): target is HTMLInputElement {
  return (
    target instanceof HTMLInputElement && Object.values(FIELDS).some((selector) => target.matches(selector))
  )
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(target.type)
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
}
