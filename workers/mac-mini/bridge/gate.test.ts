import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import { Policy } from '#domain/policy/policy.ts'
import { mask } from '#domain/run/masking.ts'
import { aTime } from '#test/builders.ts'
import { aGate } from '#test/gate.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { Gate, proposalIdOf } from './gate.ts'

const letter = { to: 'ada@example.com', body: 'Hello' }
const block = (text: RegExp) => ({ decision: 'block', text: expect.stringMatching(text) })
const recovered = { sourceTool: 'main_session_restart_recovery' }

test('what is safe passes with the parameters it was asked with', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy: Policy.parse({ extraSafeTools: ['web_fetch'] }) })
  for (const tool of ['read', 'web_fetch'])
    expect(await gate.decide(call(tool, { path: 'x' }))).toEqual({ decision: 'allow', params: { path: 'x' } })
  expect(run.unsent()).toEqual([])
})

test('without an open run nothing passes, not even what is safe', async () => {
  const { gate, call } = aGate()
  expect(await gate.decide(call('read', {}))).toEqual(block(/^No open task/))
})

test('what is not safe is held as one proposal, however often the call is repeated', async () => {
  const { gate, open, call } = aGate()
  const run = open()
  const id = proposalIdOf('run-1', 'send_message', parametersHash('send_message', letter))
  const first = await gate.decide(call('send_message', letter))
  expect(first).toEqual(block(new RegExp(`held for approval by an operator \\(${id}\\). It was NOT done`)))
  expect(await gate.decide({ ...call('send_message', { ...letter }), toolCallId: 'call-2' })).toEqual(first)
  expect(run.unsent()).toEqual([
    {
      kind: 'proposal',
      id,
      at: expect.any(String),
      stepId: 's1',
      tool: 'send_message',
      parameters: letter,
      hash: parametersHash('send_message', letter),
      via: 'invoke',
    },
    expect.objectContaining({ kind: 'call_blocked', why: 'held', times: 2, proposalId: id }),
  ])
})

test('the id of a proposal is of its run, its tool and its parameters, whatever their order', () => {
  const hash = parametersHash('exec', { a: 1, b: 2 })
  const id = proposalIdOf('run-1', 'exec', hash)
  expect(id).toMatch(/^p_[0-9a-f]{24}$/)
  expect(proposalIdOf('run-1', 'exec', parametersHash('exec', { b: 2, a: 1 }))).toBe(id)
  const others = [
    proposalIdOf('run-2', 'exec', hash),
    proposalIdOf('run-1', 'bash', hash),
    proposalIdOf('run-1', 'exec', parametersHash('exec', { a: 1 })),
  ]
  expect(new Set([id, ...others]).size).toBe(4)
})

test('the record holds secrets masked; the Mac keeps them for the call that is approved', async () => {
  const { gate, vault, open, call } = aGate()
  const run = open()
  const params = { host: 'db', password: 'correct horse' }
  await gate.decide(call('migrate', params))
  const [item] = run.unsent()
  if (item?.kind !== 'proposal') throw new Error('nothing was proposed')
  expect(item).toMatchObject({ parameters: { host: 'db', password: mask }, via: 'resume' })
  expect(vault.find({ proposalId: item.id, tool: 'migrate', hash: item.hash })).toEqual(params)
})

test.each([8_010, 60_000])('what is held is recorded whole: %i characters', async (length) => {
  const { gate, open, call } = aGate()
  const run = open()
  const body = `${'x'.repeat(length)} and this`
  await gate.decide(call('send_message', { ...letter, body }))
  const [item] = run.unsent()
  expect(item?.kind === 'proposal' && item.parameters.body === body).toBe(true)
})

test('what is too long to be read is not proposed at all, and the agent is told what to do', async () => {
  const { gate, vault, open, call } = aGate()
  const run = open()
  const keep = vi.spyOn(vault, 'keep')
  const long = 'ü'.repeat(33_000)
  const secrets = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`${i}_token`, 'x']))
  for (const params of [{ body: long }, { list: Array(70_000).fill(1) }, secrets]) {
    const text = /too long to be approved; put it in a file of the workspace and name the file/
    expect(await gate.decide(call('send_message', params))).toEqual(block(text))
  }
  expect(new Set(run.unsent().map(({ kind }) => kind))).toEqual(new Set(['call_blocked']))
  expect(keep).not.toHaveBeenCalled()
})

