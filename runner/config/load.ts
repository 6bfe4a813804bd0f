import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Config } from './config.ts'
import { fillConfig, type Surroundings } from './meaning.ts'
import { configError } from './message.ts'
import { overrideBudgets } from './overrides.ts'
import { foundProject } from './package-json.ts'
import type { Problem } from './problem.ts'
import { configSchema } from './schema.ts'
import { schemaProblems } from './wording.ts'
import { readYaml } from './yaml.ts'

/** What a new project needs to know when there is no config, or an empty one. */
const INIT_HINT = '`npx perfledger init` writes a config from what it finds in the folder.'

/** Far more than any config needs; a larger file is some other file. */
const MAX_BYTES = 1_000_000

/**
 * Reads a config file, with the budgets that `environment` overrides.
 * @throws UsageError where there is no such file, or it is no UTF-8 text; ConfigError with every mistake in it.
 */
export async function loadConfig(file: string, environment: NodeJS.ProcessEnv): Promise<Config> {
  const text = decode(await readBytes(file), file)
  return parseConfig(text, file, environment, await foundProject(dirname(resolve(file))))
}

/**
 * Makes a config of its text; reads nothing else.
 * `found` names the project where the text does not; the folder's name otherwise.
 * @throws ConfigError with every mistake in the text and in the environment variables.
 */
export function parseConfig(
  text: string,
  file: string,
  environment: NodeJS.ProcessEnv,
  found?: Surroundings['project'],
): Config {
  const yaml = readYaml(text)
  const problems: Problem[] = [...yaml.problems]
  const report = (problem: Problem): void => void problems.push(problem)
  if (yaml.value === null) throw emptyConfig(file)
  if (yaml.value === undefined) throw configError(problems, file, yaml)
  const checked = configSchema.safeParse(yaml.value)
  if (!checked.success) problems.push(...schemaProblems(checked.error.issues, yaml))
  const root = dirname(resolve(file))
  const project = found ?? { name: basename(root), repository: undefined }
  const config = fillConfig(yaml.value, { file: resolve(file), root, project, keysAt: yaml.keysAt }, report)
  const overridden = overrideBudgets(config, environment, report)
  if (problems.length > 0) throw configError(problems, file, yaml)
  return overridden
}

function emptyConfig(file: string): UsageError {
  return new UsageError(`${file} is empty: it declares nothing to measure.`, { hint: INIT_HINT })
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT')
      throw new UsageError(`There is no config file ${file}.`, { hint: INIT_HINT, cause })
    if (code === 'EISDIR') {
      throw new UsageError(`${file} is a folder; the config is a file, such as ${file}/perf.config.yaml.`, {
        cause,
      })
    }
    throw new UsageError(`The config file ${file} cannot be read: ${(cause as Error).message}.`, { cause })
  }
}

function decode(bytes: Uint8Array, file: string): string {
  if (bytes.length > MAX_BYTES) {
    throw new UsageError(`${file} has ${bytes.length} bytes; a config has at most ${MAX_BYTES}.`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new UsageError(`${file} is not UTF-8 text.`, {
      hint: 'Save the file in the encoding UTF-8.',
      cause,
    })
  }
}
