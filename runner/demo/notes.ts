import { demoMainCommits } from './commits.ts'

/** A note of the demo: the name of its file, and its text. */
export interface DemoNote {
  readonly name: string
  readonly text: string
}

/** What the people of larch would have written: about a cost that was worth it, and about a mistake that was taken back. */
export function demoNotes(seed: number, now: Date): readonly DemoNote[] {
  const commits = demoMainCommits(seed, now)
  const head = (place: number) => {
    const { sha, committedAt } = commits[place]!
    return [`date: ${committedAt.slice(0, 10)}`, `commit: ${sha.slice(0, 12)}`]
  }
  return [
    { name: 'newlines-in-csv.mdx', text: csvNote(head(115)) },
    { name: 'router-post-mortem.mdx', text: routerNote(head(46)) },
  ]
}

function csvNote(head: readonly string[]): string {
  return lines(
    '---',
    'title: Newlines in quoted CSV fields cost a quarter',
    ...head,
    'benchmarks: [csv]',
    'tags: [correctness]',
    'summary: Why parsing CSV got slower on purpose, and what is planned to win it back.',
    '---',
    'Until now a line break inside quotes ended the row, which is wrong: RFC 4180 allows it. The parser can therefore no',
    'longer look for line breaks first and split later; it has to carry the state of the quotes along.',
    '',
    '<Trend benchmark="csv (rows=100000)" metric="wall-time" since="v1.3.0" />',
    '',
    'The newest verdict: <Verdict benchmark="csv (rows=100000)" />. Nothing else in the suite got slower:',
    '',
    '<Compare base="v1.5.0" head="latest" benchmark="parse" metric="wall-time" />',
    '',
    '## What comes next',
    '',
    '- Look for quotes sixteen bytes at a time, and take the old way through rows that have none.',
    '- When that is in, the budgets below get a line for `csv`.',
    '',
    '<Budget />',
  )
}

function routerNote(head: readonly string[]): string {
  return lines(
    '---',
    'title: "Post-mortem: the router that looked at every route"',
    ...head,
    'benchmarks: ["router (routes=1000)", "router (routes=100)"]',
    'tags: [post-mortem]',
    'summary: A regression that grew with the number of routes stayed for thirteen commits.',
    '---',
    'A clean-up replaced the prefix tree by a list. With ten routes nobody could see it; with a thousand it took a third of',
    'the throughput.',
    '',
    '<Trend benchmark="router (routes=1000)" />',
    '',
    '<Trend benchmark="router (routes=10)" />',
    '',
    '## What we learned',
    '',
    'The benchmark with few routes was the only one that pull requests measured. Now they measure all three.',
  )
}

function lines(...text: readonly string[]): string {
  return `${text.join('\n')}\n`
}