test('a turn that its agent ended makes no further call, and its run is to be ended', async () => {
  const { gate, open, call } = aGate()
  const run = open()
  const finish = { kind: 'finish', id: 'f_1', at: aTime, stepId: 's1', summary: 'Done.' } as const
  run.report(finish)
  expect(await gate.decide(call('exec', {}, { runId: 'of-somebody-else' }))).toEqual(
    block(/held for approval/),
  )
  expect(run.turnEnd.overrun.aborted).toBe(false)
  expect(await gate.decide(call('exec', {}))).toEqual(block(/^Your turn has ended/))
  expect(run.turnEnd.overrun.aborted).toBe(true)
})

test('files are read within the agent’s workspace, as the gateway knows it, and held outside', async () => {
  const workspace = tempFolder()
  const { desk, journal, vault, killSwitch, open, call } = aGate()
  const workspaceOf = async (agentId: string) => (agentId === 'main' ? workspace : null)
  const gate = new Gate({ desk, journal, vault, killSwitch, isOwnTool: async () => false, workspaceOf })
  const read = (path: string) => gate.decide({ ...call('read', { path }), agentId: 'main' })
  expect(await read(join(workspace, 'a'))).toMatchObject({ decision: 'allow' })
  expect(await read('/etc/hostname')).toEqual(block(/^No open task/))
  open({ policy: Policy.parse({ extraSafeTools: ['grep'] }) })
  for (const path of ['a', join(workspace, 'a')])
    expect(await read(path)).toMatchObject({ decision: 'allow' })
  for (const path of ['/etc/hostname', '../a', '~/.ssh/id_rsa', 'file:///etc/hostname'])
    expect(await read(path)).toEqual(block(/held for approval/))
  expect(await gate.decide(call('grep', { path: '/' }))).toMatchObject({ decision: 'allow' })
})

test('a grant puts the recorded parameters in, and is used once', async () => {
  const { gate, journal, open, call, approved } = aGate()
  const grant = approved('send_message', letter)
  const run = open({ grants: [grant] })
  const typed = call('send_message', { to: 'eve@example.com', body: 'Other words' })
  expect(await gate.decide(typed)).toEqual({ decision: 'allow', params: letter })
  expect(journal.find(grant.effectKey)).toBe('started')
  expect(await gate.decide(call('send_message', letter))).toEqual(block(/held for approval/))
  expect(run.unsent().map(({ kind }) => kind)).toEqual(['call_blocked', 'proposal'])
})

test('what an approver made of it is put in place of what the model types', async () => {
  const { gate, open, call, approved } = aGate()
  const parameters = { ...letter, to: 'grace@example.com' }
  const grant = {
    ...approved('send_message', letter),
    hash: parametersHash('send_message', parameters),
    parameters,
  }
  open({ grants: [grant] })
  expect(await gate.decide(call('send_message', letter))).toEqual({ decision: 'allow', params: parameters })
  expect(await gate.decide(call('send_message', parameters))).toEqual(block(/held for approval/))
})

test('of several grants the one for this very call is used, then any of the same tool', async () => {
  const { gate, open, call, approved } = aGate()
  const other = { to: 'bob@example.com', body: 'Hi' }
  open({ grants: [approved('send_message', letter, 'a'), approved('send_message', other, 'b')] })
  expect(await gate.decide(call('send_message', other))).toMatchObject({ params: other })
  expect(await gate.decide(call('send_message', other))).toMatchObject({ params: letter })
  expect(await gate.decide(call('exec', other))).toEqual(block(/held for approval/))
})

test.each(['bcc', 'constructor', 'toString'])(
  'a parameter that the approved call does not have would stay: %s is refused, and the grant unused',
  async (extra) => {
    const { gate, journal, open, call, approved } = aGate()
    const grant = approved('send_message', letter)
    open({ grants: [grant] })
    const answer = await gate.decide(call('send_message', { ...letter, [extra]: 'eve@example.com' }))
    expect(answer).toEqual(block(new RegExp(`again without: ${extra}\\.`)))
    expect(journal.find(grant.effectKey)).toBeNull()
    expect(await gate.decide(call('send_message', letter))).toMatchObject({ decision: 'allow' })
  },
)

