import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { AdoptionAnswer } from '#domain/run/adoption.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import type { RunItem } from '#domain/run/run.ts'
import { answerOf, ended, userMessage } from '#test/agent-turn.ts'
import { aProposalItem, aRunInput } from '#test/builders.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { SignalRefused } from '../spool/item-sender.ts'
import { openRunDesk } from '../spool/run-desk.ts'
import { openAdoptionFiles } from './adoption-file.ts'
import { Adoptions } from './adoptions.ts'
import { patientWithAdopted } from './patient-send.ts'

const run: ForeignRun = {
  ...{ runId: 'run-1', sessionKey: 'agent:main:main', openclawAgentId: 'main', message: 'Sales?' },
  ...{ starter: { kind: 'chat', name: '' }, startedAt: null },
}
const { policy } = aRunInput()
const adopted: AdoptionAnswer = {
  adoption: { taskId: 't_1', projectId: 'pr_1', agentId: 'ag_1', policy },
  why: '',
}

interface Setting {
  dataFolder?: string
  adopt?: () => Promise<AdoptionAnswer>
  send?: (items: RunItem[]) => Promise<void>
  /** Whether the record has its end. */
  isRecorded?: (sent: RunItem[]) => boolean
}
const hasEnd = (sent: RunItem[]) => sent.some(({ kind }) => kind === 'foreign_end')

function aMac({
  dataFolder = tempFolder(),
  adopt = async () => adopted,
  send = async () => {},
  isRecorded = hasEnd,
}: Setting = {}) {
  const gateway = new ScriptedGateway()
  gateway.messages = [userMessage('run-1'), answerOf('run-1', 'Good.')]
  const asked: ForeignRun[] = []
  const errors: string[] = []
  const held: string[] = []
  const sent: RunItem[] = []
  const files = openAdoptionFiles(dataFolder)
  const taken = async (_: string, items: RunItem[]) => {
    await send(items)
    sent.push(...items)
  }
  const desk = openRunDesk({
    dataFolder,
    send: patientWithAdopted(files, taken, { firstMs: 1, mostMs: 4 }),
    pace: { firstMs: 1, gapMs: 1, calmGapMs: 1 },
  })
  const adoptions = new Adoptions({
    ...{ files, desk, gateway: gateway.asGateway(), againMs: 5 },
    adopt: async (one) => {
      asked.push(one)
      return adopt()
    },
    isRecorded: async () => isRecorded(sent),
    masked: (text) => text,
    onHeld: ({ runId }, why) => held.push(`${runId}: ${why}`),
    onError: (error) => errors.push(error.message),
  })
  const stop = async () => {
    await adoptions.stop()
    desk.stop()
  }
  onTestFinished(stop)
  return { dataFolder, gateway, adoptions, desk, asked, errors, held, sent, stop }
}
const kinds = (items: RunItem[]) => items.map(({ kind }) => kind)

test('a run gets its task, is known to the gate while it lasts, and its end is told once', async () => {
  const { gateway, adoptions, desk, asked, sent } = aMac()
  let isKnown = false
  gateway.next('agent.wait', () => {
    isKnown = desk.find(run.sessionKey)?.input.taskId === 't_1'
    return ended()
  })
  const over = adoptions.take(run)
  void adoptions.take(run)
  await adoptions.settled(run.sessionKey)
  await over
  await adoptions.take(run)
  expect(isKnown).toBe(true)
  expect(desk.find(run.sessionKey)).toBeNull()
  expect(asked).toEqual([run])
  await expect.poll(() => kinds(sent)).toEqual(['transcript', 'foreign_end'])
})

test('a control plane that is away is asked again', async () => {
  let tries = 0
  const adopt = async () => {
    tries += 1
    if (tries < 3) throw new Error('it answered 503')
    return adopted
  }
  const { gateway, adoptions, errors, sent } = aMac({ adopt })
  gateway.next('agent.wait', ended())
  await adoptions.take(run)
  expect(tries).toBe(3)
  expect(errors).toEqual(['it answered 503'])
  await expect.poll(() => kinds(sent)).toContain('foreign_end')
})

test('a run of an agent that nobody here works with is said, and not asked about again', async () => {
  const { adoptions, asked, errors, desk } = aMac({ adopt: async () => ({ adoption: null, why: 'Nobody.' }) })
  await adoptions.take(run)
  await adoptions.take(run)
  expect(asked).toHaveLength(1)
  expect(errors).toEqual(['Nobody.'])
  expect(desk.find(run.sessionKey)).toBeNull()
})

