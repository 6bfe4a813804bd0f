import type { ProjectFolder } from './candidate.ts'

/** Those parts of package.json that tell what can be measured. */
export interface PackageJson {
  readonly text: string
  readonly scripts: Readonly<Record<string, string>>
  /** Version ranges of all kinds of dependencies, by name. */
  readonly dependencies: Readonly<Record<string, string>>
  readonly main: string | undefined
  readonly bin: string | undefined
}

/** package.json of the folder; undefined where there is none or it is not a JSON object. */
export async function readPackageJson(folder: ProjectFolder): Promise<PackageJson | undefined> {
  const text = await folder.read('package.json')
  const json = text === undefined ? undefined : tryParse(text)
  if (text === undefined || !isRecord(json)) return undefined
  const bin = isRecord(json.bin) ? Object.values(json.bin)[0] : json.bin
  return {
    text,
    scripts: texts(json.scripts),
    dependencies: { ...texts(json.dependencies), ...texts(json.devDependencies) },
    main: typeof json.main === 'string' ? json.main : undefined,
    bin: typeof bin === 'string' ? bin : undefined,
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function texts(value: unknown): Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : []
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** How the project's package manager is called. */
export interface PackageManager {
  /** Runs a script silently: `npm run --silent`. */
  readonly run: string
  /** Adds a development dependency: `npm install -D`. */
  readonly add: string
}

/** By its lock file; npm where there is none. */
export function packageManager({ files }: ProjectFolder): PackageManager {
  if (files.includes('pnpm-lock.yaml')) return { run: 'pnpm run --silent', add: 'pnpm add -D' }
  if (files.includes('yarn.lock')) return { run: 'yarn run', add: 'yarn add -D' }
  if (files.includes('bun.lock') || files.includes('bun.lockb'))
    return { run: 'bun run --silent', add: 'bun add -d' }
  return { run: 'npm run --silent', add: 'npm install -D' }
}
