import { createRequire } from 'node:module'
import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { JsonPlace } from './json-place.ts'
import { groupedNumber } from './lines.ts'
import { inBaseUnit, joinRepeated } from './measurement.ts'

/** Durations of the test cases in a JUnit file, which nearly every test runner writes. Repeated cases are samples. */
export const junit: Adapter = {
  name: 'junit',
  description:
    'The durations in a JUnit XML file: seconds for each test case that passed; a failed one is an error.',
  detect: (text) => /<testsuites?[\s>]/.test(text) && /^\s*</.test(text),
  parse: (text, options) => {
    const root = readXml(text)
    return joinRepeated(casesOf(root).flatMap((testCase) => readCase(testCase, options)))
  },
}

const LISTS = ['testsuite', 'testcase', 'failure', 'error', 'skipped']

/** Loaded where there is XML to read: the process that measures stays small. */
function xmlLibrary(): typeof import('fast-xml-parser') {
  return createRequire(import.meta.url)('fast-xml-parser')
}

function readXml(text: string): JsonPlace {
  const { XMLParser, XMLValidator } = xmlLibrary()
  const validity = XMLValidator.validate(text.trim())
  if (validity !== true) {
    const { msg, line, col } = validity.err
    throw new OutputError(`not valid XML: ${msg} (line ${line}, column ${col})`)
  }
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseAttributeValue: false,
    parseTagValue: false,
    isArray: (name) => LISTS.includes(name),
  })
  return new JsonPlace(parser.parse(text.trim()), '')
}

/** Suites may hold suites. */
function casesOf(place: JsonPlace): JsonPlace[] {
  const inner = [place.at('testsuites'), place.at('testsuite')].flatMap((each) =>
    each.isList ? each.list() : each.isObject ? [each] : [],
  )
  const own = place.at('testcase')
  return [...(own.isList ? own.list() : []), ...inner.flatMap(casesOf)]
}

function readCase(testCase: JsonPlace, options: AdapterOptions | undefined): AdapterResult[] {
  const parts = ['@classname', '@name']
    .filter((key) => testCase.has(key))
    .map((key) => testCase.at(key).text())
  const name = parts.filter((part) => part !== '').join(' > ')
  if (testCase.has('failure') || testCase.has('error')) {
    throw new OutputError(`${testCase.path}: ${name} failed`)
  }
  if (testCase.has('skipped') || !testCase.has('@time')) return []
  const seconds = groupedNumber(testCase.at('@time').text())
  if (!Number.isFinite(seconds)) throw testCase.at('@time').expected('seconds')
  const duration = inBaseUnit(
    { metric: 'duration', unit: 's', direction: 'lower', samples: [seconds] },
    options,
  )
  return [{ name, measurements: [duration] }]
}
