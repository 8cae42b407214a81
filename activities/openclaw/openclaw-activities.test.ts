import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { expect, test, vi } from 'vitest'
import type { EffectRequest } from '#domain/run/run.ts'
import { aRunInput } from '#test/builders.ts'
import { aGate } from '#test/gate.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import { createOpenClawActivities } from './openclaw-activities.ts'

const letter = { to: 'ada@example.com', body: 'Hello' }
const masked = (text: string) => text.replaceAll('hunter2', '***')

type Info = ConstructorParameters<typeof MockActivityEnvironment>[0]
const anEnvironment = (info: Info = {}) =>
  new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') })

function anExecutor() {
  const setting = aGate()
  const gateway = new ScriptedGateway()
  gateway.onStart = (runId, sessionKey) => setting.gate.seen({ runId, sessionKey })
  const { desk, journal, vault, gate, killSwitch, callTerms, startTerms } = setting
  const activities = createOpenClawActivities({
    gateway: gateway.asGateway(),
    desk,
    journal,
    vault,
    gate,
    killSwitch,
    callTerms,
    startTerms,
    masked,
  })
  const grant = setting.approved('send_message', letter)
  const sessionKey = aRunInput().sessionKey
  const owner = { projectId: 'pr_test', agentId: 'ag_test' }
  const request: EffectRequest = { taskId: 't_test', stepId: 's1', sessionKey, owner, grant }
  const run = <T>(work: () => Promise<T>, info?: Info): Promise<T> =>
    anEnvironment(info).run<[], T, typeof work>(work)
  const perform = (info?: Info) => run(() => activities.performEffect(request), info)
  return { ...setting, gateway, activities, grant, request, run, perform }
}
const sent = { ok: true, output: { content: [{ type: 'text', text: 'Sent: hunter2' }] } }

test('an approved effect is done once, with the recorded parameters, however often it is asked for', async () => {
  const { gateway, perform, journal, grant, request } = anExecutor()
  gateway.next('tools.invoke', sent)
  const performed = { outcome: 'performed', detail: 'Sent: ***' }
  expect(await perform()).toEqual(performed)
  expect(await perform()).toEqual(performed)
  const { sessionKey } = request
  expect(gateway.paramsOf('tools.invoke')).toEqual([{ name: 'send_message', args: letter, sessionKey }])
  expect(journal.find(grant.effectKey)).toEqual(performed)
})

test('the gate lets the worker’s call pass while it is made, and not after', async () => {
  const { gateway, perform, gate, call } = anExecutor()
  const own = call('send_message', letter, { runId: undefined })
  let during: unknown
  gateway.next('tools.invoke', async () => {
    during = await gate.decide(own)
    return sent
  })
  await perform()
  expect(during).toEqual({ decision: 'allow', params: letter })
  expect(await gate.decide(own)).toMatchObject({ decision: 'block' })
})

test('an effect that was begun before a crash is uncertain, and never done again', async () => {
  const { gateway, perform, journal, grant } = anExecutor()
  journal.start(grant.effectKey)
  expect(await perform()).toMatchObject({ outcome: 'uncertain' })
  expect(await perform()).toMatchObject({ outcome: 'uncertain' })
  expect(gateway.methods()).toEqual([])
})

test('one that was tried while the Mac had another journal may have been made: it is not made again', async () => {
  const { gateway, perform, journal } = anExecutor()
  gateway.next('tools.invoke', sent)
  const triedIn = (journalId: string) => perform({ heartbeatDetails: { usedMs: 0, journalId } })
  expect(await triedIn('another')).toMatchObject({ outcome: 'uncertain' })
  expect(gateway.methods()).toEqual([])
  expect(await triedIn(journal.journalId)).toMatchObject({ outcome: 'performed' })
})

const receipt = 'front-office-outbox.receipt'

test('an effect whose answer was lost is what its tool’s own log says', async () => {
  const { gateway, perform, grant, journal } = anExecutor()
  gateway.receiptMethods.set('send_message', receipt)
  gateway.next('tools.invoke', new GatewayLost('closed'))
  gateway.next(receipt, { state: 'ended', text: 'Sent: hunter2' })
  const performed = { outcome: 'performed', detail: 'Sent: ***' }
  expect([await perform(), journal.find(grant.effectKey)]).toEqual([performed, performed])
})

