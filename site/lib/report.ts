import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import {
  type CaseData,
  type CaseReport,
  type ChangeList,
  type DecisionList,
  type PublishedLedger,
  REPORT_SCHEMA_VERSION,
  type ReportIndex,
  type ReportManifest,
  type ReportManifestEntry,
  type RunDecision,
  type RunDocument,
  type RunList,
  type RunPage,
} from '../../runner/report/model.ts'
import { environmentNames } from './environments.ts'
import { notes } from './notes/source.ts'

/** The report is absent, unreadable or of another version. The message says where, and what to do next. */
export class ReportError extends Error {
  override readonly name = 'ReportError'
}

/** The door to the report: with `notes/folder.ts` the only file of the site that reads from disk. */
export interface ReportDoor {
  readonly folder: string
  readonly index: () => ReportIndex
  readonly runs: () => RunList
  readonly changes: () => ChangeList
  /** What people decided about the points of a run. */
  readonly decisionsOf: (runId: string) => readonly RunDecision[]
  readonly caseReport: (slug: string) => CaseReport
  /** A case with every point of its series, as browsers read it. */
  readonly caseData: (slug: string) => CaseData
  readonly run: (id: string) => RunPage
  /** A run with its samples, as browsers read it. */
  readonly runDocument: (id: string) => RunDocument
  /** The ledger's own files; undefined where they are not published with the pages. */
  readonly ledger: () => PublishedLedger | undefined
  /** Changes when the document or what every page shows of the project changes: a page with the same key need not be built again. */
  readonly caseKey: (slug: string) => string
  readonly runKey: (id: string) => string
  /** A key for a page that shows these values and those runs. */
  readonly keyOf: (runIds: readonly string[], ...shown: unknown[]) => string
}

interface Document {
  readonly schemaVersion: number
}

/** Opens the report in a folder. Nothing is read before it is asked for; each document is parsed again only when its file changed. */
export function openReport(folder: string): ReportDoor {
  const index = remembered<ReportIndex>(folder, 'index.json')
  const runs = remembered<RunList>(folder, 'runs.json')
  const changes = remembered<ChangeList>(folder, 'changes.json')
  const decisions = remembered<DecisionList>(folder, 'decisions.json')
  const ledger = remembered<PublishedLedger>(folder, LEDGER)
  const contentOf = contentHashes(folder)
  const ofEveryPage = remembering(index, ({ project, toolVersion }) =>
    JSON.stringify([project, toolVersion, notes().length > 0]),
  )
  const key = (path: string, shown = '') =>
    createHash('sha256')
      .update(ofEveryPage())
      .update(String(hasLedger()))
      .update(shown)
      .update(contentOf(path))
      .digest('hex')
  const hasLedger = () => statSync(join(folder, LEDGER), { throwIfNoEntry: false }) !== undefined
  /** A case's page names its environments so that they can be told from all others: a new one elsewhere may change these names. */
  const namesOnPages = remembering(index, ({ environments, suites }) => {
    const nameOf = environmentNames(environments)
    const several = environments.length > 1
    return new Map(
      suites.flatMap(({ cases }) =>
        cases.map(({ slug, series }) => [
          slug,
          JSON.stringify([several, [...new Set(series.map(({ environment }) => environment))].map(nameOf)]),
        ]),
      ),
    )
  })
  return {
    folder,
    index,
    runs,
    changes,
    decisionsOf: (runId) => decisions().runs[runId] ?? [],
    caseReport: lastOf((slug) => remembered<CaseReport>(folder, casePath(slug))),
    caseData: (slug) => parseJson<CaseData>(folder, join('data', casePath(slug))),
    ledger: () => (hasLedger() ? ledger() : undefined),
    run: lastOf((id) => remembered<RunPage>(folder, runPath(id))),
    runDocument: lastOf((id) => rememberedBy<RunDocument>(folder, join('data', runPath(id)), parseJson)),
    caseKey: (slug) => key(casePath(slug), namesOnPages().get(slug)),
    runKey: (id) => key(runPath(id)),
    keyOf: (runIds, ...shown) =>
      createHash('sha256')
        .update(JSON.stringify(shown))
        .update(JSON.stringify(runIds.map((id) => key(runPath(id)))))
        .digest('hex'),
  }
}

