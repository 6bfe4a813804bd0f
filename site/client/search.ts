import type { SearchDocument, SearchEntry } from '../lib/search.ts'
import { loadJson } from './load-json.ts'
import { said } from './said.ts'

/** The search of every page: how it looks, and what in, is fetched when the field is first used. */
export function startSearch(): void {
  const form = document.querySelector<HTMLFormElement>('[data-search]')
  if (!form) return
  const field = form.querySelector('input')!
  const list = form.querySelector<HTMLElement>('[role="listbox"]')!
  const status = form.querySelector<HTMLElement>('[data-search-status]')!
  let known: ReturnType<typeof fetchAll> | undefined
  let chosen = -1

  const load = () => {
    known ??= fetchAll(form!.dataset.search!)
    return known
  }

  async function find(): Promise<void> {
    const text = field.value
    try {
      const [{ entries }, { search }] = await load()
      if (text === field.value) show(search(entries, text), text)
    } catch (error) {
      known = undefined
      say((error as Error).message)
    }
  }

  function show(found: readonly SearchEntry[], text: string): void {
    list.replaceChildren(...found.map(option))
    list.hidden = found.length === 0
    field.setAttribute('aria-expanded', String(found.length > 0))
    say(found.length === 0 && text.trim() !== '' ? said('searchNothing') : '')
    choose(found.length > 0 ? 0 : -1)
  }

  function say(text: string): void {
    status.textContent = text
    status.hidden = text === ''
  }

  function choose(place: number): void {
    const options = list.children
    options[chosen]?.setAttribute('aria-selected', 'false')
    chosen = options.length === 0 ? -1 : (place + options.length) % options.length
    const option = options[chosen]
    option?.setAttribute('aria-selected', 'true')
    option?.scrollIntoView({ block: 'nearest' })
    if (option) field.setAttribute('aria-activedescendant', option.id)
    else field.removeAttribute('aria-activedescendant')
  }

  function close(): void {
    list.hidden = true
    field.setAttribute('aria-expanded', 'false')
    say('')
  }

  field.addEventListener('focus', () => void load().catch(() => undefined))
  field.addEventListener('input', () => void find())
  field.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      choose(chosen + (event.key === 'ArrowDown' ? 1 : -1))
    }
    if (event.key === 'Escape') close()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    list.querySelector<HTMLElement>('[aria-selected="true"]')?.click()
  })
  form.addEventListener('focusout', (event) => {
    if (!form.contains(event.relatedTarget as Node | null)) close()
  })
}

function option({ kind, title, detail, href }: SearchEntry, place: number): HTMLElement {
  const item = document.createElement('li')
  item.id = `found-${place}`
  item.setAttribute('role', 'option')
  item.setAttribute('aria-selected', 'false')
  const name = document.createElement('span')
  name.textContent = title
  const about = document.createElement('span')
  about.className = 'quiet'
  about.textContent = [kind, detail].filter(Boolean).join(' · ')
  item.append(name, about)
  item.addEventListener('mousedown', (event) => event.preventDefault())
  item.addEventListener('click', () => location.assign(href))
  return item
}

function fetchAll(address: string) {
  return Promise.all([loadJson<SearchDocument>(address), import('../lib/search.ts')])
}
