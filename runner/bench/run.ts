import { writeFileSync } from 'node:fs'
import { type Declared, takeDeclared } from './declare.ts'
import { measureBench } from './measure-bench.ts'
import { measureLoad } from './measure-load.ts'
import { OUTPUT_VARIABLE, protocolText, type ResultLine } from './protocol.ts'
import { resultTable, titleOf } from './table.ts'

/** Where the results go. */
export interface RunEffects {
  /** The file for perfledger; undefined where a person started the program. */
  readonly file: string | undefined
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  readonly fail: () => void
}

const defaults = (): RunEffects => ({
  file: process.env[OUTPUT_VARIABLE] || undefined,
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
  fail: () => {
    process.exitCode = 1
  },
})

/**
 * Measures all that was declared, in the order of declaration. Under perfledger the results go to the file that it names; alone
 * a table is printed. A failure ends its own result only, and makes the exit code 1. It runs by itself when the program has
 * nothing else left to do; call it to clean up after it.
 */
export async function run(effects: RunEffects = defaults()): Promise<readonly ResultLine[]> {
  const lines: ResultLine[] = []
  for (const declared of takeDeclared()) lines.push(...(await measureOne(declared)))
  if (lines.length === 0) return []
  const failures = lines.filter((line) => 'failure' in line)
  if (effects.file === undefined) effects.print(resultTable(lines))
  else writeFileSync(effects.file, protocolText(lines))
  for (const line of failures) effects.printError(`${titleOf(line)} failed: ${line.failure}`)
  if (failures.length > 0) effects.fail()
  return lines
}

async function measureOne(declared: Declared): Promise<ResultLine[]> {
  const { name, params, options } = declared
  try {
    const state = await options.setup?.(params)
    try {
      return await (declared.kind === 'load' ? measureLoad : measureBench)(declared, state)
    } finally {
      await options.teardown?.(state, params)
    }
  } catch (error) {
    return [{ result: name, params, failure: error instanceof Error ? error.message : String(error) }]
  }
}
