import type { TimelinePanel, TimelineView } from '../lib/timeline.ts'
import { shared } from '../words.ts'

/** What a command used while it ran, as `Timeline.astro` writes it while building. */
export function timelineParts(view: TimelineView | null): Node[] {
  if (view === null) return []
  const panels = document.createElement('ul')
  panels.className = 'timeline-panels'
  panels.append(...view.panels.map(panelItem))
  const about = text('p', 'quiet', `${shared.timelineFromStartTo} ${view.length}: ${view.lines}.`)
  return [text('p', 'quiet', `${shared.timelineResources} ${view.summary}`), panels, about]
}

function panelItem({ name, most, text: words, width, height, path, slowestPath }: TimelinePanel): Node {
  const item = document.createElement('li')
  const picture = svgElement('svg', {
    role: 'img',
    'aria-label': words,
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: 'none',
  })
  if (slowestPath) picture.append(svgElement('path', { class: 'slowest', d: slowestPath }))
  picture.append(svgElement('path', { d: path }))
  item.append(
    text('span', 'timeline-name', name),
    text('span', 'quiet', `${shared.timelineAtMost} ${most}`),
    picture,
  )
  return item
}

function text(name: string, className: string, content: string): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  made.textContent = content
  return made
}

/** An element of a picture with its attributes. */
export function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}
