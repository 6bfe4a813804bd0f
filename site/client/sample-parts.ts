import type { CaseSamples, MetricSamples } from '../lib/run-samples.ts'
import { fill, shared } from '../words.ts'
import { element, svgElement } from './elements.ts'
import { timelineParts } from './timeline.ts'

/** The samples of a metric as ticks on a line. */
export function stripPicture({ strip, text }: MetricSamples): SVGElement {
  const { width, height, path, medianX } = strip!
  const picture = svgElement('svg', {
    class: 'strip',
    role: 'img',
    'aria-label': text,
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: 'none',
  })
  picture.append(
    svgElement('path', { d: path }),
    svgElement('path', { class: 'strip-median', d: `M${medianX} 0v${height}` }),
  )
  return picture
}

/** The samples of a metric in their order, how they were measured and, if asked for, what the command used meanwhile. */
export function sampleParts(one: CaseSamples, samples: MetricSamples, withTimeline: boolean): Node[] {
  return [
    ...(samples.list === ''
      ? [element('p', '', samples.text)]
      : [
          element('p', '', fill(shared.runInOrderOfIterations, samples.text)),
          element('p', 'sample-list', samples.list),
        ]),
    ...(one.effort === '' ? [] : [element('p', 'effort', one.effort)]),
    ...(withTimeline ? timelineParts(one.timeline) : []),
  ]
}
