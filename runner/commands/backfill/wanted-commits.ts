import type { Config } from '../../config/config.ts'
import { configHash } from '../../config/hash.ts'
import { UsageError } from '../../errors.ts'
import { commitsInRange, taggedCommits } from '../../git.ts'
import { describeEnvironment } from '../../measure/environment.ts'
import { askLedger } from '../ask-ledger.ts'

/** Which commits are to be measured. */
export interface CommitChoice {
  /** As git takes it: `v1.0..main`; one name means its whole history. */
  readonly range: string
  /** Every how many commits, counted from the newest. */
  readonly every: number
  readonly merges?: boolean | undefined
  readonly tags?: boolean | undefined
}

/** Along the first parents, so that a merged branch is one step; tags wherever they are. Oldest first. */
export async function wantedCommits(config: Config, options: CommitChoice): Promise<readonly string[]> {
  const range = { merges: options.merges, firstParent: !options.tags }
  const commits = await commitsInRange(config.root, options.range, range)
  if (commits === undefined) {
    throw new UsageError(`git does not understand the range '${options.range}' here.`, {
      hint: 'Write it as for git log: v1.0..main, HEAD~20..HEAD, or main for all of it.',
    })
  }
  const tagged = options.tags ? await taggedCommits(config.root) : undefined
  const chosen = tagged ? commits.filter((sha) => tagged.has(sha)) : commits
  const wanted = chosen.filter((_, index) => (chosen.length - 1 - index) % options.every === 0)
  if (wanted.length > 0) return wanted
  throw new UsageError(`There is no commit to measure in '${options.range}'.`, {
    hint: 'The range is empty, or it has no merge or tag: git log --oneline tells what is in it.',
  })
}

/** Those of these commits that no whole run of this config, machine and checkout has measured yet. */
export async function notYetMeasured(
  config: Config,
  partial: boolean,
  shas: readonly string[],
): Promise<readonly string[]> {
  const { fingerprint } = describeEnvironment(config.environment)
  const rows = await askLedger<{ commit_sha: string }>(
    config,
    `SELECT DISTINCT commit_sha FROM runs WHERE NOT interrupted AND dirty = false AND config_hash = ${quoted(configHash(config))}
      AND environment = ${quoted(fingerprint)}${partial ? '' : ' AND NOT partial'}`,
  )
  const measured = new Set(rows.map((row) => row.commit_sha))
  return shas.filter((sha) => !measured.has(sha))
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
