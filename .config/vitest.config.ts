import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Most tests wait for processes and browsers: two files at once on two cores take little more than half the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // On a shared machine a real process or browser may miss its moment; a defect misses it every time.
    retry: process.env.CI ? 2 : 0,
  },
})
