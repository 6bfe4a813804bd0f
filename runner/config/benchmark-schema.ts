import * as z from 'zod'
import { anyText, asText, fullList, list, named, text, wanted, whenMap } from './fields.ts'
import { name, paramName } from './names.ts'
import { settingsShape } from './settings-schema.ts'

const command = z
  .union([text('a command'), fullList('a list of words', anyText('a text: a word of the command'))], {
    error: (issue) =>
      wanted('a command: a line such as `gzip -9 big.txt`, or a list of its words', asText(issue.input)),
  })
  .meta({ id: 'command' })

export type CommandSpec = z.output<typeof command>

const PARAM_VALUE = 'a text on one line, a number that can be told exactly, or a boolean'

const paramValue = z.union([name, z.number().refine(isExact, { error: PARAM_VALUE }), z.boolean()], {
  error: PARAM_VALUE,
})

/** A whole number beyond 2^53 would become another one; in quotes it stays as it is. */
function isExact(value: number): boolean {
  return Number.isSafeInteger(value) || !Number.isInteger(value)
}

const combination = named('a map from names of params to one value each', paramName, paramValue)

/** Also where a value is wrong: all mistakes are told at once. `of` tells that the name is wrong and not its value. */
function refuseBadNames(params: object, context: z.RefinementCtx): void {
  for (const key of Object.keys(params)) {
    const message = paramName.safeParse(key).error?.issues[0]?.message
    if (message)
      context.addIssue({ code: 'custom', message, params: { of: 'key' }, path: [key], input: params })
  }
}

const params = z
  .object(
    {
      include: list('a list of combinations, such as `[{ level: 9 }]`', combination)
        .optional()
        .describe('Values to add to the combinations that they fit, or combinations to add.'),
      exclude: list('a list of combinations, such as `[{ level: 9 }]`', combination)
        .optional()
        .describe('Combinations, or parts of them, to leave out.'),
    },
    { error: 'a map from names of params to lists of values, such as `level: [1, 9]`' },
  )
  .catchall(fullList('a list of values, such as `[1, 9]`', paramValue))
  .superRefine(refuseBadNames, { when: whenMap })
  .meta({ id: 'params' })

export type ParamsSpec = z.output<typeof params>

function hook(when: string) {
  return command.optional().describe(`${when} A line or a list of words, like \`command\`.`)
}

/** One declared command. */
export const benchmarkShape = {
  description: text('a sentence').optional().describe('What is measured, for the dashboard.'),
  command: command.describe(
    'What to run: a line, split into words as a shell does, or a list of words. `{name}` stands for the param of that name.',
  ),
  params: params
    .optional()
    .describe(
      'Values to combine, a case for each combination, as in the matrix of GitHub Actions: `level: [1, 6, 9]`, with `include` and `exclude`.',
    ),
  setup: hook('Once before the first iteration of a case.'),
  prepare: hook('Before every iteration, not timed.'),
  conclude: hook('After every iteration, not timed.'),
  cleanup: hook('Once after the last iteration of a case, also after a failure.'),
  ...settingsShape,
} satisfies z.ZodRawShape
