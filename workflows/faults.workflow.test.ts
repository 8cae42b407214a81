import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DefaultLogger, Runtime } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { type DriftWorld, startDriftWorld } from '#test/drift-world.ts'
import { type ActivityName, FaultPlan } from '#test/faults/fault-plan.ts'
import { heartbeat, repaired, runbookCancelled, runbookDone } from '#test/faults/other-stories.ts'
import {
  approved,
  cancelled,
  cancelledWhileAway,
  claimedBefore,
  delivered,
  rejected,
  type Stage,
  type Streams,
} from '#test/faults/task-stories.ts'

/** What an activity answers when it is asked again: what it said, or what there is by then. */
const repeats = {
  record: 'what it said',
  prepareRun: 'what it said',
  claimEffect: 'what it said',
  recordRun: 'what it said',
  startStepTasks: 'what it said',
  endStepTasks: 'what it said',
  takeBeat: 'what it said',
  performEffect: 'what it said',
  seenPerformed: 'what it said',
  abortRun: 'what it said',
  checkFile: 'what it said',
  checkUrl: 'what it said',
  recordLook: 'what it said',
  recordTaskLook: 'what it said',
  settleRepair: 'what it said',
  lookAtTask: 'what it said',
  repairTask: 'what it said',
  runAgent: 'what there is',
  planLook: 'what there is',
  snapshotGateway: 'what there is',
  lookAtTasks: 'what there is',
  planRepair: 'what there is',
  repairSubject: 'what there is',
} satisfies Record<ActivityName, 'what it said' | 'what there is'>

const together = {
  approved,
  rejected,
  claimedBefore,
  delivered,
  cancelled,
  runbookDone,
  runbookCancelled,
  heartbeat,
  repaired,
}
/** The executor is away in these. */
const alone = { cancelledWhileAway }
const stories = { ...together, ...alone }
type Told = Record<string, Record<string, string[]>>

let world: DriftWorld
const faults = new FaultPlan()
const server = createServer((_req, res) => res.end('<h1>Issue 148</h1>'))
const told: Record<'calm' | 'faulty', Told> = { calm: {}, faulty: {} }

beforeAll(async () => {
  // Hundreds of failures that are meant to be.
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  world = await startDriftWorld({ interceptors: { activity: [faults.interceptor] }, patienceMs: 90_000 })
  // The first look takes what it sees to be right.
  await world.look()
  told.calm = await tellAll('calm')
  faults.isOn = true
  told.faulty = await tellAll('faulty')
  faults.isOn = false
}, 300_000)
afterAll(async () => {
  server.close()
  await world?.stop()
})

async function tellAll(name: string): Promise<Told> {
  const pageUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const stage: Stage = { world, name, pageUrl }
  const told: Told = {}
  const tell = async ([story, happens]: [string, (stage: Stage) => Promise<Streams>]) => {
    told[story] = await happens(stage).then(written, (error: Error) => ({ problem: [error.message] }))
  }
  await Promise.all(Object.entries(together).map(tell))
  for (const story of Object.entries(alone)) await tell(story)
  return told
}

/** The types of what a story wrote, in their order. */
async function written(streams: Streams): Promise<Told[string]> {
  const types = Object.entries(streams).map(async ([key, id]) => [key, await world.entryTypes(id)])
  return Object.fromEntries(await Promise.all(types))
}

describe('each activity fails before its work, fails after it, and is done again', () => {
  test.each(Object.keys(stories))('%s: the record is as if nothing had been', (story) => {
    expect(told.calm[story]?.problem).toBeUndefined()
    expect(told.faulty[story]).toEqual(told.calm[story])
  })

  test.each(Object.entries(repeats))('%s was failed both ways, and then answered %s', (activity, repeat) => {
    const seen = faults.seen.get(activity)
    expect(seen?.failedBefore).toBeGreaterThan(0)
    expect(seen?.failedAfter).toBeGreaterThan(0)
    expect(seen?.answers.length).toBeGreaterThan(0)
    if (repeat === 'what it said')
      for (const [first, again] of seen?.answers ?? []) expect(asSaid(again)).toEqual(asSaid(first))
  })

  test('every activity that has a contract is among them', () => {
    const rooms = new URL('../activities/', import.meta.url)
    const contracts = readdirSync(rooms, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('contract.ts'))
      .map((file) => readFileSync(new URL(file, rooms), 'utf8'))
    const declared = contracts.flatMap((text) =>
      [...text.matchAll(/^ {2}(\w+)\(.*\): Promise</gm)].map(([, name]) => name),
    )
    expect(declared.sort()).toEqual(Object.keys(repeats).sort())
  })

  test('every row is what its stream comes to', async () => {
    const { entries, differences } = await checkRebuild(world.plane.database.pool, {
      after: '',
      limit: 1_000_000,
    })
    expect(entries).toBeGreaterThan(100)
    expect(differences).toEqual([])
  })

  test('every workflow came to its end, but for the two that were ended by hand', async () => {
    const otherwise = async () => {
      const names: string[] = []
      for await (const { status } of world.plane.env.client.workflow.list()) names.push(status.name)
      expect(names).toContain('COMPLETED')
      return names.filter((name) => name !== 'COMPLETED')
    }
    await expect.poll(otherwise, { timeout: 15_000 }).toEqual(['TERMINATED', 'TERMINATED'])
  })
})

/** What has arrived since then is told beside it. */
const asSaid = (answer: unknown) =>
  answer && typeof answer === 'object' ? { ...answer, missed: undefined } : answer
