import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { beforeEach, expect, test } from 'vitest'
import type { Side } from '#domain/drift/finding.ts'
import type { RepairOutcome, RepairRequest } from '#domain/drift/repair.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { sideOfJob } from './gateway-snapshot.ts'
import { createMirrorActivities } from './mirror-activities.ts'
import { Job, keyOfJob } from './mirror-wire.ts'
import { textSide } from './sides.ts'

const masking = { masked: (text: string) => text, maskedValue: <T>(value: T) => value }
const quotes = {
  id: 'job-1',
  name: 'Quotes',
  enabled: true,
  createdAtMs: 1,
  schedule: { kind: 'cron', expr: '0 7 * * *', tz: 'Europe/Berlin' },
  sessionTarget: 'isolated',
  wakeMode: 'now',
  payload: { kind: 'agentTurn', message: 'Find three quotes.' },
  agentId: 'main',
}
const changed = { ...quotes, payload: { ...quotes.payload, message: 'Buy bitcoin.' } }

/** A gateway that does what it is told, so that a second time finds what the first one did. */
let gateway: ScriptedGateway
let jobs: Record<string, unknown>[]
let file: string
beforeEach(() => {
  gateway = new ScriptedGateway()
  jobs = []
  file = 'Be rude.'
})
const answers: Record<string, (params: Record<string, unknown>) => object> = {
  'cron.list': () => ({ jobs, total: jobs.length, hasMore: false }),
  'cron.add': (params) => {
    jobs.push({ ...quotes, ...params, id: `job-${jobs.length + 2}` })
    return {}
  },
  'cron.update': ({ id, patch }) => {
    jobs = jobs.map((job) => (job.id === id ? { ...job, ...(patch as object) } : job))
    return {}
  },
  'cron.remove': ({ id }) => {
    jobs = jobs.filter((job) => job.id !== id)
    return {}
  },
  'agents.files.get': () => ({ file: { name: 'AGENTS.md', missing: false, content: file } }),
  'agents.files.set': ({ content }) => {
    file = String(content)
    return {}
  },
}

async function repair(request: RepairRequest): Promise<RepairOutcome> {
  for (const [method, answer] of Object.entries(answers)) gateway.next(method, answer)
  const { repairSubject } = createMirrorActivities({ gateway: gateway.asGateway(), ...masking })
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
  const run = environment.run.bind(environment) as (work: unknown, request: unknown) => Promise<unknown>
  return (await run(repairSubject, request)) as RepairOutcome
}
const sideOf = (job: object): Side => sideOfJob({ gateway: gateway.asGateway(), ...masking }, Job.parse(job))
const about = (job: object, difference: RepairRequest['difference']): RepairRequest => ({
  kind: 'cron',
  difference,
  subject: { key: keyOfJob(Job.parse(job)), name: 'Quotes', where: 'main' },
  ours: null,
  theirsHash: null,
})
const writes = () => gateway.methods().filter((method) => !/list|get/.test(method))
const already = { outcome: 'done', detail: 'It was right already.' }

test('a changed job is written once, however often the repair runs', async () => {
  jobs = [changed]
  const request = { ...about(quotes, 'changed'), ours: sideOf(quotes), theirsHash: sideOf(changed).hash }
  expect((await repair(request)).detail).toMatch(/^Wrote the record’s version to the job Quotes/)
  expect(jobs).toMatchObject([{ id: 'job-1', payload: { message: 'Find three quotes.' } }])
  expect(await repair(request)).toEqual(already)
  expect(writes()).toEqual(['cron.update'])
})

test('a missing job is added once', async () => {
  const request = { ...about(quotes, 'missing'), ours: sideOf(quotes) }
  expect(await repair(request)).toEqual({ outcome: 'done', detail: 'Added the job Quotes again.' })
  expect(await repair(request)).toEqual(already)
  expect(jobs).toHaveLength(1)
  expect(writes()).toEqual(['cron.add'])
})

test('an extra job is removed once', async () => {
  jobs = [quotes]
  const request = { ...about(quotes, 'extra'), theirsHash: sideOf(quotes).hash }
  expect(await repair(request)).toEqual({ outcome: 'done', detail: 'Removed the job Quotes (job-1).' })
  expect(await repair(request)).toEqual(already)
  expect(writes()).toEqual(['cron.remove'])
})

test('a file is written once; what somebody wrote in between is let alone', async () => {
  const [ours, theirs] = ['Be kind.', 'Be rude.'].map((text) => textSide(text, masking))
  const request: RepairRequest = {
    kind: 'agent_file',
    difference: 'changed',
    subject: { key: 'main/AGENTS.md', name: 'AGENTS.md', where: 'main' },
    ours: ours ?? null,
    theirsHash: theirs?.hash ?? null,
  }
  expect(await repair(request)).toEqual({ outcome: 'done', detail: 'Wrote AGENTS.md as the record has it.' })
  expect(await repair(request)).toEqual(already)
  file = 'Be ruder still.'
  expect((await repair(request)).detail).toMatch(/^It changed again since it was decided/)
  expect([file, writes()]).toEqual(['Be ruder still.', ['agents.files.set']])
})