test('parameters that are gone from the Mac are not made up', async () => {
  const { gate, journal, open, call, approved, dataFolder } = aGate()
  const grant = approved('send_message', letter)
  open({ grants: [grant] })
  rmSync(join(dataFolder, 'vault', `${grant.proposalId}.json`))
  expect(await gate.decide(call('send_message', letter))).toEqual(block(/not on this Mac any more/))
  expect(journal.find(grant.effectKey)).toBeNull()
})

test.each(['run-of-somebody', undefined])(
  'a run that nobody here started (%s) has none of our grants, even in our session',
  async (runId) => {
    const { gate, journal, open, call, approved } = aGate()
    const grant = approved('send_message', letter)
    open({ grants: [grant] })
    expect(await gate.decide(call('send_message', letter, { runId }))).toEqual(block(/held for approval/))
    expect(journal.find(grant.effectKey)).toBeNull()
  },
)

test('a grant of one session is not given in another', async () => {
  const { gate, open, call, approved } = aGate()
  open({ grants: [approved('send_message', letter)] })
  open({ runId: 'run-2', sessionKey: 'agent:main:fo:t_other', taskId: 't_other' })
  const elsewhere = call('send_message', letter, { runId: 'run-2', sessionKey: 'agent:main:fo:t_other' })
  expect(await gate.decide(elsewhere)).toEqual(block(/held for approval/))
})

test('the run by which a restarted gateway goes on with ours has its grants', async () => {
  const { gate, open, call, approved } = aGate()
  const { sessionKey } = open({ grants: [approved('send_message', letter)] }).input
  gate.seen({ sessionKey, runId: 'wake-up', provenance: { sourceTool: 'heartbeat' } })
  gate.seen({ sessionKey: 'agent:main:other', runId: 'elsewhere', provenance: recovered })
  gate.seen({ sessionKey, provenance: recovered })
  for (const runId of ['wake-up', 'elsewhere', ''])
    expect(await gate.decide(call('send_message', letter, { runId }))).toEqual(block(/held for approval/))
  gate.seen({ sessionKey, runId: 'recovery', provenance: recovered })
  expect(await gate.decide(call('send_message', letter, { runId: 'recovery' }))).toMatchObject({
    params: letter,
  })
})

test('a recovery long past is forgotten, and then held like anybody', async () => {
  const { gate, open, call, approved } = aGate()
  const { sessionKey } = open({ grants: [approved('send_message', letter)] }).input
  for (let n = 0; n <= 200; n++) gate.seen({ sessionKey, runId: `recovery-${n}`, provenance: recovered })
  const by = (runId: string) => gate.decide(call('send_message', letter, { runId }))
  expect(await by('recovery-0')).toEqual(block(/held for approval/))
  expect(await by('recovery-1')).toMatchObject({ decision: 'allow' })
})

test('the worker’s own call passes once, exactly as it was announced', async () => {
  const { gate, call } = aGate()
  const announced = {
    tool: 'send_message',
    hash: parametersHash('send_message', letter),
    parameters: letter,
  }
  const own = call('send_message', letter, { runId: undefined })
  gate.expect(own.sessionKey, announced)
  expect(await gate.decide(own)).toEqual({ decision: 'allow', params: letter })
  expect(await gate.decide(own)).toEqual(block(/^No open task/))

  for (const wrong of [
    { ...own, tool: 'exec' },
    { ...own, params: { ...letter, bcc: 'eve' } },
  ]) {
    gate.expect(own.sessionKey, announced)
    expect(await gate.decide(wrong)).toEqual(block(/not the call that was approved/))
    expect(await gate.decide(own)).toEqual(block(/^No open task/))
  }
})

test('an announcement is for calls without a run and for its session, until it is taken back', async () => {
  const { gate, open, call } = aGate()
  open()
  const hash = parametersHash('send_message', letter)
  const own = call('send_message', letter, { runId: undefined })
  const takeBack = gate.expect(own.sessionKey, { tool: 'send_message', hash, parameters: letter })
  expect(await gate.decide(call('send_message', letter))).toEqual(block(/held for approval/))
  expect(await gate.decide({ ...own, sessionKey: 'agent:main:other' })).toEqual(block(/^No open task/))
  takeBack()
  expect(await gate.decide(own)).toEqual(block(/held for approval/))
})
