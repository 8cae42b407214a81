import { expect, onTestFinished, test } from 'vitest'
import type { OpenRun } from '#activities/openclaw/executor-desk.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { Policy } from '#domain/policy/policy.ts'
import { mask } from '#domain/run/masking.ts'
import { type Parameters, RunItem } from '#domain/run/run.ts'
import { aRunInput } from '#test/builders.ts'
import { aGate } from '#test/gate.ts'
import { gateOnDisk } from '#test/gate-on-disk.ts'
import { detailOf } from './tool-result.ts'

const command = { command: 'make' }
const letter = { to: 'ada@example.com', body: 'Hello' }
const said = (text: string, details?: unknown) => ({ content: [{ type: 'text', text }], details })

const kindsOf = (run: OpenRun) => run.unsent().map(({ kind }) => kind)

/** A granted `exec` that the gate let pass. */
async function allowed(parameters: Parameters = command) {
  const setting = aGate()
  const grant = setting.approved('exec', parameters)
  const run = setting.open({ grants: [grant] })
  await setting.gate.decide(setting.call('exec', parameters))
  const performed = (
    result: unknown,
    change: { args?: Parameters; isError?: boolean; tool?: string; toolCallId?: string } = {},
  ) =>
    setting.gate.performed({
      ...setting.call('exec', {}),
      args: parameters,
      isError: false,
      result,
      ...change,
    })
  const effects = () => run.unsent().filter((item) => item.kind === 'effect')
  return { ...setting, grant, run, performed, effects }
}

test('a granted call that returned is performed: journalled, and reported with the tool’s words', async () => {
  const { performed, effects, journal, grant } = await allowed()
  performed(said('built', { status: 'completed', exitCode: 0 }))
  expect(journal.find(grant.effectKey)).toEqual({ outcome: 'performed', detail: 'built' })
  expect(effects()).toEqual([
    {
      kind: 'effect',
      id: expect.stringMatching(/^e_[0-9a-f]{24}$/),
      at: expect.any(String),
      stepId: 's1',
      proposalId: grant.proposalId,
      effectKey: grant.effectKey,
      outcome: 'performed',
      detail: 'built',
    },
  ])
})

test('what is told again changes nothing', async () => {
  const { performed, effects, journal, grant, gate, run } = await allowed()
  performed(said('built'))
  performed(said('again'), { isError: true })
  gate.settleUnconfirmed(run)
  expect(journal.find(grant.effectKey)).toEqual({ outcome: 'performed', detail: 'built' })
  expect(effects()).toHaveLength(1)
})

test('the same call made once more past the gate is told, though the first one had a permission', async () => {
  const { performed, effects, run, grant, journal } = await allowed()
  performed(said('built'))
  performed(said('built'))
  expect(run.unsent()).toHaveLength(1)
  performed(said('built again'), { toolCallId: 'call-2' })
  performed(said('built again'), { toolCallId: 'call-2' })
  expect(run.unsent().slice(1)).toMatchObject([
    {
      ...{ kind: 'call_changed', tool: 'exec', allowed: null, answer: 'performed: built again' },
      effective: { hash: grant.hash, parameters: command },
    },
  ])
  expect(effects()).toMatchObject([{ outcome: 'performed', detail: 'built' }])
  expect(journal.find(grant.effectKey)).toEqual({ outcome: 'performed', detail: 'built' })
})

test.each([
  ['the same', command],
  ['other', { command: 'rm -r build' }],
])('nor is one with %s parameters taken for a granted call that has not returned yet', async (_, args) => {
  const { performed, effects, run, journal, grant } = await allowed()
  performed(said('past'), { toolCallId: 'call-2', args })
  expect(run.unsent()).toMatchObject([{ kind: 'call_changed', allowed: null, answer: 'performed: past' }])
  expect(journal.find(grant.effectKey)).toBe('started')
  performed(said('built'))
  expect(effects()).toMatchObject([{ outcome: 'performed', detail: 'built' }])
})

test('that is so after the worker was started again; of what an older one wrote nothing can be told', async () => {
  const { dataFolder, performed, run, grant } = await allowed()
  performed(said('built'))
  const again = gateOnDisk(dataFolder)
  onTestFinished(() => again.desk.stop())
  const reopened = again.open({ grants: [grant] })
  const returned = (toolCallId: string) =>
    again.gate.performed({
      ...{ ...again.call('exec', {}), toolCallId, args: command, isError: false },
      result: said('again'),
    })
  returned('call-1')
  expect(kindsOf(reopened)).toEqual(kindsOf(run))
  returned('call-2')
  expect(kindsOf(reopened)).toEqual([...kindsOf(run), 'call_changed'])

  const old = aGate()
  const one = old.approved('exec', command)
  const oldRun = old.open({ grants: [one] })
  old.journal.start(one.effectKey)
  old.journal.finish(one.effectKey, { outcome: 'performed', detail: 'built' })
  old.gate.performed({ ...old.call('exec', {}), args: command, isError: false, result: said('built') })
  expect(kindsOf(oldRun)).toEqual(['effect'])
})