test('one that a process began which is gone is asked for by what that process noted', async () => {
  const { gateway, perform, grant, journal, request } = anExecutor()
  const { proposalId, tool, hash } = grant
  const { sessionKey } = request
  journal.start(grant.effectKey, { sessionKey, grant: { proposalId, tool, hash } })
  const since = journal.begun(grant.effectKey)?.at
  gateway.receiptMethods.set('send_message', receipt)
  gateway.next(receipt, { state: 'ended', text: 'Sent.' })
  expect(await perform()).toEqual({ outcome: 'performed', detail: 'Sent.' })
  expect(gateway.paramsOf(receipt)).toEqual([{ tool, sessionKey, since, args: letter }])
  expect(gateway.paramsOf('tools.invoke')).toEqual([])
})

test('one that the tool never began is begun', async () => {
  const { gateway, perform, grant, journal, request } = anExecutor()
  gateway.receiptMethods.set('send_message', receipt)
  gateway.next(receipt, ...Array(2).fill({ state: 'none' }))
  journal.start(grant.effectKey, { sessionKey: request.sessionKey, grant })
  gateway.next('tools.invoke', sent)
  expect(await perform()).toMatchObject({ outcome: 'performed' })
  expect(gateway.paramsOf('tools.invoke')).toHaveLength(1)
})

const neverStarted = { outcome: 'failed', detail: 'It was never started on the Mac.' }

test('whoever only asks is told that it was never started, and then it never is', async () => {
  const { activities, gateway, perform, grant, journal, request, run } = anExecutor()
  gateway.receiptMethods.set('send_message', receipt)
  gateway.next(receipt, ...Array(2).fill({ state: 'none' }))
  journal.start(grant.effectKey, { sessionKey: request.sessionKey, grant })
  for (const _ of [1, 2])
    expect(await run(() => activities.seenPerformed(grant.effectKey))).toEqual(neverStarted)
  expect(await perform()).toEqual(neverStarted)
  expect(gateway.paramsOf('tools.invoke')).toEqual([])
})

test('an attempt that still waits for its gateway begins nothing of what was told to have never begun', async () => {
  const { activities, gateway, perform, grant, run } = anExecutor()
  gateway.goDown('It is restarting.')
  const isAwaited = new Promise<void>((resolve) => {
    gateway.onAwaited = resolve
  })
  const waiting = perform()
  await isAwaited
  expect(await run(() => activities.seenPerformed(grant.effectKey))).toEqual(neverStarted)
  gateway.comeUp()
  expect(await waiting).toEqual(neverStarted)
  expect(gateway.paramsOf('tools.invoke')).toEqual([])
})

test.each([
  [new GatewayRefusal('INVALID_REQUEST', 'no: hunter2', false, 1), 'failed', /^no: \*\*\*$/],
  [{ ok: false, error: { code: 'tool_error', message: 'no room' } }, 'failed', /^no room$/],
  [new GatewayLost('closed'), 'uncertain', /while it was being done. \(closed\)$/],
  [{ nonsense: true }, 'uncertain', /was not understood/],
] as const)('the answer %j makes it %s', async (answer, outcome, detail) => {
  const { gateway, perform } = anExecutor()
  gateway.next('tools.invoke', answer)
  const result = { outcome, detail: expect.stringMatching(detail) }
  expect(await perform()).toEqual(result)
  expect(await perform()).toEqual(result)
})

test('parameters that are gone from the Mac are not begun, so they may be found again', async () => {
  const { perform, vault, journal, grant } = anExecutor()
  vault.find = () => null
  expect(await perform()).toMatchObject({ outcome: 'failed' })
  expect(journal.find(grant.effectKey)).toBeNull()
})

test('an effect waits for a gateway that is away before it counts as begun', async () => {
  const { gateway, perform, journal, grant } = anExecutor()
  gateway.goDown('It is restarting.')
  gateway.onAwaited = () => {
    expect(journal.find(grant.effectKey)).toBeNull()
    gateway.comeUp()
  }
  gateway.next('tools.invoke', sent)
  expect(await perform()).toMatchObject({ outcome: 'performed' })
})

test('for a refused claim the journal is asked, and nothing is done', async () => {
  const { activities, gateway, journal, grant, run } = anExecutor()
  const seen = (effectKey: string) => run(() => activities.seenPerformed(effectKey))
  expect(await seen(grant.effectKey)).toMatchObject({ outcome: 'failed' })
  journal.start('begun')
  expect(await seen('begun')).toMatchObject({ outcome: 'uncertain' })
  journal.start('another')
  journal.finish('another', { outcome: 'performed', detail: 'Sent.' })
  for (const _ of [1, 2]) expect(await seen('another')).toEqual({ outcome: 'performed', detail: 'Sent.' })
  expect(gateway.methods()).toEqual([])
})

