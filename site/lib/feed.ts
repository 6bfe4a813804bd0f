import type { ChangeSummary, ReportIndex } from '../../runner/report/model.ts'
import { fill, shared, words } from '../words.ts'
import { changeText, pValueText } from './format.ts'
import { changeStateText, kindText } from './terms.ts'
import { urls } from './urls.ts'

/** How many changes a feed carries. */
const MOST_ENTRIES = 100

/**
 * The Atom feed of changes (RFC 4287). Ids are `urn:perfledger:…` names made of what was changed, so that they stay the same at every
 * address. Without a known site, links are relative to the feed, as RFC 4287 (2., `xml:base`) allows.
 */
export function atomFeed(
  index: ReportIndex,
  changes: readonly ChangeSummary[],
  site: URL | undefined,
): string {
  const address = (path: string) => (site ? new URL(path, site).href : path)
  const newest = changes[0]?.startedAt ?? index.latestRun?.startedAt ?? index.generatedAt
  const name = index.project.name
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>urn:perfledger:${encodeURIComponent(name)}:changes</id>`,
    `  <title>${xml(fill(words.frameChangesFeed, name))}</title>`,
    `  <updated>${xml(newest)}</updated>`,
    `  <author><name>${xml(name)}</name></author>`,
    `  <generator version="${xml(index.toolVersion)}">perfledger</generator>`,
    `  <link rel="self" type="application/atom+xml" href="${xml(address(urls.feed()))}"/>`,
    `  <link rel="alternate" type="text/html" href="${xml(address(urls.changes()))}"/>`,
    ...changes.slice(0, MOST_ENTRIES).map((change) => entry(name, change, address)),
    '</feed>',
    '',
  ].join('\n')
}

function entry(project: string, change: ChangeSummary, address: (path: string) => string): string {
  const { caseSlug, caseTitle, suite, metric, environment, kind, runId, startedAt, commit } = change
  const size = changeText(change.change)
  const title = `${caseTitle}: ${metric.name} ${size.value}, ${change.better ? words.changesBetter : words.changesWorse}`
  const parts = [
    fill(words.feedChange, kindText(kind), size.value, size.interval),
    `${changeStateText(change.state)}, ${pValueText(change.pValue)}`,
    change.accepted ? fill(shared.chartAcceptedLevel, change.accepted.reason) : '',
    change.fixedBy
      ? fill(words.feedTakenBack, change.fixedBy.commit?.sha.slice(0, 7) ?? change.fixedBy.runId)
      : '',
    fill(words.feedSuite, suite),
    commit ? fill(words.feedAtCommit, commit.sha.slice(0, 7), commit.subject) : '',
  ]
  const id = ['urn:perfledger', project, caseSlug, metric.name, environment, kind, runId]
    .map((part, place) => (place === 0 ? part : encodeURIComponent(part)))
    .join(':')
  const href = urls.benchmark(caseSlug, { metric: metric.name, environment })
  return [
    '  <entry>',
    `    <id>${xml(id)}</id>`,
    `    <title>${xml(title)}</title>`,
    `    <updated>${xml(startedAt)}</updated>`,
    `    <link rel="alternate" type="text/html" href="${xml(address(href))}"/>`,
    `    <category term="${xml(change.better ? 'improved' : 'regressed')}"/>`,
    `    <category term="${xml(change.state)}"/>`,
    `    <summary>${xml(parts.filter(Boolean).join('; '))}</summary>`,
    '  </entry>',
  ].join('\n')
}

/** Text for XML 1.0: markup escaped, and characters that XML does not allow at all left out. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
}
