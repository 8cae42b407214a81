import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { CommitLook } from '#domain/quality/check-rules.ts'
import { aRepository } from '#test/git-repository.ts'
import { anExecutorWithWorkspace } from '#test/workspace-executor.ts'

const schema = { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] }

function anExecutor() {
  const { gateway, folder, workspace, activities, within } = anExecutorWithWorkspace()
  const write = (name: string, text: string | Buffer) => writeFileSync(join(workspace, name), text)
  const json = (location: string, sessionKey = 'agent:main:fo:task/t_1') =>
    within(() => activities.checkJson({ sessionKey, location, schema }))
  const commit = (look: Omit<CommitLook, 'sessionKey'>, sessionKey = 'agent:main:fo:task/t_1') =>
    within(() => activities.checkCommit({ sessionKey, ...look }))
  return { gateway, folder, workspace, write, json, commit }
}
const good = '{"total": 3}'

test('JSON of the workspace is held against its schema; asked twice it is the same', async () => {
  const { write, json } = anExecutor()
  write('sums.json', good)
  write('bom.json', `\uFEFF${good}`)
  const seen = { hash: sha256Hex(good), size: 12, wrong: [], more: 0 }
  for (const _ of [1, 2]) expect(await json('sums.json')).toEqual(seen)
  expect(await json('bom.json')).toMatchObject({ wrong: [] })
  write('sums.json', '{"total": "3"}')
  expect(await json('sums.json')).toMatchObject({ size: 14, wrong: ['/total must be number'], more: 0 })
})

test('what is no JSON, no text or too long says so', async () => {
  const { write, json } = anExecutor()
  write('a.json', 'total: 3')
  write('b.json', Buffer.from([0xff, 0xfe, 0x7b]))
  write('c.json', `"${'x'.repeat(2 * 1_024 * 1_024)}"`)
  expect(await json('a.json')).toMatchObject({ problem: expect.stringMatching(/^It is not JSON: /) })
  expect(await json('b.json')).toEqual({ problem: 'The file is not text in UTF-8.' })
  expect(await json('c.json')).toEqual({ problem: 'The file is longer than 2,097,152 bytes.' })
})

test.each(['../secret.json', 'link.json', '/etc/hostname', '.', 'nothing.json', '\u0000'])(
  'nothing outside is looked at: %j',
  async (location) => {
    const { folder, workspace, json } = anExecutor()
    writeFileSync(join(folder, 'secret.json'), good)
    symlinkSync(join(folder, 'secret.json'), join(workspace, 'link.json'))
    expect(await json(location)).toEqual({ problem: 'There is no such file in the workspace any more.' })
  },
)

test('a commit of a repository of the workspace is looked at, when the gateway is there', async () => {
  const { gateway, workspace, commit } = anExecutor()
  const sha = aRepository(join(workspace, 'site')).commit('Issue 148')
  const wanted = { repository: 'site', commit: 'main', contains: '148', branch: null }
  gateway.goDown('It is restarting.')
  gateway.onAwaited = () => gateway.comeUp()
  for (const _ of [1, 2]) expect(await commit(wanted)).toEqual({ sha, hasText: true, isOnBranch: true })
}, 30_000)

test('of an agent whose files nobody knows it says so', async () => {
  const { json, commit } = anExecutor()
  const problem = 'The gateway does not say where the files of its agent other are.'
  const session = 'agent:other:fo:task/t_1'
  expect(await json('sums.json', session)).toEqual({ problem })
  const wanted = { repository: '.', commit: 'main', contains: null, branch: null }
  expect(await commit(wanted, session)).toEqual({ problem })
})
