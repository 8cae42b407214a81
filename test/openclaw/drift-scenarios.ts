import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { FindingDetail, NewDecision } from '#api/findings/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import type { Scenario, World } from './world.ts'

const executorId = 'mac-mini'
/** An activity of a look that got lost on its way is tried again after a minute. */
const patienceMs = 90_000

export async function untilThere<T>(what: string, read: () => Promise<T | null | undefined>): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    const found = await read()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`never: ${what}`)
  }
}

export const listed = (world: World) =>
  world.ask(findingsContract.listFindings, { query: { view: 'all', limit: 500 } })

/** Asks for a look and waits until it is written down. */
export async function look(world: World): Promise<void> {
  const since = new Date().toISOString()
  await world.ask(findingsContract.lookNow, { params: { executorId } })
  await untilThere('a look', async () => {
    const { looks } = await listed(world)
    return looks.some(({ scope, lookedAt }) => scope === executorId && (lookedAt ?? '') >= since)
  })
}

/** The newest finding about something, in full. */
async function findingOf(world: World, name: string): Promise<FindingDetail | null> {
  const row = (await listed(world)).items.find(({ subject }) => subject.name === name)
  return row ? world.ask(findingsContract.getFinding, { params: { findingId: row.id } }) : null
}

export async function found(
  world: World,
  name: string,
  difference: FindingDetail['difference'],
): Promise<FindingDetail> {
  await look(world)
  const finding = await findingOf(world, name)
  expect(finding, name).toMatchObject({ status: 'open', difference })
  return finding as FindingDetail
}

export async function decide(world: World, { id, theirs }: FindingDetail, verdict: NewDecision['verdict']) {
  const body = { verdict, seen: theirs?.hash ?? null }
  await world.ask(findingsContract.decideFinding, { params: { findingId: id }, body })
  const done = { repair: 'repaired', adopt: 'adopted', ignore: 'ignored' }[verdict]
  return untilThere(`${id} ${done}`, async () => {
    const now = await world.ask(findingsContract.getFinding, { params: { findingId: id } })
    if (now.status === 'open') throw new Error(`not ${done}: ${now.repair?.detail}`)
    return now.status === done ? now : null
  })
}

interface Job {
  id: string
  name: string
  enabled: boolean
  payload: { message: string }
}
const job = (name: string, message: string) => ({
  name,
  schedule: { kind: 'cron', expr: '0 7 * * *', tz: 'Europe/Berlin' },
  sessionTarget: 'isolated',
  wakeMode: 'now',
  payload: { kind: 'agentTurn', message },
  agentId: 'main',
})
async function jobsNamed(world: World, name: string): Promise<Job[]> {
  const { jobs } = await world.byHand<{ jobs: Job[] }>('cron.list', { enabled: 'all' })
  return jobs.filter((one) => one.name === name)
}

/** Nothing differs any more, by a look of its own. */
export async function isRight(world: World, name: string): Promise<void> {
  await look(world)
  expect((await findingOf(world, name))?.status, name).not.toBe('open')
}

const jobScenario: Scenario = {
  name: 'a job made, changed and removed behind our back is found with both values, adopted or repaired, and looked at again',
  async run(world) {
    const name = `Quotes ${Date.now().toString(36)}`
    await look(world)
    const { id } = await world.byHand<Job>('cron.add', job(name, 'Find three quotes.'))
    const extra = await found(world, name, 'extra')
    expect(extra.ours).toBeNull()
    await decide(world, extra, 'adopt')
    await isRight(world, name)

    const patch = { payload: { kind: 'agentTurn', message: 'Buy bitcoin.' }, enabled: false }
    await world.byHand('cron.update', { id, patch })
    const changed = await found(world, name, 'changed')
    expect(changed.ours?.text).toContain('Find three quotes.')
    expect(changed.theirs?.text).toContain('Buy bitcoin.')
    const { repair, ours } = await decide(world, changed, 'repair')
    expect(repair?.seen).toMatchObject({ hash: ours?.hash })
    expect(await jobsNamed(world, name)).toMatchObject([
      { enabled: true, payload: { message: 'Find three quotes.' } },
    ])
    await isRight(world, name)

    await world.byHand('cron.remove', { id })
    const missing = await found(world, name, 'missing')
    expect(missing.theirs).toBeNull()
    await decide(world, missing, 'repair')
    const [again, ...more] = await jobsNamed(world, name)
    expect(more).toEqual([])
    expect(again).toMatchObject({ enabled: true, payload: { message: 'Find three quotes.' } })
    await isRight(world, name)

    await world.byHand('cron.remove', { id: again?.id })
    await decide(world, await found(world, name, 'missing'), 'adopt')
    await isRight(world, name)
  },
}

const fileScenario: Scenario = {
  name: 'an agent’s file that was edited on the gateway is found with both texts and written back',
  async run(world) {
    const name = 'AGENTS.md'
    const write = (content: string) => world.byHand('agents.files.set', { agentId: 'main', name, content })
    const read = async () =>
      (await world.byHand<{ file: { content?: string } }>('agents.files.get', { agentId: 'main', name })).file
        .content
    // Files are compared of agents that somebody's task is given to.
    await world.aProject()
    const kind = `Be kind. ${Date.now()}`
    await look(world)
    await write(kind)
    await look(world)
    const ours = await findingOf(world, name)
    expect(ours?.status).toBe('open')
    await decide(world, ours as FindingDetail, 'adopt')
    await isRight(world, name)

    await write('Be rude.')
    const changed = await found(world, name, 'changed')
    expect([changed.ours?.text, changed.theirs?.text]).toEqual([
      expect.stringContaining(kind),
      expect.stringContaining('Be rude.'),
    ])
    await decide(world, changed, 'repair')
    expect((await read())?.trim()).toBe(kind)
    await isRight(world, name)
  },
}

export const driftScenarios = [jobScenario, fileScenario]