test('performed with other parameters than the approved ones is uncertain', async () => {
  const { performed, effects } = await allowed()
  performed(said('done'), { args: { command: 'rm -r build' } })
  expect(effects()).toMatchObject([
    { outcome: 'uncertain', detail: expect.stringMatching(/other parameters/) },
  ])
})

test('another tool that returns says nothing of a granted one', async () => {
  const { performed, effects, journal, grant } = await allowed()
  performed(said('done'), { tool: 'write' })
  expect(effects()).toEqual([])
  expect(journal.find(grant.effectKey)).toBe('started')
})

test.each([
  ['an error', true, {}, 'failed'],
  ['an exit code', false, { exitCode: 2 }, 'failed'],
  ['a command that still runs', false, { status: 'running' }, 'uncertain'],
  ['a command that still runs, called an error', true, { status: 'running' }, 'uncertain'],
] as const)('%s is not performed', async (_, isError, details, outcome) => {
  const { performed, effects } = await allowed()
  performed(said('words', details), { isError })
  expect(effects()).toMatchObject([{ outcome, detail: expect.stringMatching(/words$/) }])
})

test('allowed and never seen to return is uncertain at the end of the run', async () => {
  const { gate, run, effects, journal, grant } = await allowed()
  gate.settleUnconfirmed(run)
  expect(effects()).toMatchObject([{ outcome: 'uncertain', effectKey: grant.effectKey }])
  expect(journal.find(grant.effectKey)).toMatchObject({ outcome: 'uncertain' })
})

test('a grant that nobody used is nothing to settle', () => {
  const { gate, open, approved, journal } = aGate()
  const grant = approved('exec', command)
  const run = open({ grants: [grant] })
  gate.settleUnconfirmed(run)
  expect(run.unsent()).toEqual([])
  expect(journal.find(grant.effectKey)).toBeNull()
})

test('a call that was never allowed is not believed to be performed', () => {
  const { gate, open, approved, journal, call } = aGate()
  const grant = approved('exec', command)
  const run = open({ grants: [grant] })
  gate.performed({ ...call('exec', {}), args: command, isError: false, result: said('done') })
  expect(journal.find(grant.effectKey)).toBeNull()
  const [item] = run.unsent()
  expect(RunItem.parse(item)).toMatchObject({
    ...{
      kind: 'call_changed',
      stepId: 's1',
      tool: 'exec',
      allowed: null,
      sessionKey: aRunInput().sessionKey,
    },
    effective: { hash: parametersHash('exec', command), parameters: command },
    answer: 'performed: done',
  })
})

test('what ran past the gate is told once; what is safe, what was let pass, and what is told again, is not', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy: Policy.parse({ extraSafeTools: ['web_fetch'] }) })
  const returned = (tool: string, toolCallId: string) =>
    gate.performed({ ...call(tool, {}), toolCallId, args: letter, isError: false, result: said('Sent.') })
  for (const id of ['call-1', 'call-1', 'call-2']) returned('send_message', id)
  returned('web_fetch', 'call-3')
  returned('read', 'call-4')
  await gate.decide({ ...call('web_fetch', letter), toolCallId: 'call-5' })
  returned('web_fetch', 'call-5')
  expect(run.unsent().map(({ kind }) => kind)).toEqual(['call_changed', 'call_changed'])
})

test('what was uncertain and is seen to return after all is known, and what is known stays', async () => {
  const { gate, run, performed, effects, journal, grant } = await allowed()
  gate.settleUnconfirmed(run)
  performed(said('built'))
  performed(said('broken'), { isError: true })
  expect(effects().map((item) => item.kind === 'effect' && item.outcome)).toEqual(['uncertain', 'performed'])
  expect(new Set(effects().map(({ id }) => id)).size).toBe(2)
  expect(journal.find(grant.effectKey)).toEqual({ outcome: 'performed', detail: 'built' })
})

test('a tool’s answer is told in words, without secrets, within bounds', () => {
  expect(detailOf(said('one'))).toBe('one')
  expect(detailOf({ content: [{ type: 'image' }, { type: 'text', text: 'two' }] })).toBe('two')
  expect(detailOf('three')).toBe('three')
  expect(detailOf(null)).toBe('')
  expect(detailOf({ some: 'thing' })).toBe('{"some":"thing"}')
  expect(detailOf(said('password=correct-horse'))).toBe(`password=${mask}`)
  expect(detailOf(said('x'.repeat(5_000)))).toHaveLength(4_000)
})
