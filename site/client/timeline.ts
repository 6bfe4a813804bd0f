import type { TimelinePanel, TimelineView } from '../lib/timeline.ts'
import { fill, shared } from '../words.ts'
import { element, svgElement } from './elements.ts'

/** What a command used while it ran, as `Timeline.astro` writes it while building. */
export function timelineParts(view: TimelineView | null): Node[] {
  if (view === null) return []
  const panels = document.createElement('ul')
  panels.className = 'timeline-panels'
  panels.append(...view.panels.map(panelItem))
  const about = element('p', 'quiet', fill(shared.timelineFromStartTo, view.length, view.lines))
  return [element('p', 'quiet', fill(shared.timelineResources, view.summary)), panels, about]
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
    element('span', 'timeline-name', name),
    element('span', 'quiet', fill(shared.timelineAtMost, most)),
    picture,
  )
  return item
}
