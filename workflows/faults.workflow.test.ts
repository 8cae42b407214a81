import { readdirSync, readFileSync } from 'node:fs'
import { DefaultLogger, Runtime } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { FaultPlan } from '#test/faults/fault-plan.ts'
import { freed, heartbeat, repaired, runbookCancelled, runbookDone } from '#test/faults/other-stories.ts'
import { repeats } from '#test/faults/repeats.ts'
import { type Stage, startStage } from '#test/faults/stage.ts'
import {
  approved,
  cancelled,
  cancelledWhileAway,
  claimedBefore,
  delivered,
  dueWhileAway,
  prioritised,
  rejected,
  type Streams,
} from '#test/faults/task-stories.ts'

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
/** The executor is away in these, or a look of their own would be skipped for another's. */
const alone = { freed, cancelledWhileAway, dueWhileAway, prioritised }
const stories = { ...together, ...alone }
type Told = Record<string, Record<string, string[]>>

let stage: Stage
const faults = new FaultPlan()
const told: Record<'calm' | 'faulty', Told> = { calm: {}, faulty: {} }

beforeAll(async () => {
  // Hundreds of failures that are meant to be.
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  stage = await startStage({ interceptors: { activity: [faults.interceptor] }, patienceMs: 90_000 })
  told.calm = await tellAll('calm')
  faults.isOn = true
  told.faulty = await tellAll('faulty')
  faults.isOn = false
}, 300_000)
afterAll(() => stage?.stop())

async function tellAll(name: string): Promise<Told> {
  const told: Told = {}
  const tell = async ([story, happens]: [string, (stage: Stage) => Promise<Streams>]) => {
    told[story] = await happens({ ...stage, name }).then(written, (error: Error) => ({
      problem: [error.message],
    }))
  }
  await Promise.all(Object.entries(together).map(tell))
  for (const story of Object.entries(alone)) await tell(story)
  return told
}

/** The types of what a story wrote, in their order. */
async function written(streams: Streams): Promise<Told[string]> {
  const types = Object.entries(streams).map(async ([key, id]) => [key, await stage.world.entryTypes(id)])
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
    const { entries, differences } = await checkRebuild(stage.world.plane.database.pool, {
      after: '',
      limit: 1_000_000,
    })
    expect(entries).toBeGreaterThan(100)
    expect(differences).toEqual([])
  })

  test('every workflow came to its end, but for the four that were ended by hand', async () => {
    const otherwise = async () => {
      const names: string[] = []
      for await (const { status } of stage.world.plane.env.client.workflow.list()) names.push(status.name)
      expect(names).toContain('COMPLETED')
      return names.filter((name) => name !== 'COMPLETED')
    }
    await expect.poll(otherwise).toEqual(Array(4).fill('TERMINATED'))
  })
})

/** What has arrived since then is told beside it. */
const asSaid = (answer: unknown) =>
  answer && typeof answer === 'object' ? { ...answer, missed: undefined } : answer
