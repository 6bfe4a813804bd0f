import type { InstrumentName } from '../../metrics/metric.ts'
import { callgrind } from './callgrind.ts'
import { controlGroup } from './control-group.ts'
import type { Instrument } from './instrument.ts'
import { perfStat } from './perf-stat.ts'

/** A new instrument is one file and one line here. */
export const instruments: Readonly<Record<InstrumentName, Instrument>> = {
  'perf-stat': perfStat,
  callgrind,
  'control-group': controlGroup,
}
