import type { RunReport } from '../report/model.ts'
import { escapedMarkdown } from './escape-markdown.ts'
import { plainText } from './plain-text.ts'

/** How each series of a run compares with a baseline that was asked for: its title, its metric, and the reason that says so. */
function linesAbout(report: RunReport, baseline: string): string[] {
  return report.cases.flatMap(({ suite, title, metrics }) =>
    metrics.flatMap(({ metric, verdict }) =>
      (verdict?.reasons ?? [])
        .filter((reason) => reason.includes(`baseline ${baseline}`))
        .map((reason) => `${suite} / ${title}, ${metric.name}: ${reason}`),
    ),
  )
}

/** For a terminal, below the report; empty where nothing could be compared. */
export function againstBaseline(report: RunReport, baseline: string): string {
  const lines = linesAbout(report, baseline).map((line) => `  ${plainText(line)}`)
  return lines.length === 0 ? '' : `Against ${plainText(baseline)}:\n${lines.join('\n')}\n`
}

/** The same in Markdown. */
export function againstBaselineMarkdown(report: RunReport, baseline: string): string {
  const lines = linesAbout(report, baseline).map((line) => `- ${escapedMarkdown(line)}`)
  return lines.length === 0 ? '' : `\n**Against ${escapedMarkdown(baseline)}**\n\n${lines.join('\n')}\n`
}
