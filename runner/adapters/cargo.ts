import type { Adapter } from './adapter.ts'
import { readLibtestLine, refuseOpenRun } from './libtest.ts'
import { plainLines } from './lines.ts'

/** `cargo bench` with libtest's own harness, and Criterion's --output-format bencher, which prints the same lines. */
export const cargo: Adapter = {
  name: 'cargo',
  description: 'What cargo bench prints for #[bench] functions, or Criterion with --output-format bencher.',
  detect: (text) => /^test .+ \.\.\. bench:/m.test(text),
  parse: (text, options) => {
    const lines = plainLines(text)
    const results = lines.map((line) => readLibtestLine(line, options))
    refuseOpenRun(lines)
    return results.filter((result) => result !== undefined)
  },
}
