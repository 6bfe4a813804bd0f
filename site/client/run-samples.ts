import type { RunDocument } from '../../runner/report/model.ts'
import { type CaseSamples, samplesOf } from '../lib/run-samples.ts'
import { shared } from '../words.ts'
import { element } from './elements.ts'
import { loadJson } from './load-json.ts'
import { sampleParts, stripPicture } from './sample-parts.ts'
import { timelineParts } from './timeline.ts'

type Find = (place: number) => CaseSamples | undefined

/** The samples of a run's cases, read from its own file when they come into sight; their lists and timelines when they are opened. */
function start(root: HTMLElement): void {
  let known: Promise<Find> | undefined
  const read = () => {
    known ??= loadJson<RunDocument>(root.dataset.runDocument!).then(samplesOf)
    // What failed once may work at the next time.
    known.catch(() => (known = undefined))
    return known
  }
  const strips = [...root.querySelectorAll<HTMLDetailsElement>('[data-samples]')]
  const sight = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    sight.disconnect()
    // Those that are opened say what went wrong.
    read().then(
      (find) => {
        for (const place of strips) drawStrip(place, find)
      },
      () => undefined,
    )
  })
  for (const place of strips) {
    sight.observe(place)
    fillOnce(place, read, (find) => listParts(place, find))
  }
  for (const place of root.querySelectorAll<HTMLDetailsElement>('[data-timeline]')) {
    fillOnce(place, read, (find) => timelineParts(find(Number(place.dataset.timeline))?.timeline ?? null))
  }
}

function fillOnce(
  place: HTMLDetailsElement,
  read: () => Promise<Find>,
  parts: (find: Find) => readonly Node[],
): void {
  place.addEventListener('toggle', async () => {
    if (!place.open || place.dataset.filled === 'whole') return
    const rest = () => [...place.children].slice(1)
    try {
      const made = parts(await read())
      for (const old of rest()) old.remove()
      place.append(...made)
      place.dataset.filled = 'whole'
    } catch (error) {
      for (const old of rest()) old.remove()
      place.append(element('p', '', (error as Error).message))
    }
  })
}

function placeOf({ dataset }: HTMLElement): readonly [place: number, metric: number] {
  const [place = 0, metric = 0] = (dataset.samples ?? '').split('.').map(Number)
  return [place, metric]
}

function drawStrip(place: HTMLElement, find: Find): void {
  const [at, metric] = placeOf(place)
  const samples = find(at)?.metrics[metric]
  if (samples?.strip) place.querySelector('summary')!.replaceChildren(stripPicture(samples))
}

/** In the table of what is quiet, a case has no other place for its effort and its timeline. */
function listParts(place: HTMLElement, find: Find): Node[] {
  const [at, metric] = placeOf(place)
  const one = find(at)
  const samples = one?.metrics[metric]
  if (!one || !samples) return [element('p', '', shared.runNoSamples)]
  return sampleParts(one, samples, metric === 0 && place.closest('.quiet-cases') !== null)
}

for (const root of document.querySelectorAll<HTMLElement>('[data-run-document]')) start(root)
