import type { CandidateSuite, Finder, ProjectFolder } from './candidate.ts'
import { findBenchFiles, findEveryday, findScripts, findVitest } from './javascript.ts'
import { findCargo, findGo, findMake, findPytest } from './other-languages.ts'

/** In the order in which they are written. A new tool is one finder and one line here. */
const finders: readonly Finder[] = [
  findVitest,
  findBenchFiles,
  findScripts,
  findCargo,
  findGo,
  findPytest,
  findMake,
  findEveryday,
]

/** Where nothing was found that can run at once: a benchmark that runs everywhere. */
const example: CandidateSuite = {
  name: 'start-up',
  description: 'An example, to be replaced by what matters to you.',
  candidates: [
    {
      name: 'node',
      reason: 'how long Node takes to start',
      settings: { command: 'node --eval 0', budgets: '{ wall-time: 2 s }' },
      active: true,
    },
  ],
}

/** The suites that a folder offers; at least one benchmark of them can run. */
export async function findSuites(folder: ProjectFolder): Promise<readonly CandidateSuite[]> {
  const found = await Promise.all(finders.map((find) => find(folder)))
  const suites = found.filter((suite) => suite !== undefined)
  return suites.some(isActive) ? suites : [example, ...suites]
}

export function isActive(suite: CandidateSuite): boolean {
  return suite.candidates.some(({ active }) => active)
}