test('an abort names the session, and its repeat is harmless', async () => {
  const { activities, gateway, run } = anExecutor()
  for (const _ of [1, 2]) await run(() => activities.abortRun('agent:main:fo:t_test'))
  expect(gateway.paramsOf('sessions.abort')).toEqual(Array(2).fill({ key: 'agent:main:fo:t_test' }))
})

test('an attempt that comes while the call is under way waits for its answer, and so does who asks for it', async () => {
  const { activities, gateway, perform, journal, grant, run } = anExecutor()
  let answer = (_: object) => {}
  gateway.next('tools.invoke', () => new Promise((resolve) => (answer = resolve)))
  const first = perform()
  await expect.poll(() => journal.find(grant.effectKey)).toBe('started')
  const others = [perform(), run(() => activities.seenPerformed(grant.effectKey))]
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(journal.find(grant.effectKey)).toBe('started')
  answer(sent)
  const performed = { outcome: 'performed', detail: 'Sent: ***' }
  expect(await Promise.all([first, ...others])).toEqual([performed, performed, performed])
  expect(gateway.paramsOf('tools.invoke')).toHaveLength(1)
})

test('an answer that comes after it was put down as uncertain is kept, and told', async () => {
  const { gateway, perform, journal, grant, desk } = anExecutor()
  const told = vi.spyOn(desk, 'tell')
  gateway.next('tools.invoke', () => {
    journal.finish(grant.effectKey, { outcome: 'uncertain', detail: 'Who knows.' })
    return sent
  })
  const performed = { outcome: 'performed', detail: 'Sent: ***' }
  expect(await perform()).toEqual(performed)
  expect(journal.find(grant.effectKey)).toEqual(performed)
  const { proposalId, effectKey } = grant
  const item = { kind: 'effect', stepId: 's1', proposalId, effectKey, ...performed }
  expect(told.mock.calls).toEqual([['t_test', expect.objectContaining(item)]])
})

test('an approved effect is not begun while its agent is stopped, and is done once that is lifted', async () => {
  const { gateway, perform, told, killSwitch, journal, grant } = anExecutor()
  told.orders = { everything: null, scopes: { ag_test: 'Ada stopped this agent: wrong list' }, agents: {} }
  gateway.next('tools.invoke', sent)
  const performing = perform()
  const its = { openclawAgentId: 'main', projectId: 'pr_test', agentId: 'ag_test' }
  await expect.poll(() => killSwitch.stopOf(its)).not.toBeNull()
  expect(journal.find(grant.effectKey)).toBeNull()
  expect(gateway.methods()).not.toContain('tools.invoke')
  told.orders = { everything: null, scopes: {}, agents: {} }
  await killSwitch.refresh()
  expect(await performing).toMatchObject({ outcome: 'performed' })
})

test('what policy forbids since it was approved is not done, and says why', async () => {
  const { gateway, perform, told, journal, grant } = anExecutor()
  told.terms = { isClaimed: true, deniedTools: ['send_message'], domains: null }
  expect(await perform()).toEqual({
    outcome: 'failed',
    detail: 'send_message is not allowed by policy any more. It was approved, and it was NOT done.',
  })
  expect(gateway.methods()).not.toContain('tools.invoke')
  expect(journal.find(grant.effectKey)).toBeNull()
})

test('an approved call goes only where policy lets it go by now', async () => {
  const { activities, approved, gateway, request, run, told } = anExecutor()
  const to = (url: string) =>
    run(() =>
      activities.performEffect({ ...request, grant: approved('send_message', { ...letter, url }, url) }),
    )
  told.terms = { isClaimed: true, deniedTools: [], domains: ['example.com'] }
  expect(await to('https://evil.example')).toMatchObject({
    outcome: 'failed',
    detail: expect.stringMatching(/may not go to evil\.example.*NOT done/),
  })
  expect(gateway.methods()).not.toContain('tools.invoke')
  gateway.next('tools.invoke', sent)
  expect(await to('https://www.example.com')).toMatchObject({ outcome: 'performed' })
})

test('an approved effect waits until the control plane says what policy allows by then', async () => {
  const { gateway, perform, told, journal, grant } = anExecutor()
  const { terms } = told
  told.terms = null
  gateway.next('tools.invoke', sent)
  const performing = perform()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(journal.find(grant.effectKey)).toBeNull()
  expect(gateway.methods()).not.toContain('tools.invoke')
  told.terms = terms
  expect(await performing).toMatchObject({ outcome: 'performed' })
})
