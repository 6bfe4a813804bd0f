import type { VerdictState } from '../../runner/report/model.ts'
import { verdictMark } from '../lib/verdicts.ts'

/** An element with a text: what it says is never read as HTML. */
export function element(name: string, className: string, text: string): HTMLElement {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.textContent = text
  return made
}

export function link(href: string, text: string, rel = ''): HTMLAnchorElement {
  const made = document.createElement('a')
  made.href = href
  made.textContent = text
  if (rel !== '') made.rel = rel
  return made
}

/** An element of a picture with its attributes. */
export function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}

/** A verdict as `Verdict.astro` writes it while building. */
export function verdictElement(state: VerdictState | null): HTMLElement {
  const mark = verdictMark(state && { state, severity: null })
  const made = element('span', 'verdict', '')
  made.dataset.state = mark.state
  const shape = svgElement('svg', { class: 'shape', 'aria-hidden': 'true' })
  shape.append(svgElement('use', { href: `#${mark.shape}` }))
  made.append(shape, element('span', 'verdict-word', mark.word))
  return made
}
