import type { Selection } from '../lib/chart-data.ts'

/**
 * Lets the reader choose a series with the switch above the charts or with the links of the page's tables, and calls back
 * at once and at each choice. The choice is in the address.
 */
export function startSeriesSwitch(
  root: HTMLElement,
  series: readonly Selection[],
  onChange: (selection: Selection) => void,
): void {
  const form = root.querySelector<HTMLFormElement>('[data-series-switch]')!
  const select = (selection: Selection) => {
    write(form, selection)
    onChange(selection)
  }
  select(fromAddress(location.search, series))
  form.hidden = series.length < 2
  form.addEventListener('change', () => {
    const selection = read(form, series)
    const query = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(selection)) query.set(name, value)
    history.replaceState(null, '', `?${query}${location.hash}`)
    onChange(selection)
  })
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-series-link]')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || link.pathname !== location.pathname) return
      event.preventDefault()
      history.pushState(null, '', link.search)
      select(fromAddress(link.search, series))
      root.scrollIntoView()
    })
  }
  addEventListener('popstate', () => select(fromAddress(location.search, series)))
}

/** What the address asks for; what it leaves open is as in the first series. */
function fromAddress(search: string, series: readonly Selection[]): Selection {
  const asked = new URLSearchParams(search)
  const metric = asked.get('metric') ?? series[0]?.metric ?? ''
  const environment =
    asked.get('environment') ?? series.find((one) => one.metric === metric)?.environment ?? ''
  return { metric, environment }
}

function read(form: HTMLFormElement, series: readonly Selection[]): Selection {
  const data = new FormData(form)
  return {
    metric: String(data.get('metric') ?? series[0]?.metric ?? ''),
    environment: String(data.get('environment') ?? series[0]?.environment ?? ''),
  }
}

function write(form: HTMLFormElement, selection: Selection): void {
  for (const input of form.querySelectorAll('input')) input.checked = input.value === selection.metric
  const environments = form.querySelector('select')
  if (environments) environments.value = selection.environment
}
