import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { Found } from '#domain/drift/look-rules.ts'
import { newId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { inTransaction } from '../../client.ts'
import { executorOfToken, isExecutor, listExecutors, retiredExecutors } from '../../read/executors.ts'
import { findFinding } from '../../read/findings.ts'
import { checkRebuild } from '../../read/rebuild/rebuild-check.ts'
import { executorLinks } from '../executor-links.ts'
import { createAgent } from './agents.ts'
import * as tokens from './executor-tokens.ts'
import { changePresence, registerExecutor, requestLook } from './executors.ts'
import { decideFinding } from './findings.ts'
import { recordFoundWithin, recordLook } from './looks.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const by = () => ({ operatorId: setting.operators.owner, at: new Date().toISOString() })
const add = async (id: string) => (await tokens.addExecutor(setting.pool, id, by())).token
const ownerOf = (token: string) => executorOfToken(setting.pool, sha256Hex(token))
const typesOf = async (id: string) =>
  (await storedFacts(setting.pool, `executor/${id}`)).map(({ type }) => type)
const anAgentOn = (executorId: string) =>
  createAgent(
    setting.pool,
    newId('agent'),
    aFact('agent_created', {
      ...{ projectId: setting.projectId, name: 'Jo', role: '', charter: '' },
      ...{ executorId, openclawAgentId: 'main' },
    }),
  )

describe('an executor that is added', () => {
  test('has a token that is told once and kept hashed', async () => {
    const token = await add('mac-a')
    expect(token).toMatch(/^foe_[\w-]{32}$/)
    expect(await ownerOf(token)).toBe('mac-a')
    const { rows } = await setting.pool.query('select * from executor_link')
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(JSON.stringify(await storedFacts(setting.pool, 'executor/mac-a'))).not.toContain(token)
  })

  test('has a name that no other has or had, though two come at once', async () => {
    const results = await Promise.allSettled([add('mac-b'), add('mac-b'), add('mac-mini')])
    const codes = results.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect(codes).toEqual(['name_taken', 'name_taken'])
    expect(await typesOf('mac-b')).toEqual(['executor_registered'])
  })
})

test('a renewed token is the only one that counts; a revoked one is none', async () => {
  const first = await add('mac-c')
  const { token } = await tokens.renewExecutorToken(setting.pool, 'mac-c', by())
  expect([await ownerOf(first), await ownerOf(token)]).toEqual([null, 'mac-c'])
  await tokens.revokeExecutorToken(setting.pool, 'mac-c', by())
  await tokens.revokeExecutorToken(setting.pool, 'mac-c', by())
  expect(await ownerOf(token)).toBeNull()
  const listed = (await listExecutors(setting.pool)).find(({ id }) => id === 'mac-c')
  expect(listed).toMatchObject({ tokenAt: null, agents: 0, openTasks: 0 })
  expect(await typesOf('mac-c')).toEqual([
    'executor_registered',
    'executor_token_renewed',
    'executor_token_revoked',
  ])
  const again = await tokens.renewExecutorToken(setting.pool, 'mac-c', by())
  expect(await ownerOf(again.token)).toBe('mac-c')
  const none = tokens.renewExecutorToken(setting.pool, 'mac-none', by())
  await expect(none).rejects.toMatchObject({ code: 'not_found' })
  expect(await typesOf('mac-none')).toEqual([])
})

test('what a start brings along renews a token until an operator made one, and says whether it counts', async () => {
  const start = (tokenHash: string) =>
    registerExecutor(setting.pool, { executorId: 'mac-d', name: 'mac-d', tokenHash })
  expect(await start(sha256Hex('one'))).toEqual({ isCounting: true })
  expect(await start(sha256Hex('two'))).toEqual({ isCounting: true })
  const { token } = await tokens.renewExecutorToken(setting.pool, 'mac-d', by())
  expect(await start(sha256Hex('two'))).toEqual({ isCounting: false })
  expect([await ownerOf('two'), await ownerOf(token)]).toEqual([null, 'mac-d'])
  expect(await start(sha256Hex(token))).toEqual({ isCounting: true })
})

const extraJob = (key: string): Found => ({
  ...{ kind: 'cron', difference: 'extra', subject: { key, name: key, where: '' }, projectId: null },
  ...{ ours: null, theirs: { hash: key, line: key, text: key, isMasked: false } },
})

describe('an executor is retired', () => {
  test('only once no agent lives on it and no task is open on it', async () => {
    const retire = () => tokens.retireExecutor(setting.pool, 'mac-mini', by())
    await expect(retire()).rejects.toMatchObject({ code: 'executor_in_use', message: /1 agent lives/ })
    await setting.newTask()
    await setting.pool.query('update agent set executor_id = null')
    await expect(retire()).rejects.toMatchObject({ code: 'executor_in_use', message: /1 task is open/ })
    await setting.pool.query(`update agent set executor_id = 'mac-mini'`)
  })

  test('and then has no token, is not watched or listed, takes no agent, and its name is not used again', async () => {
    const token = await add('mac-e')
    await tokens.retireExecutor(setting.pool, 'mac-e', by())
    expect(await ownerOf(token)).toBeNull()
    expect((await executorLinks(setting.pool)).map(({ executorId }) => executorId)).not.toContain('mac-e')
    expect((await listExecutors(setting.pool)).map(({ id }) => id)).not.toContain('mac-e')
    expect(await retiredExecutors(setting.pool)).toMatchObject([{ id: 'mac-e', name: 'mac-e' }])
    expect(await isExecutor(setting.pool, 'mac-e')).toBe(false)
    await expect(anAgentOn('mac-e')).rejects.toMatchObject({ code: 'executor_retired' })
    await expect(add('mac-e')).rejects.toMatchObject({ code: 'name_taken' })
    for (const work of [tokens.renewExecutorToken, tokens.revokeExecutorToken, tokens.retireExecutor])
      await expect(work(setting.pool, 'mac-e', by())).rejects.toMatchObject({ code: 'executor_retired' })
    expect(await typesOf('mac-e')).toEqual(['executor_registered', 'executor_retired'])
  })

  test('what was found on it is settled, and a repair there is refused', async () => {
    await add('mac-g')
    const found = ['a', 'b', 'c'].map(extraJob)
    const times = () => ({ lookedAt: new Date().toISOString(), at: new Date().toISOString() })
    const nothing = { unread: [], adopted: [], dropped: [], isFirst: false }
    const compared = { cron: 3, agents: 0, files: 0, tasks: 0, workflows: 0, unread: [] }
    const look = () => recordLook(setting.pool, { ...times(), scope: 'mac-g', compared, ...nothing, found })
    await look()
    const decide = (key: string, verdict: 'repair' | 'ignore') => {
      const findingId = findingIdOf('mac-g', 'cron', key)
      const decision = { findingId, intentId: newId('intent'), verdict, seen: key, reason: '', until: null }
      return decideFinding(setting.pool, decision, by())
    }
    await decide('a', 'repair')
    await decide('b', 'ignore')
    await tokens.retireExecutor(setting.pool, 'mac-g', by())
    await look()
    for (const { subject } of found) {
      const findingId = findingIdOf('mac-g', 'cron', subject.key)
      const reason = 'mac-g is retired: nobody looks there any more.'
      expect((await findFinding(setting.pool, findingId))?.state).toMatchObject({ status: 'gone', reason })
      const last = (await storedFacts(setting.pool, `finding/${findingId}`)).at(-1)
      expect(last).toMatchObject({ type: 'finding_gone', actor: `operator:${setting.operators.owner}` })
    }
    // As one that was there before findings were settled.
    await inTransaction(setting.pool, (tx) =>
      recordFoundWithin(tx, { ...times(), scope: 'mac-g' }, extraJob('d')),
    )
    await expect(decide('d', 'repair')).rejects.toMatchObject({ code: 'executor_retired' })
  })

  test('never while an agent is given to it at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      const id = `mac-race-${round}`
      await add(id)
      const results = await Promise.allSettled([anAgentOn(id), tokens.retireExecutor(setting.pool, id, by())])
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })
})

