/** Told on `document` when the colours of the page have changed: charts draw themselves again. */
export const THEME_EVENT = 'perfledger:theme'

const KEY = 'perfledger-theme'

/** Shows the switch and makes it work. The choice is kept; `site/public/theme.js` applies it before the next page is drawn, but is not waited for. */
export function startThemeSwitch(): void {
  const announce = () => document.dispatchEvent(new Event(THEME_EVENT))
  // Paper is light: what a canvas holds has to be drawn for it too.
  for (const query of ['(prefers-color-scheme: dark)', 'print'])
    matchMedia(query).addEventListener('change', announce)
  const fieldset = document.querySelector<HTMLFieldSetElement>('[data-theme-switch]')
  if (!fieldset) return
  const current = chosenTheme()
  for (const input of fieldset.querySelectorAll('input')) {
    input.checked = input.value === current
    input.addEventListener('change', () => {
      applyTheme(input.value)
      announce()
    })
  }
}

function chosenTheme(): string {
  try {
    return localStorage.getItem(KEY) ?? 'auto'
  } catch {
    return document.documentElement.dataset.theme ?? 'auto'
  }
}

function applyTheme(theme: string): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'auto') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
}
