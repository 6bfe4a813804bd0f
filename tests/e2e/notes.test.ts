import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { perfledger, startPerfledger, until } from './command-line.ts'
import { projectWith } from './project.ts'

const SOON = { timeout: 30_000 }

it('shows a note that is changed, added, removed, broken and mended while somebody writes it', async () => {
  const project = projectWith({ idle: 'command: node --eval 0' }, 'site: { notes: notes }')
  const write = (name: string, ...words: string[]) =>
    writeFileSync(join(project, 'notes', name), ['---', 'title: A title', '---', '', ...words].join('\n'))
  const missing = await perfledger(project, 'site')
  expect(missing).toMatchObject({ code: 2 })
  expect(missing.stderr).toMatch(/`site.notes` names \S+notes, which is not a folder/)

  mkdirSync(join(project, 'notes'))
  write('first.mdx', 'Old words. <Verdict benchmark="idle" />')
  expect(await perfledger(project, 'run')).toMatchObject({ code: 0 })
  const server = startPerfledger(project, ['site', '--watch', '--port', '0', '--base', '/some/base/'])
  let told = ''
  for (const stream of [server.child.stdout, server.child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      told += chunk
    })
  }
  await until(() => told.includes('http://'), 'an address')
  const url = /http:\S+/.exec(told)![0]
  // A server that prepares its packages closes connections.
  const textAt = (path: string) => fetch(url + path).then((answer) => answer.text(), String)

  await expect.poll(() => textAt('notes/first/'), SOON).toContain('Old words.')
  write('first.mdx', 'New words. <Verdict benchmark="idle" />')
  await expect.poll(() => textAt('notes/first/'), SOON).toContain('New words.')
  write('second.mdx', '<Trend benchmark="idle" />')
  await expect.poll(() => textAt('notes/second/'), SOON).toContain('<figure class="chart trend"')
  rmSync(join(project, 'notes/second.mdx'))
  await expect.poll(() => textAt('notes/'), SOON).not.toContain('notes/second/')
  write('first.mdx', '<Verdict benchmark="idl" />')
  await expect.poll(() => textAt('notes/first/'), SOON).not.toContain('New words.')
  const mistake = 'first.mdx:5: no benchmark of the ledger is called "idl". Did you mean "idle"?'
  await until(() => told.includes(mistake), 'the mistake')
  // So soon after the last change that the watcher does not hear of it: an editor that formats what it saved is as quick.
  write('first.mdx', 'Mended.')
  await expect.poll(() => textAt('notes/first/'), SOON).toContain('Mended.')
})
