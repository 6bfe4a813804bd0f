import { shared } from '../words.ts'

const SHOWN_MS = 2000

/** Copies a text when a button is pressed, and says on the button that it did. Without a clipboard the text is offered for copying by hand. */
export function copyOnClick(button: HTMLButtonElement, text: () => string): void {
  const label = button.textContent
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text())
      button.textContent = shared.copied
    } catch {
      offer(button, text())
    }
    setTimeout(() => {
      button.textContent = label
    }, SHOWN_MS)
  })
}

function offer(button: HTMLElement, text: string): void {
  const area = document.createElement('textarea')
  area.className = 'copy-by-hand'
  area.readOnly = true
  area.rows = 8
  area.value = text
  area.setAttribute('aria-label', shared.copyText)
  button.parentElement?.querySelector('.copy-by-hand')?.remove()
  button.after(area)
  area.select()
}
