import type { ReportEnvironment } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
import { plural } from '../format.ts'

/** A fact about a run or a machine. */
export interface Fact {
  readonly name: string
  readonly value: string
  readonly href?: string | null
}

type Machine = Pick<
  ReportEnvironment,
  'cpuModel' | 'cores' | 'memoryGiB' | 'os' | 'platform' | 'arch' | 'runtime'
>

/** As an import writes what the other tool did not keep. */
const NOT_KNOWN = 'not known'
const NOT_RECORDED = 'not recorded: '

/** What is known of a machine: an import seldom knows its cores or its system, and then nothing is said of them. */
export function machineFacts(machine: Machine): Fact[] {
  return [
    { name: words.factProcessor, value: processor(machine) },
    { name: words.factMemory, value: machine.memoryGiB > 0 ? fill(words.factGib, machine.memoryGiB) : '' },
    { name: words.factSystem, value: system(machine) },
    { name: words.factRuntime, value: isKnown(machine.runtime) ? machine.runtime : '' },
  ].filter(({ value }) => value !== '')
}

function processor({ cpuModel, cores }: Machine): string {
  if (cpuModel.startsWith(NOT_RECORDED)) return ''
  return cores > 0 ? `${cpuModel}, ${plural(cores, 'core')}` : cpuModel
}

function system({ os, platform, arch }: Machine): string {
  return [os, [platform, arch].filter(isKnown).join(' ')].filter(isKnown).join(', ')
}

function isKnown(text: string): boolean {
  return text !== '' && text !== NOT_KNOWN
}

/** Labels by name; one without a value says all by its name. */
export function labelText([name, value]: readonly [string, string]): string {
  return value === '' ? name : `${name}: ${value}`
}
