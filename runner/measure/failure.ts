import type { Execution, ExecutionEnd } from '../metrics/metric.ts'
import type { Failure } from './record.ts'

/** Why this execution gave no usable measurement; undefined where it succeeded. */
export function failureOf(execution: Execution, expectedExitCodes: readonly number[]): Failure | undefined {
  const { end, outputTail } = execution
  if (end.kind === 'exit' && expectedExitCodes.includes(end.code)) return undefined
  return { ...describeEnd(end, expectedExitCodes), outputTail }
}

/** The failure of a hook, in the words of its own end. */
export function hookFailure(hook: string, execution: Execution): Failure | undefined {
  const failure = failureOf(execution, [0])
  if (!failure || failure.reason === 'interrupted') return failure
  return { ...failure, reason: 'hook', message: `${hook}: ${failure.message}` }
}

function describeEnd(end: ExecutionEnd, expected: readonly number[]): Pick<Failure, 'reason' | 'message'> {
  switch (end.kind) {
    case 'exit':
      return { reason: 'exit-code', message: describeExit(end.code, expected) }
    case 'signal':
      return { reason: 'signal', message: `ended by ${end.signal}` }
    case 'timeout':
      return { reason: 'timeout', message: `did not end within ${end.timeoutMs} ms and was ended` }
    case 'not-started':
      return { reason: 'not-started', message: end.message }
    case 'interrupted':
      return { reason: 'interrupted', message: 'interrupted' }
    case 'too-much-output':
      return {
        reason: 'output',
        message: `printed more than ${end.limitBytes / 2 ** 20} MiB, which is more than can be read`,
      }
  }
}

function describeExit(code: number, expected: readonly number[]): string {
  const wanted = expected.length === 1 && expected[0] === 0 ? '' : `, expected ${expected.join(' or ')}`
  return `exited with code ${code}${wanted}`
}
