import { severityWord } from '../lib/verdicts.ts'
import type { RunRowView } from '../lib/views/runs.ts'
import { shared } from '../words.ts'
import { showMomentsInReadersZone } from './moments.ts'

/** Makes a line of the history from the page's own template and a run's view: the same markup as the built lines. */
export function createRunRow(template: HTMLTemplateElement, view: RunRowView): HTMLElement {
  const row = template.content.querySelector('tr')!.cloneNode(true) as HTMLElement
  fillVerdict(row, view)
  const moment = slot(row, 'moment') as HTMLTimeElement
  moment.dateTime = view.moment.datetime
  setLink(row, 'run', view.href)
  setText(row, 'sha', view.commit?.short ?? '')
  setLink(row, 'sha', view.commit?.href ?? null)
  setText(row, 'tag', view.commit?.tag ?? '', { hideEmpty: true })
  setText(row, 'subject', view.commit ? view.commit.subject : shared.commitNone)
  setText(row, 'branch', view.branch)
  setText(row, 'pull', view.pullRequest?.text ?? '', { hideEmpty: true })
  setLink(row, 'pull', view.pullRequest?.href ?? null)
  setText(row, 'counts', view.counts)
  setText(row, 'flags', view.flags, { hideEmpty: true })
  setText(row, 'environment', view.environmentName.short)
  slot(row, 'environment').title = view.environmentName.full
  showMomentsInReadersZone(row)
  return row
}

function fillVerdict(row: HTMLElement, { mark }: RunRowView): void {
  const verdict = row.querySelector<HTMLElement>('.verdict')!
  verdict.dataset.state = mark.state
  verdict.querySelector('use')!.setAttribute('href', `#${mark.shape}`)
  verdict.querySelector('.verdict-word')!.textContent = mark.word
  if (mark.severity === '') return
  verdict.dataset.severity = mark.severity
  const severity = document.createElement('span')
  severity.className = 'verdict-severity'
  severity.textContent = severityWord(mark.severity)
  verdict.append(severity)
}

function slot(row: HTMLElement, name: string): HTMLElement {
  return row.querySelector<HTMLElement>(`[data-field="${name}"]`)!
}

function setText(row: HTMLElement, name: string, text: string, options: { hideEmpty?: boolean } = {}): void {
  const element = slot(row, name)
  element.textContent = text
  if (options.hideEmpty) element.hidden = text === ''
}

function setLink(row: HTMLElement, name: string, href: string | null): void {
  const element = slot(row, name)
  if (href === null) element.removeAttribute('href')
  else element.setAttribute('href', href)
}
