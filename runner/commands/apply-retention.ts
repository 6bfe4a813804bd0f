import type { Config, RetentionConfig } from '../config/config.ts'
import { loadBaselines, loadStewardship } from '../config/stewardship-files.ts'
import { taggedCommits } from '../git.ts'
import type { CompactOptions, Thinning } from '../ledger/compact.ts'
import { openLedger } from '../ledger/open.ts'
import { planThinning, type ThinningPlan, thinLedger } from '../ledger/retention.ts'
import { formatQuantity } from '../units.ts'
import { type References, type RetentionWish, wishOf } from './retention.ts'

export interface RetentionOptions {
  /** Tell what would go and change nothing. */
  readonly dryRun: boolean
  readonly now: Date
  readonly print: (text: string) => unknown
}

const NOTHING: Thinning = { thin: new Set(), drop: new Set() }

/** Thins the ledger in the folder by the rules of the config, if there are any, and tells it in numbers. Returns what went. */
export async function applyRetention(
  config: Config,
  how: CompactOptions,
  { dryRun, now, print }: RetentionOptions,
): Promise<Thinning> {
  if (config.retention === undefined) return NOTHING
  const wish = await wishFor(config, config.retention, how, now)
  const plan = await planThinning(config.ledger, wish, how)
  print(`${planText(plan, wish, dryRun)}\n`)
  if (dryRun || plan.thin.size + plan.drop.size === 0) return NOTHING
  const { sizeBytesBefore, sizeBytesAfter } = await thinLedger(config.ledger, plan, {
    commitOrder: how.commitOrder,
  })
  const sizes = [sizeBytesBefore, sizeBytesAfter].map((size) => formatQuantity(size, 'B'))
  print(`Read back and compared: the files of these runs had ${sizes[0]}, and now have ${sizes[1]}.\n`)
  return plan
}

async function wishFor(
  config: Config,
  rules: RetentionConfig,
  { commitOrder }: CompactOptions,
  now: Date,
): Promise<RetentionWish> {
  const references = await referencesIn(config)
  const ledger = await openLedger(config.ledger, { commitOrder })
  try {
    return wishOf(rules, await ledger.runs(), references, now)
  } finally {
    ledger.close()
  }
}

/** What tags, baselines and decisions of a project refer to now. */
export async function referencesIn(config: Config): Promise<References> {
  return {
    stewardship: await loadStewardship(config.ledger),
    baselines: await loadBaselines(config.ledger),
    tagged: await taggedCommits(config.root),
  }
}

/** `Retention: the samples of 120 runs (18,000 values) become their medians; 14 runs of pull requests go; 3 old runs stay …` */
function planText(
  { thin, drop, samples }: ThinningPlan,
  { referred }: RetentionWish,
  dryRun: boolean,
): string {
  const runs = (count: number) => (count === 1 ? '1 run' : `${count} runs`)
  const parts = [
    thin.size > 0 && `the samples of ${runs(thin.size)} become their medians with intervals, verdicts stay`,
    drop.size > 0 && `${runs(drop.size)} of pull requests ${drop.size === 1 ? 'goes' : 'go'}`,
    thin.size + drop.size > 0 && `${samples.toLocaleString('en')} values in all`,
    referred.size > 0 &&
      `${runs(referred.size)} that tags, baselines or decisions refer to ${referred.size === 1 ? 'stays' : 'stay'} whole`,
  ].filter(Boolean)
  const nothing = thin.size + drop.size === 0
  const begin = nothing ? 'Retention: nothing is old enough to go' : 'Retention'
  const text = parts.length === 0 ? begin : `${begin}${nothing ? '; ' : ': '}${parts.join('; ')}`
  return dryRun && !nothing ? `${text}. This was a dry run: nothing was changed.` : `${text}.`
}
