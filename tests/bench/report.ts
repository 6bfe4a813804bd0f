import { writeFileSync } from 'node:fs'
import type { Bench } from 'tinybench'

/** Runs the tasks; under perfledger every sample goes to the file it names, alone a table is printed. */
export async function measureAndReport(bench: Bench): Promise<void> {
  await bench.run()
  const failed = bench.tasks.filter((task) => task.result.state === 'errored')
  for (const { name, result } of failed)
    console.error(`${name}:`, 'error' in result ? result.error : result.state)
  const file = process.env.PERFLEDGER_OUTPUT
  if (file) writeFileSync(file, JSON.stringify(bench.tasks.map(({ name, result }) => ({ name, ...result }))))
  else console.table(bench.table())
  if (failed.length > 0) process.exitCode = 1
}

/** A fixed number of samples per task: enough for a steady median, few enough for a small ledger. */
export const sampling = { iterations: 40, time: 0, warmupIterations: 10, warmupTime: 0, retainSamples: true }