/**
 * A hash of each file, from the manifest as far as it speaks of the file that is there: thousands of files are not read again
 * because of one that is new.
 */
function contentHashes(folder: string): (path: string) => string {
  const manifest = remembered<ReportManifest>(folder, 'manifest.json')
  const entryOf = (path: string): ReportManifestEntry | undefined => {
    if (!existsSync(join(folder, 'manifest.json'))) return undefined
    const [kind, name = ''] = path.split(sep)
    return manifest()[kind === 'cases' ? 'cases' : 'runs'][name.slice(0, -'.json'.length)]
  }
  return (path) => {
    const entry = entryOf(path)
    if (entry && isOf(entry, join(folder, path))) return entry.sha256
    return createHash('sha256').update(readText(folder, path)).digest('hex')
  }
}

function isOf({ sizeBytes, changedAtS }: ReportManifestEntry, file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  return found?.size === sizeBytes && Math.floor(found.mtimeMs / 1_000) === changedAtS
}

/** What was made of a document, made again when it is another. */
function remembering<T, Made>(document: () => T, make: (document: T) => Made): () => Made {
  let known: { readonly from: T; readonly made: Made } | undefined
  return () => {
    const from = document()
    if (known?.from !== from) known = { from, made: make(from) }
    return known.made
  }
}

const LEDGER = 'ledger.json'
const casePath = (slug: string) => join('cases', `${checkedName(slug)}.json`)
const runPath = (id: string) => join('runs', `${checkedName(id)}.json`)

/** A report may come from a pull request's artifact: a name in it must not lead out of the folder. */
function checkedName(name: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) return name
  throw new ReportError(
    `The report names a page ${JSON.stringify(name)}, which cannot be a file name. Write the report again: npm run perf`,
  )
}

function readDocument<T extends Document>(folder: string, path: string): T {
  const file = join(folder, path)
  const document = parseJson<T>(folder, path)
  if (document.schemaVersion === REPORT_SCHEMA_VERSION) return document
  throw new ReportError(
    `${file} has schema version ${document.schemaVersion}; this version of perfledger reads version ${REPORT_SCHEMA_VERSION}. Write the report again: npm run perf`,
  )
}

function parseJson<T>(folder: string, path: string): T {
  const text = readText(folder, path)
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new ReportError(`${join(folder, path)} is not valid JSON. Write the report again: npm run perf`, {
      cause,
    })
  }
}

function readText(folder: string, path: string): string {
  const file = join(folder, path)
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const absent = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const what = absent
      ? `There is no report at ${file}. Measure first: npm run perf`
      : `${file} cannot be read: ${(cause as Error).message}`
    throw new ReportError(what, { cause })
  }
}

/** Every page asks for the index; it is parsed once, and again when the file was written anew (while working on the site). */
function remembered<T extends Document>(folder: string, path: string): () => T {
  return rememberedBy<T>(folder, path, readDocument)
}

function rememberedBy<T>(folder: string, path: string, read: (folder: string, path: string) => T): () => T {
  let known: { readonly version: string; readonly document: T } | undefined
  return () => {
    const stat = statSync(join(folder, path), { throwIfNoEntry: false })
    const version = `${stat?.mtimeMs} ${stat?.size}`
    if (known?.version !== version) known = { version, document: read(folder, path) }
    return known.document
  }
}

/** A page of a run reads its own report and that of its baseline, which is often the next page's own. */
const REMEMBERED = 8

/** The documents that were asked for last are kept, as long as their files do not change. */
function lastOf<T>(open: (id: string) => () => T): (id: string) => T {
  const known = new Map<string, () => T>()
  return (id) => {
    const read = known.get(id) ?? open(id)
    known.delete(id)
    known.set(id, read)
    if (known.size > REMEMBERED) known.delete(known.keys().next().value!)
    return read()
  }
}

/** The report of this build: the folder that `PERFLEDGER_REPORT` names, or `data/report` of the project. */
export const report: ReportDoor = openReport(resolve(process.env.PERFLEDGER_REPORT ?? 'data/report'))
