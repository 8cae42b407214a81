import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { anExecutorWithWorkspace } from '#test/workspace-executor.ts'

function anExecutor() {
  const { gateway, folder, workspace, activities, within } = anExecutorWithWorkspace()
  mkdirSync(join(workspace, 'drafts'))
  writeFileSync(join(workspace, 'drafts', 'letter.md'), 'Dear Ada')
  writeFileSync(join(workspace, 'empty.md'), '')
  writeFileSync(join(folder, 'secret.txt'), 'hunter2')
  symlinkSync(join(folder, 'secret.txt'), join(workspace, 'link.txt'))
  symlinkSync(join(workspace, 'drafts', 'letter.md'), join(workspace, 'inside.md'))
  const check = (location: string, sessionKey = 'agent:main:fo:task/t_1') =>
    within(() => activities.checkFile({ sessionKey, location }))
  return { gateway, workspace, folder, check }
}
const letter = { hash: sha256Hex('Dear Ada'), size: 8 }

test('a file of the workspace is hashed as it is now; asked twice it is the same', async () => {
  const { check, workspace } = anExecutor()
  for (const _ of [1, 2]) expect(await check('drafts/letter.md')).toEqual(letter)
  expect(await check(join(workspace, 'drafts/letter.md'))).toEqual(letter)
  expect(await check('inside.md')).toEqual(letter)
  expect(await check('empty.md')).toEqual({ hash: sha256Hex(''), size: 0 })
  writeFileSync(join(workspace, 'drafts', 'letter.md'), 'Dear Bob')
  expect(await check('drafts/letter.md')).not.toEqual(letter)
})

test.each([
  '../secret.txt',
  'link.txt',
  '/etc/passwd',
  'drafts/../../secret.txt',
  'drafts',
  'nothing.md',
  '',
  '\u0000',
])('nothing outside is looked at, and what is no file is none: %j', async (location) => {
  const { check } = anExecutor()
  expect(await check(location)).toEqual({ problem: 'There is no such file in the workspace any more.' })
})

test('of an agent whose files nobody knows it says so', async () => {
  const { check } = anExecutor()
  const problem = 'The gateway does not say where the files of its agent other are.'
  expect(await check('letter.md', 'agent:other:fo:task/t_1')).toEqual({ problem })
})

test('a gateway that is away is waited for', async () => {
  const { gateway, check } = anExecutor()
  gateway.goDown('It is restarting.')
  gateway.onAwaited = () => gateway.comeUp()
  expect(await check('drafts/letter.md')).toEqual(letter)
})