test('a look that is asked for while its presence changes waits, and neither is lost', async () => {
  await add('mac-f')
  const ask = () =>
    requestLook(setting.pool, {
      ...{ executorId: 'mac-f', intentId: newId('intent'), actor: 'operator:op_1' },
      at: new Date().toISOString(),
    })
  // As a change of presence does it: the stream first, then the row.
  const changing = inTransaction(setting.pool, async (tx) => {
    await tx.query(`select from stream where id = 'executor/mac-f' for update`)
    const asked = ask()
    await sleep(300)
    await tx.query(`update executor set detail = 'looked at' where id = 'mac-f'`)
    return { asked }
  })
  await (await changing).asked
  expect(await typesOf('mac-f')).toEqual(['executor_registered', 'look_requested'])
  const presence = (minute: number) =>
    changePresence(
      setting.pool,
      'mac-f',
      aFact('executor_presence_changed', { state: 'ready', detail: '', gateway: null }, minute),
    )
  await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? ask() : presence(i))))
  expect(await typesOf('mac-f')).toHaveLength(22)
})

test('its rows are what its entries fold to', async () => {
  const { differences, tables } = await checkRebuild(setting.pool, { after: '', limit: 1_000 })
  expect(differences).toEqual([])
  expect(tables.find(({ table }) => table === 'executor')?.folded).toBeGreaterThan(5)
})
