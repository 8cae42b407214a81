import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { builtInTools, logsIn } from './built-in-tools.ts'

function someTools() {
  const workspace = tempFolder()
  const logs = logsIn(tempFolder())
  const tools = builtInTools(workspace, logs)
  const call = (name: string, params: Record<string, unknown>) => tools.get(name)?.('call-1', params)
  return { workspace, ...logs, call }
}

test('files of the workspace can be listed and read', async () => {
  const { workspace, call } = someTools()
  writeFileSync(join(workspace, 'notes.md'), 'Notes')
  expect(await call('ls', {})).toMatchObject({ content: [{ text: 'notes.md' }] })
  expect(await call('read', { path: 'notes.md' })).toMatchObject({ content: [{ text: 'Notes' }] })
})

test('what lies outside of the workspace can’t be read', async () => {
  const { workspace, call, outbox } = someTools()
  writeFileSync(outbox, 'outside')
  for (const path of [outbox, `../${outbox}`, `${'../'.repeat(20)}${outbox}`, `x/../../${outbox}`])
    await expect(call('read', { path })).rejects.toThrow(
      `ENOENT: no such file or directory, open '${workspace}`,
    )
})

test('a command is not run: it is written to the outbox', async () => {
  const { outbox, workspace, call } = someTools()
  const command = `touch ${join(workspace, 'made')}`
  expect(await call('exec', { command })).toMatchObject({ details: { exitCode: 0 } })
  expect(JSON.parse(readFileSync(outbox, 'utf8'))).toMatchObject({ tool: 'exec', command })
  expect(await call('ls', {})).toMatchObject({ content: [{ text: '' }] })
})

test('a file is written where it is named, and never outside of the workspace', async () => {
  const { workspace, outbox, call } = someTools()
  await call('write', { path: 'drafts/letter.md', content: 'Dear Ada' })
  expect(readFileSync(join(workspace, 'drafts/letter.md'), 'utf8')).toBe('Dear Ada')
  await call('write', { path: `../${outbox}`, content: 'inside all the same' })
  expect(readFileSync(join(workspace, outbox), 'utf8')).toBe('inside all the same')
})

test('a message is written to a log of its own, and nothing but sending is known', async () => {
  const { messages, call } = someTools()
  await call('message', { action: 'send', channel: 'post', target: 'ada', message: 'Hello' })
  const line = { tool: 'message', params: { to: 'ada', message: 'Hello' } }
  expect(JSON.parse(readFileSync(messages, 'utf8'))).toMatchObject(line)
  await expect(call('message', { action: 'delete', target: 'ada' })).rejects.toThrow(/delete/)
})

test('a notice is in the log of the board with its parameters', async () => {
  const { notices, call } = someTools()
  await call('board__post_notice', { title: 'Notice', text: 'Closed today' })
  const params = { title: 'Notice', text: 'Closed today' }
  expect(JSON.parse(readFileSync(notices, 'utf8'))).toMatchObject({ tool: 'post_notice', params })
})
