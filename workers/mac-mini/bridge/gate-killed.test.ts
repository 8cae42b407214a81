import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aGate } from '#test/gate.ts'
import { Gate } from './gate.ts'

const letter = { to: 'ada@example.com', body: 'Hello' }
const reason = 'Ada stopped it: wrong list'
const stopped = { decision: 'block', text: expect.stringMatching(/Ada stopped .*\. It was NOT done/) }

/** Everything, or an agent by its name on the gateway, and ours by their ids. */
async function aStoppedGate(agent: string | null, scopes: Record<string, string> = {}) {
  const setting = aGate()
  const agents: Record<string, string> = agent ? { [agent]: reason } : {}
  setting.told.orders = { everything: agent ? null : reason, scopes, agents }
  await setting.killSwitch.refresh()
  return setting
}

test('nothing passes while everything is stopped: not what is safe, granted, or the worker’s own', async () => {
  const { gate, open, call, approved, journal } = await aStoppedGate(null)
  const grant = approved('send_message', letter)
  const run = open({ grants: [grant] })
  expect(await gate.decide(call('read', {}))).toEqual(stopped)
  expect(await gate.decide(call('send_message', letter))).toEqual(stopped)
  const { tool, hash } = grant
  gate.expect(call(tool, letter).sessionKey, { tool, hash, parameters: letter })
  expect(await gate.decide({ ...call(tool, letter), runId: undefined })).toEqual(stopped)
  expect(run.unsent()).toMatchObject([
    { kind: 'call_blocked', tool: 'read', why: 'kill_switch', times: 1 },
    { kind: 'call_blocked', tool: 'send_message', why: 'kill_switch', times: 1 },
    { kind: 'call_blocked', tool: 'send_message', why: 'kill_switch', times: 2 },
  ])
  expect(journal.find(grant.effectKey)).toBeNull()
})

test('a grant that was held back is still there once it is lifted', async () => {
  const { gate, open, call, approved, told, killSwitch } = await aStoppedGate('main', { ag_test: reason })
  open({ grants: [approved('send_message', letter)] })
  expect(await gate.decide(call('send_message', letter))).toEqual(stopped)
  told.orders = { everything: null, scopes: {}, agents: {} }
  await killSwitch.refresh()
  expect(await gate.decide(call('send_message', letter))).toEqual({ decision: 'allow', params: letter })
})

test('of one agent only its sessions are stopped, known by their key where the host does not say', async () => {
  const { gate, open, call } = await aStoppedGate('ines')
  open()
  expect(await gate.decide(call('memory_search', {}))).toMatchObject({ decision: 'allow' })
  const foreign = call('memory_search', {}, { sessionKey: 'agent:ines:cron:daily' })
  expect(await gate.decide(foreign)).toEqual(stopped)
  expect(await gate.decide({ ...foreign, sessionKey: 'cron:daily', agentId: 'Ines' })).toEqual(stopped)
})

test('of two projects that share an agent of the gateway, the other one goes on, and strangers do not', async () => {
  const { gate, open, call, approved } = await aStoppedGate('main', { pr_other: reason })
  const { tool, hash } = approved('send_message', letter)
  const own = call(tool, letter)
  const owner = { projectId: 'pr_test', agentId: 'ag_test' }
  gate.expect(own.sessionKey, { tool, hash, parameters: letter, owner })
  expect(await gate.decide({ ...own, runId: undefined })).toMatchObject({ decision: 'allow' })
  open()
  expect(gate.stopped(own)).toEqual({ stop: null })
  expect(gate.stopped({ ...own, sessionKey: 'agent:main:main' })).toEqual({ stop: reason })
})

test('the file on the Mac stops the gate from one call to the next', async () => {
  const { gate, open, call, killSwitch } = aGate()
  open()
  expect(await gate.decide(call('memory_search', {}))).toMatchObject({ decision: 'allow' })
  writeFileSync(killSwitch.file, 'Out of hand')
  expect(await gate.decide(call('memory_search', {}))).toMatchObject({
    decision: 'block',
    text: expect.stringContaining('Out of hand'),
  })
})

test('a run that begins is told that it is stopped, also one that nobody here started', async () => {
  const { gate } = await aStoppedGate('ines')
  expect(gate.seen({ sessionKey: 'agent:ines:main', runId: 'r' })).toEqual({
    stop: 'Ada stopped it: wrong list',
  })
  expect(gate.seen({ sessionKey: 'agent:main:main', runId: 'r' })).toEqual({ stop: null })
})

test('of runs that begin, those that nobody here started are told on, for a switch that is set later', () => {
  const { desk, journal, vault, killSwitch, open, call } = aGate()
  const began: string[] = []
  const foreign = {
    began: ({ sessionKey }: { sessionKey: string }) => void began.push(sessionKey),
    settled: async () => {},
  }
  const gate = new Gate({ desk, journal, vault, killSwitch, isOwnTool: async () => false, foreign })
  open()
  gate.seen({ sessionKey: call('read', {}).sessionKey, runId: 'run-1' })
  gate.seen({ sessionKey: 'agent:main:main', runId: 'r' })
  expect(began).toEqual(['agent:main:main'])
})

const used = { input: 60, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: null }
type Setting = ReturnType<typeof aGate>

/** A gate whose control plane answers, of a granted call, only after this has happened. */
async function usedWhile(
  happens: (setting: Setting, run: ReturnType<Setting['open']>) => Promise<void> | void,
) {
  const setting = aGate()
  const grant = setting.approved('send_message', letter)
  const run = setting.open({ grants: [grant], reserved: { tokens: 1, costNanoUsd: null } })
  const callTerms = async () => {
    await happens(setting, run)
    return setting.callTerms()
  }
  const gate = new Gate({ ...setting, callTerms, isOwnTool: async () => true })
  const answer = await gate.decide(setting.call('send_message', letter))
  return { answer, begun: setting.journal.find(grant.effectKey) }
}

test('a granted call does not pass where what stops it came while the control plane was asked of it', async () => {
  const switchedOff = await usedWhile(async ({ told, killSwitch }) => {
    told.orders = { everything: reason, scopes: {}, agents: {} }
    await killSwitch.refresh()
  })
  const spent = await usedWhile((_, { usage }) => usage.note({ id: 'u_1', use: used, mayGoOn: true }))
  const ended = await usedWhile((_, run) => run.close())
  const nothing = await usedWhile(() => {})
  expect(switchedOff).toEqual({ answer: stopped, begun: null })
  expect(spent).toEqual({
    answer: { decision: 'block', text: expect.stringContaining('has used all') },
    begun: null,
  })
  expect(ended.answer).toMatchObject({ decision: 'block', text: expect.stringContaining('has ended') })
  expect(ended.begun).toBeNull()
  expect(nothing).toEqual({ answer: { decision: 'allow', params: letter }, begun: 'started' })
})
