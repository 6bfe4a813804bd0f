import type { Config } from '../../config/config.ts'
import { calibrate } from '../../measure/calibration.ts'
import { defaultEffects, type MeasureEffects } from '../../measure/effects.ts'
import type { IterationContext } from '../../measure/iteration.ts'
import { makePlan, type Selection } from '../../plan/make-plan.ts'
import type { Plan, PlannedCase } from '../../plan/plan.ts'
import type { PlannedPair } from './paired-measuring.ts'
import type { Version } from './version.ts'

/** What the config of today declares, in the folder of a version. Its own config, if it has one, is not read. */
export function planIn(config: Config, version: Version, selection: Selection): Plan {
  const plan = makePlan({ ...config, root: version.root }, selection)
  return {
    ...plan,
    suites: plan.suites.map((suite) => ({ ...suite, cases: suite.cases.map(undisturbed) })),
  }
}

/** Looking at a process while it runs costs time; here only the comparison counts. */
function undisturbed(planned: PlannedCase): PlannedCase {
  return { ...planned, sampleIntervalMs: 0 }
}

/** The same cases in both versions. */
export function pairsOf(base: Plan, head: Plan): PlannedPair[] {
  const all = (plan: Plan) => plan.suites.flatMap(({ cases }) => cases)
  const bases = all(base)
  return all(head).map((planned, index) => ({ base: bases[index]!, head: planned }))
}

/** Opens what executes commands; `close` lets go of it. */
export async function openContext(
  plan: Plan,
  overrides: Partial<MeasureEffects>,
): Promise<{ readonly context: IterationContext; readonly close: () => Promise<void> }> {
  const effects = { ...defaultEffects(), ...overrides }
  const { shellStart } = await calibrate(plan, { env: effects.env, openExecutors: effects.openExecutors })
  const executors = await effects.openExecutors()
  return {
    context: { executors, effects: { ...effects, shellStart }, declaredMetrics: plan.declaredMetrics },
    close: executors.close,
  }
}
