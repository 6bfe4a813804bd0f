import type { ReportEnvironment } from '../../runner/report/model.ts'
import { fill, shared } from '../words.ts'

/** How an environment is named: in full, and as briefly as it can be told from the others. */
export interface EnvironmentName {
  readonly full: string
  readonly short: string
}

const SEPARATOR = ' · '

/** How an import names a machine of which the other tool kept nothing. */
const NOT_RECORDED = /^not recorded: ([^·]*[^·\s])/

/** No line ends inside `24 GiB` or `4 cores` wherever the name is shown, and none begins with what separates its parts. */
export function unbroken(name: string): string {
  return (
    name
      // A label may have no value.
      .replace(/ +(?= · )/g, '')
      .replace(NOT_RECORDED, (_, called) => fill(shared.environmentNotRecorded, called))
      .replace(/(?<=\d) (?=(?:[kMGT]i?B|[MG]Hz|cores?|bit)\b)/g, '\u00a0')
      .replaceAll(SEPARATOR, `\u00a0${SEPARATOR.trimStart()}`)
  )
}

export type EnvironmentNames = (fingerprint: string) => EnvironmentName

type Described = Pick<ReportEnvironment, 'fingerprint' | 'description'>

/** The names of environments by fingerprint; a fingerprint that the report does not explain names itself. */
export function environmentNames(environments: readonly Described[]): EnvironmentNames {
  const names = new Map(
    environments.map((one) => {
      const { full, short } = nameOf(one, environments)
      return [one.fingerprint, { full: unbroken(full), short: unbroken(short.replace(NOT_RECORDED, '$1')) }]
    }),
  )
  return (fingerprint) => names.get(fingerprint) ?? { full: fingerprint, short: fingerprint }
}

/** `AMD EPYC 7763` is enough where no other environment begins so; two that are described alike need their fingerprints. */
function nameOf(one: Described, all: readonly Described[]): EnvironmentName {
  const others = all.filter(({ fingerprint }) => fingerprint !== one.fingerprint)
  if (others.some(({ description }) => description === one.description)) {
    const short = `${beginning(one, 1)} (${one.fingerprint.slice(0, 6)})`
    return { full: `${one.description} (${one.fingerprint})`, short }
  }
  const length = one.description
    .split(SEPARATOR)
    .findIndex((_, index) =>
      others.every((other) => beginning(other, index + 1) !== beginning(one, index + 1)),
    )
  return { full: one.description, short: length < 0 ? one.description : beginning(one, length + 1) }
}

function beginning({ description }: Described, length: number): string {
  return description.split(SEPARATOR).slice(0, length).map(withoutNoise).join(SEPARATOR)
}

/** Processors name their number of cores, their clock and their trademarks; none of that helps to tell them apart at a glance. */
function withoutNoise(part: string): string {
  return (
    part
      .replace(/\((R|TM)\)|\bCPU\b|@.*$|\b\d+-Core Processor\b/gi, '')
      .replace(/\s+/g, ' ')
      .trim() || part
  )
}