test('a worker that stops before the end takes it up again, and asks for no second task', async () => {
  const first = aMac()
  first.gateway.next('agent.wait', () => new Promise(() => {}))
  void first.adoptions.take(run)
  await expect.poll(() => first.desk.find(run.sessionKey)).not.toBeNull()
  first.desk.stop()
  const next = aMac({ dataFolder: first.dataFolder })
  next.gateway.next('agent.wait', ended())
  next.adoptions.start()
  await expect.poll(() => kinds(next.sent)).toEqual(['transcript', 'foreign_end'])
  expect(next.asked).toEqual([])
  first.gateway.goDown('over')
})

test('what its workflow does not take yet is tried again', async () => {
  let tries = 0
  const send = async () => {
    tries += 1
    if (tries < 3) throw new SignalRefused('no such workflow', true)
  }
  const { gateway, adoptions, sent } = aMac({ send })
  gateway.next('agent.wait', ended())
  await adoptions.take(run)
  await expect.poll(() => kinds(sent)).toEqual(['transcript', 'foreign_end'])
})

const notThere = () => new SignalRefused('workflow not found for ID: task/t_1', true)

/** A run that has ended, and whose task has no workflow to tell it to. */
async function anUntoldEnd(isThere = () => false) {
  let tries = 0
  const send = async () => {
    tries += 1
    if (!isThere()) throw notThere()
  }
  const mac = aMac({ send })
  mac.gateway.next('agent.wait', ended())
  await mac.adoptions.take(run)
  await expect.poll(() => tries).toBeGreaterThan(2)
  return { ...mac, tries: () => tries }
}

test('also when its workflow does not begin for days', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  let isThere = false
  const { sent, tries } = await anUntoldEnd(() => isThere)
  vi.setSystemTime(Date.now() + 3 * 86_400_000)
  const before = tries()
  await expect.poll(tries).toBeGreaterThan(before + 1)
  isThere = true
  await expect.poll(() => kinds(sent)).toEqual(['transcript', 'foreign_end'])
})

test('also by the workers that come after the one that saw its end, however late', async () => {
  const { dataFolder, stop } = await anUntoldEnd()
  await stop()
  const [file] = readdirSync(join(dataFolder, 'foreign'))
  const long = new Date(Date.now() - 40 * 86_400_000)
  utimesSync(join(dataFolder, 'foreign', file as string), long, long)
  let tries = 0
  const send = async () => {
    tries += 1
    if (tries < 3) throw notThere()
  }
  const { sent, asked } = aMac({ dataFolder, send })
  await expect.poll(() => kinds(sent)).toEqual(['transcript', 'foreign_end'])
  expect(asked).toEqual([])
})

test.each([
  ['its task has taken it', false],
  ['its task was over before it could', true],
])('once the record has its end as %s, it is not waited for, also by the next worker', async (_, isGone) => {
  let tries = 0
  const send = async () => {
    tries += 1
    if (isGone) throw notThere()
  }
  const isRecorded = (sent: RunItem[]) => tries > 2 || hasEnd(sent)
  const { dataFolder, gateway, adoptions, stop } = aMac({ send, isRecorded })
  gateway.next('agent.wait', ended())
  await adoptions.take(run)
  const left = () => readdirSync(join(dataFolder, 'late')).length
  await expect.poll(() => [tries > 0, left()]).toEqual([true, 0])
  await expect.poll(() => openAdoptionFiles(dataFolder).find('run-1')?.state).toBe('ended')
  await stop()
  const next = aMac({
    dataFolder,
    send: async () => {
      throw notThere()
    },
  })
  next.desk.tell('t_1', { kind: 'run_accepted', id: 'x', at: '2026-11-27T12:00:00.000Z', stepId: 's1' })
  await expect.poll(left).toBe(0)
})

