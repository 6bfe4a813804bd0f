import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type QueryOptions, query } from '../../runner/commands/query.ts'
import { appendRun } from '../../runner/ledger/append.ts'
import { projectWith } from '../e2e/project.ts'
import { measuredCase, metric, run } from '../ledger/runs.ts'

let project: string
let ledger: string

beforeEach(async () => {
  project = projectWith({ quick: 'command: "true"' })
  ledger = join(project, 'data')
  mkdirSync(ledger)
  await appendRun(ledger, run([measuredCase('quick', { metrics: [metric([3, 1, 2])] })]))
})

async function ask(sql: string, format: QueryOptions['format'] = 'csv'): Promise<string> {
  let printed = ''
  await query(
    { config: join(project, 'perf.config.yaml'), sql, format },
    {
      env: {},
      print: (text) => {
        printed += text
      },
    },
  )
  return printed
}

describe('a query', () => {
  it('answers from the views as a table, CSV or JSON', async () => {
    const sql = 'select benchmark, median, [1, 2] as list, null as nothing from points'
    expect(await ask(sql, 'table')).toBe(
      'benchmark  median  list   nothing\n─────────  ──────  ─────  ───────\nquick           2  [1,2]\n1 row\n',
    )
    expect(await ask(sql, 'csv')).toBe('benchmark,median,list,nothing\nquick,2,"[1,2]",\n')
    expect(JSON.parse(await ask(sql, 'json'))).toEqual([
      { benchmark: 'quick', median: 2, list: [1, 2], nothing: null },
    ])
  })

  it.each(['runs', 'points', 'samples', 'verdicts'])('can ask %s', async (view) => {
    expect(await ask(`select count(*) from ${view}`)).toMatch(/^count_star\(\)\n\d+\n$/)
    expect(await ask(`describe ${view}`)).toContain('run_id')
  })

  it('cannot write, read elsewhere, or change a setting', async () => {
    const file = join(
      ledger,
      'runs',
      readdirSync(join(ledger, 'runs'), { recursive: true })
        .map(String)
        .find((name) => name.endsWith('.parquet'))!,
    )
    const before = readFileSync(file)
    writeFileSync(join(project, 'secret.csv'), 'a\n1\n')
    const refused = [
      `copy (select 1) to '${file}'`,
      `explain analyze copy (select 1) to '${file}'`,
      `select * from '${join(project, 'secret.csv')}'`,
      `select * from read_text('/etc/passwd')`,
      `select * from glob('/*')`,
      `attach '${join(project, 'x.db')}'`,
      'set enable_external_access = true',
      'reset lock_configuration',
      'drop view points',
      'create table t as select 1',
      'select 1; select 2',
      "from query('drop view points')",
      'install httpfs',
    ]
    for (const sql of refused) await expect(ask(sql), sql).rejects.toMatchObject({ exitCode: 2 })
    expect(readFileSync(file)).toEqual(before)
    expect(readdirSync(project).sort()).toEqual(['data', 'perf.config.yaml', 'secret.csv'])
  })

  it('that is wrong says where, and what the views are', async () => {
    await expect(ask('select mediam from points')).rejects.toThrow(/"mediam" not found[\s\S]*\^/)
    await expect(ask('selct 1')).rejects.toThrow(/^Parser Error: syntax error at or near "selct"/)
    await expect(ask('  ')).rejects.toThrow('There is no statement')
    await expect(ask('select 1', 'xml')).rejects.toThrow("There is no format 'xml'")
  })
})
