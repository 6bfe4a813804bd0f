/** On a phone the links to the other pages stand in one line that can be drawn aside: the current one is brought into sight. */
export function showCurrentPage(): void {
  const current = document.querySelector<HTMLElement>('.top-nav [aria-current]')
  const line = current?.closest('ul')
  if (!current || !line || line.scrollWidth <= line.clientWidth) return
  line.scrollLeft = current.offsetLeft - (line.clientWidth - current.offsetWidth) / 2
}
