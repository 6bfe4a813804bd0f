/** The lines of a tree that can be seen, from top to bottom. */
export function treeItems(tree: HTMLElement): HTMLElement[] {
  return [...tree.querySelectorAll<HTMLElement>('[role="treeitem"]')].filter(
    (item) => !item.parentElement!.closest('[aria-expanded="false"]'),
  )
}

/** Keys and clicks as the pattern of WAI-ARIA for trees has them: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/ */
export function listenForTreeKeys(tree: HTMLElement): void {
  tree.addEventListener('keydown', (event) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>('[role="treeitem"]')
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return
    const act = KEYS[event.key]
    if (!act) return
    event.preventDefault()
    focusOn(tree, act(item, treeItems(tree)))
  })
  tree.addEventListener('click', (event) => {
    const target = event.target as HTMLElement
    const item = target.closest<HTMLElement>('[role="treeitem"]')
    if (!item || target.closest('a')) return
    if (item.hasAttribute('aria-expanded')) expand(item, item.getAttribute('aria-expanded') !== 'true')
    focusOn(tree, item)
  })
}

type Act = (item: HTMLElement, shown: readonly HTMLElement[]) => HTMLElement | undefined

const KEYS: Readonly<Record<string, Act>> = {
  ArrowDown: (item, shown) => shown[shown.indexOf(item) + 1],
  ArrowUp: (item, shown) => shown[shown.indexOf(item) - 1],
  Home: (_, shown) => shown[0],
  End: (_, shown) => shown.at(-1),
  ArrowRight: (item, shown) => {
    if (item.getAttribute('aria-expanded') === 'true') return shown[shown.indexOf(item) + 1]
    if (item.hasAttribute('aria-expanded')) expand(item, true)
    return item
  },
  ArrowLeft: (item) => {
    if (item.getAttribute('aria-expanded') !== 'true') {
      return item.parentElement!.closest<HTMLElement>('[role="treeitem"]') ?? item
    }
    expand(item, false)
    return item
  },
  Enter: (item) => follow(item),
  ' ': (item) => follow(item),
}

/** A line without a page opens and closes. */
function follow(item: HTMLElement): HTMLElement {
  const link = item.querySelector<HTMLAnchorElement>(':scope > .tree-row a')
  if (link) link.click()
  else expand(item, item.getAttribute('aria-expanded') !== 'true')
  return item
}

function expand(item: HTMLElement, isOpen: boolean): void {
  item.setAttribute('aria-expanded', String(isOpen))
}

function focusOn(tree: HTMLElement, item: HTMLElement | undefined): void {
  if (!item) return
  for (const other of tree.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1')
  item.tabIndex = 0
  item.focus()
}