test('what it held and how it ended are told to a workflow that comes after the one that is gone', async () => {
  let isThere = true
  let tries = 0
  const send = async () => {
    tries += 1
    if (!isThere) throw new SignalRefused('workflow execution already completed', true)
  }
  const { gateway, adoptions, desk, sent } = aMac({ send })
  let end = () => {}
  gateway.next('agent.wait', () => new Promise((resolve) => (end = () => resolve(ended()))))
  const over = adoptions.take(run)
  await expect.poll(() => desk.find(run.sessionKey)).not.toBeNull()
  desk.find(run.sessionKey)?.report(aProposalItem('s1', { id: 'p_1' }))
  await expect.poll(() => kinds(sent)).toEqual(['proposal'])
  isThere = false
  desk.find(run.sessionKey)?.report(aProposalItem('s1', { id: 'p_2' }))
  await expect.poll(() => tries).toBeGreaterThan(2)
  end()
  await over
  const before = tries
  await expect.poll(() => tries).toBeGreaterThan(before + 1)
  isThere = true
  await expect.poll(() => kinds(sent)).toContain('foreign_end')
  expect(sent.map(({ id }) => id).slice(1)).toEqual(['p_1', 'p_2', 'transcript-run-1', 'end-run-1'])
})

test('what Temporal took and lost is told again until it is on the record', async () => {
  const isRecorded = (sent: RunItem[]) => kinds(sent).filter((kind) => kind === 'foreign_end').length > 1
  const { dataFolder, gateway, adoptions, sent } = aMac({ isRecorded })
  gateway.next('agent.wait', ended())
  await adoptions.take(run)
  await expect.poll(() => openAdoptionFiles(dataFolder).find('run-1')?.state).toBe('ended')
  expect(kinds(sent)).toEqual(['transcript', 'foreign_end', 'transcript', 'foreign_end'])
})

test('also by the next worker, which the gateway tells nothing of it any more', async () => {
  const { dataFolder, gateway, adoptions, sent, stop } = aMac({ isRecorded: () => false })
  gateway.next('agent.wait', ended())
  await adoptions.take(run)
  await expect.poll(() => kinds(sent)).toContain('foreign_end')
  await stop()
  const next = aMac({ dataFolder })
  next.adoptions.start()
  await expect.poll(() => kinds(next.sent)).toEqual(['transcript', 'foreign_end'])
  expect(next.asked).toEqual([])
})

test('many runs that wait at once each wait by a signal of their own', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))
  const { adoptions, asked, stop } = aMac({
    adopt: async () => {
      throw new Error('it answered 503')
    },
  })
  for (let i = 0; i < 12; i++)
    void adoptions.take({ ...run, runId: `run-${i}`, sessionKey: `agent:main:${i}` })
  await expect.poll(() => asked.length).toBeGreaterThan(24)
  await stop()
  expect(warnings).toEqual([])
})

const endedByUs = ended({ status: 'error', stopReason: 'rpc' })
const withTerms = (terms: object) => async () =>
  ({ ...adopted, adoption: { ...adopted.adoption, ...terms } }) as AdoptionAnswer
const endOf = (sent: RunItem[]) => sent.flatMap((item) => (item.kind === 'foreign_end' ? [item.end] : []))[0]

test('one that is held is ended once, also by the next worker, and its end says why', async () => {
  const why = 'Runs are held now: Letter is paused'
  const first = aMac({ adopt: withTerms({ held: why }) })
  first.gateway.next('agent.wait', () => new Promise(() => {}))
  void first.adoptions.take(run)
  await expect.poll(() => first.held).toEqual([`run-1: ${why}`])
  expect(first.desk.find(run.sessionKey)?.input.held).toBe(why)
  first.desk.stop()
  const next = aMac({ dataFolder: first.dataFolder })
  next.gateway.next('agent.wait', endedByUs)
  next.adoptions.start()
  await expect.poll(() => endOf(next.sent)).toMatchObject({ outcome: 'aborted', error: why })
  expect(next.held).toEqual([`run-1: ${why}`])
  first.gateway.goDown('over')
})

test('one that used what was reserved for it is ended as the plugin counts that, and says so', async () => {
  const { gateway, adoptions, desk, held, sent } = aMac({
    adopt: withTerms({ reserved: { tokens: 100, costNanoUsd: null } }),
  })
  const use = { input: 100, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: null }
  gateway.next('agent.wait', () => {
    desk.find(run.sessionKey)?.usage.note({ id: 'u_1', use, mayGoOn: true })
    return endedByUs
  })
  await adoptions.take(run)
  const why = 'The run used what was reserved for it: 100 tokens'
  expect(held).toEqual([`run-1: ${why}`])
  await expect.poll(() => endOf(sent)).toMatchObject({ outcome: 'aborted', error: why })
})
