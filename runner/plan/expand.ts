import { resolve } from 'node:path'
import type { BenchmarkConfig, HooksConfig } from '../config/config.ts'
import type { Hooks, OutputReading, Params, Placement, PlannedCase } from './plan.ts'
import { fillCommand, fillText } from './template.ts'

/** The cases of a benchmark, one for each set of params, in the order of the config. */
export function expandBenchmark(benchmark: BenchmarkConfig, suite: string, root: string): PlannedCase[] {
  return benchmark.variants.map((params) => ({
    key: { suite, benchmark: benchmark.name, params },
    command: fillCommand(benchmark.command, params),
    cwd: resolve(root, fillText(benchmark.cwd, params)),
    env: fillEach(benchmark.env, params),
    hooks: fillHooks(benchmark.hooks, params),
    stopping: benchmark.stopping,
    timeoutMs: benchmark.timeoutMs,
    metrics: benchmark.metrics,
    output: fillOutput(benchmark, params),
    expectedExitCodes: benchmark.expectedExitCodes,
    retries: benchmark.retries,
    artifact: benchmark.artifact.map((text) => fillText(text, params)),
    files: benchmark.files.map((text) => fillText(text, params)),
    placement: placementOf(benchmark),
    sampleIntervalMs: benchmark.sampleIntervalMs,
  }))
}

function placementOf({ cpus, priority }: BenchmarkConfig): Placement | undefined {
  return cpus.length === 0 && priority === undefined ? undefined : { cpus, priority }
}

function fillEach(texts: Readonly<Record<string, string>>, params: Params): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fillText(text, params)]))
}

function fillHooks({ setup, prepare, conclude, cleanup }: HooksConfig, params: Params): Hooks {
  return {
    setup: setup && fillCommand(setup, params),
    prepare: prepare && fillCommand(prepare, params),
    conclude: conclude && fillCommand(conclude, params),
    cleanup: cleanup && fillCommand(cleanup, params),
  }
}

function fillOutput({ output }: BenchmarkConfig, params: Params): OutputReading | undefined {
  return output && { ...output, file: output.file === undefined ? undefined : fillText(output.file, params) }
}
