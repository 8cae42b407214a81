import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ungatedWords } from '#activities/openclaw/gate-watch.ts'
import { executorsContract } from '#api/executors/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import { findingStreamId } from '#domain/ids.ts'
import { pastTheGate } from '../../local/practice-gateway/gateway.ts'
import { linesOf, until } from '../e2e/stage.ts'
import { practiceWorld } from './practice-world.ts'
import type { World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await practiceWorld()
}, 180_000)
afterAll(() => world?.stop(), 60_000)

const executorOf = async ({ ask }: World) =>
  (await ask(executorsContract.listExecutors)).items.find(({ id }) => id === 'mac-mini')

async function untilState(state: string): Promise<string> {
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const executor = await executorOf(world)
    if (executor?.state === state) return executor.detail
    if (Date.now() > deadline) throw new Error(`never ${state}: ${JSON.stringify(executor)}`)
  }
}

const send = (mark: string) =>
  `slow: 1500\neffect: send_message {"to": "ada@example.com", "body": "${mark}"}\nfinish: over`

test('a gateway whose agents pass our plugin by does no work for us until it has restarted', {
  timeout: 240_000,
}, async () => {
  const file = join(world.folder, 'practice', pastTheGate)
  await untilState('ready')
  writeFileSync(file, '')
  await world.killGateway()
  const where = await world.aProject()
  const first = await world.aTask(where, send('past-the-gate'))
  const { state } = await world.until(first, ({ state }) => state.runs[0]?.endedAt != null, 90_000)
  expect(state.runs[0]).toMatchObject({ outcome: 'failed', error: ungatedWords.run })
  expect(await untilState('gateway_refuses')).toBe(ungatedWords.gateway)

  // It is given nothing more, however often the worker reaches it.
  const second = await world.aTask(where, send('held-again'))
  await sleep(12_000)
  expect((await executorOf(world))?.state).toBe('gateway_refuses')
  expect((await world.task(second)).state.proposals).toEqual([])

  rmSync(file)
  await world.killGateway()
  await untilState('ready')
  await world.untilAsked(second)
  expect(linesOf(world.outbox).filter(Boolean)).toEqual([])
})

test('a call that passed our plugin by in a run that nobody here asked for is a finding, and its gateway does no work for us', {
  timeout: 240_000,
}, async () => {
  const file = join(world.folder, 'practice', pastTheGate)
  writeFileSync(file, '')
  await world.killGateway()
  const sessionKey = 'agent:main:telegram:past-the-gate'
  const effect = 'effect: send_message {"to": "ada@example.com", "body": "by chat"}'
  // Long enough for the worker to be back at its gateway.
  const message = `Hello.\nslow: 8000\n${effect}\nanswer: done`
  const begin = () => world.byHand('chat.send', { sessionKey, idempotencyKey: 'past-the-gate-1', message })
  await until(() => begin().catch(() => undefined), 'the gateway is back')
  expect(await untilState('gateway_refuses')).toBe(ungatedWords.gateway)
  expect(linesOf(world.outbox).filter(Boolean)).toHaveLength(1)

  const findingId = findingIdOf('mac-mini', 'gate_plugin', 'past/send_message')
  const itsInbox = async () => {
    const { items } = await world.ask(inboxContract.listInbox)
    return items.find(({ id }) => id === `finding:${findingId}`)
  }
  expect(await until(itsInbox, 'the finding is in the inbox')).toMatchObject({ title: 'send_message' })
  const finding = await world.ask(findingsContract.getFinding, { params: { findingId } })
  expect(finding).toMatchObject({ kind: 'gate_plugin', difference: 'ungated', status: 'open' })
  expect(finding.theirs?.line).toContain(`ran in ${sessionKey} at `)
  const { items } = await world.ask(ledgerContract.listEntries, {
    query: { streamId: findingStreamId(findingId) },
  })
  expect(items).toMatchObject([{ type: 'finding_opened', actor: 'executor:mac-mini' }])

  rmSync(file)
  await world.killGateway()
  await untilState('ready')
})
