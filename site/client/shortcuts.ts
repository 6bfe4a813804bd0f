/** `/` goes to the page's filter, wherever the focus is but in a field; Escape leaves it. */
export function listenForShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    const field = document.querySelector<HTMLInputElement>('[data-filter] input[type="search"]')
    if (!field) return
    if (event.key === 'Escape' && event.target === field) field.blur()
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
    event.preventDefault()
    field.focus()
    field.select()
  })
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(target.type)
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
}
