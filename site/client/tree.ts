const HASH = /^#tree(?:\?|$)/

/** The tree of all cases: its link opens it here, `t` does so too, and so does an address that ends in `#tree`. Its code comes when it is asked for. */
export function startTree(): void {
  const link = document.querySelector<HTMLAnchorElement>('[data-tree]')
  if (!link) return
  const open = () => void import('./tree-panel.ts').then(({ openTree }) => openTree(link.dataset.tree!))
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open()
  })
  addEventListener('hashchange', () => {
    if (HASH.test(location.hash)) open()
  })
  if (HASH.test(location.hash)) open()
}
