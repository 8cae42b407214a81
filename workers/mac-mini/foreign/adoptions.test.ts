import { expect, onTestFinished, test } from 'vitest'
import type { AdoptionAnswer, ForeignRun } from '#domain/run/foreign-run.ts'
import type { RunItem } from '#domain/run/run.ts'
import { answerOf, ended, userMessage } from '#test/agent-turn.ts'
import { aRunInput } from '#test/builders.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { SignalRefused } from '../spool/item-sender.ts'
import { openRunDesk } from '../spool/run-desk.ts'
import { openAdoptionFiles } from './adoption-file.ts'
import { Adoptions } from './adoptions.ts'
import { Beginnings } from './beginnings.ts'

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
}

function aMac({
  dataFolder = tempFolder(),
  adopt = async () => adopted,
  send = async () => {},
}: Setting = {}) {
  const gateway = new ScriptedGateway()
  gateway.messages = [userMessage('run-1'), answerOf('run-1', 'Good.')]
  const asked: ForeignRun[] = []
  const errors: string[] = []
  const sent: RunItem[] = []
  const beginnings = new Beginnings()
  const desk = openRunDesk({
    dataFolder,
    send: beginnings.patient(async (_, items) => {
      await send(items)
      sent.push(...items)
    }),
    pace: { firstMs: 1, gapMs: 1, calmGapMs: 1 },
  })
  const adoptions = new Adoptions({
    ...{ files: openAdoptionFiles(dataFolder), desk, beginnings, gateway: gateway.asGateway(), againMs: 5 },
    adopt: async (one) => {
      asked.push(one)
      return adopt()
    },
    masked: (text) => text,
    onError: (error) => errors.push(error.message),
  })
  const stop = async () => {
    await adoptions.stop()
    desk.stop()
  }
  onTestFinished(stop)
  return { dataFolder, gateway, adoptions, desk, asked, errors, sent, stop }
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
  await expect.poll(() => kinds(sent), { timeout: 10_000 }).toEqual(['transcript', 'foreign_end'])
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
  await expect.poll(() => asked.length, { timeout: 5_000 }).toBeGreaterThan(24)
  await stop()
  expect(warnings).toEqual([])
})
