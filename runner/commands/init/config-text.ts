import type { Candidate, CandidateSuite } from './candidate.ts'
import { isActive } from './find.ts'
import { type Places, USUAL } from './places.ts'

/** Where editors find the schema once perfledger is installed in the project. */
const SCHEMA_LINE = '# yaml-language-server: $schema=node_modules/perfledger/runner/config/perf.schema.json'

const INTRODUCTION = `# What perfledger measures here, and how it judges. \`perfledger run --dry-run\` prints the plan.`

/** What is good to know and already so: each line can be made one's own by taking the \`#\` away. */
const DEFAULTS = `# What holds for all benchmarks unless they say otherwise:
# defaults:
#   iterations: { min: 10, max: 50, time: 10 s, precision: 2% }
#   timeout: 60 s
#   thresholds: { minor: 1.2, moderate: 1.5, critical: 2 }   # 1.2: regressed from 20 % worse on, if beyond the noise`

/** The text of a new config. `hasPackage`: perfledger will be in the project's node_modules. */
export function configText(suites: readonly CandidateSuite[], places: Places, hasPackage: boolean): string {
  const ledger =
    places.ledger === USUAL.ledger ? [] : [`# All runs are kept here; commit it.\nledger: ${places.ledger}`]
  const blocks = suites.map((suite) => suiteLines(suite).join('\n'))
  const parts = [
    ...(hasPackage ? [SCHEMA_LINE] : []),
    INTRODUCTION,
    ...ledger,
    DEFAULTS,
    `suites:\n${blocks.join('\n\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

function suiteLines(suite: CandidateSuite): string[] {
  const lines = [
    `${yamlText(suite.name)}:`,
    `  description: ${yamlText(suite.description)}`,
    '  benchmarks:',
    ...suite.candidates.flatMap((candidate, index) => [
      ...(index > 0 ? [''] : []),
      ...candidateLines(candidate, candidate.active || !isActive(suite)).map((line) => `    ${line}`),
    ]),
  ]
  return lines.map((line) => `  ${isActive(suite) ? '' : '# '}${line}`.trimEnd())
}

function candidateLines({ name, reason, settings }: Candidate, plain: boolean): string[] {
  const lines = [
    `${yamlText(name)}:`,
    ...Object.entries(settings).map(([key, value]) => `  ${key}: ${yamlValue(key, value)}`),
  ]
  return [`# ${reason}`, ...(plain ? lines : lines.map((line) => `# ${line}`))]
}

/** Settings that are maps are written here in YAML already; everything else is text. */
function yamlValue(key: string, value: string): string {
  return key === 'iterations' || key === 'budgets' ? value : yamlText(value)
}

const RESERVED = /^(?:null|true|false|~|yes|no|on|off)$/i

/** A text as YAML: plain where it stays the same text, in double quotes (as in JSON) otherwise. */
export function yamlText(text: string): string {
  const isPlain = /^[\p{L}_./][\p{L}\p{N}_./=^$+@,;()&%!*' -]*(?::[\p{L}\p{N}_./=-]+)*$/u.test(text)
  if (/^\d+ [a-z]+$/.test(text)) return text
  return isPlain && text === text.trim() && !RESERVED.test(text) ? text : JSON.stringify(text)
}
