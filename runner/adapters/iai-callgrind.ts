import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { completeLines, type Line } from './lines.ts'
import { inBaseUnit, metricName } from './measurement.ts'

const METRIC = /^ {2,}([A-Za-z0-9][A-Za-z0-9 +()-]*?):?\s+(\d[\d.]*)(?:\|(?:N\/A|[\d.]+))?(?:\s|$)/
const TOOL = /^ {2,}=+ ([A-Z]+) =+/
const NOISE = /^(running \d+ test|test result:|Gungraun result:|Iai-Callgrind result:|\s*$)/

/** Gungraun, iai-callgrind and iai as they print to the terminal: `Instructions: 1734|1650`, the new count first. */
export const iaiCallgrind: Adapter = {
  name: 'iai-callgrind',
  description: 'What Gungraun, iai-callgrind or iai print to the terminal: instructions, cycles, cache hits.',
  detect: (text) =>
    /^ {2,}Instructions:\s+[\d.]+/m.test(text) || /^ {2,}=+ (CALLGRIND|DHAT|CACHEGRIND) =+/m.test(text),
  parse: (text, options) => {
    const lines = completeLines(text)
    const results: AdapterResult[] = []
    let header: Line[] = []
    let tool = ''
    let current: { name: string; measurements: AdapterMeasurement[] } | undefined
    for (const line of lines) {
      const section = TOOL.exec(line.text)
      const metric = METRIC.exec(line.text)
      if (section) tool = section[1]!
      else if (metric && (header.length > 0 || current)) {
        if (header.length > 0) {
          current = { name: header.map((part) => part.text).join(' '), measurements: [] }
          results.push(current)
          header = []
        }
        current!.measurements.push(readMetric(metric, tool, options))
      } else if (NOISE.test(line.text)) header = []
      else if (!line.text.startsWith(' ')) {
        header = [...header, line]
        tool = ''
      }
    }
    refuseShortEnd(results, lines.findLast((line) => line.text.trim() !== '')!)
    return results
  },
}

/** Cut off between two lines, the last result lacks the metrics at the end of the first one's list. */
function refuseShortEnd(results: readonly AdapterResult[], end: Line): void {
  // What follows the last metric, such as the sum that newer versions print, shows that nothing was cut off.
  if (!METRIC.test(end.text)) return
  const [first, last] = [results[0], results.at(-1)].map(
    (result) => result?.measurements.map(({ metric }) => metric.name) ?? [],
  )
  const isStart = last!.length < first!.length && last!.every((name, index) => name === first![index])
  // The first one, iai always ends with its cycles; what the others print can be chosen.
  const isOpen = last!.includes('l1-accesses') && !last!.includes('estimated-cycles')
  if (!isOpen && (!isStart || results.length < 2)) return
  const lacking = first!.slice(last!.length).join(', ') || 'estimated-cycles'
  throw new OutputError(`line ${end.number}: ${results.at(-1)!.name} lacks ${lacking}: cut off`)
}

function readMetric(
  [, name = '', value = '']: RegExpExecArray,
  tool: string,
  options: AdapterOptions | undefined,
): AdapterMeasurement {
  const prefix = tool === '' || tool === 'CALLGRIND' ? '' : `${tool.toLowerCase()}-`
  const isRate = /rate/i.test(name)
  return inBaseUnit(
    {
      metric: prefix + metricName(name),
      unit: isRate ? '%' : /bytes/i.test(name) ? 'B' : 'count',
      direction: /hit rate/i.test(name) ? 'higher' : 'lower',
      samples: [Number(value)],
    },
    options,
  )
}
