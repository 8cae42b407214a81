import { expect } from 'vitest'
import { type Doors, doorsContract } from '#api/doors/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { until } from '../e2e/stage.ts'
import { decide, found, isRight, look } from './drift-scenarios.ts'
import type { Scenario, World } from './world.ts'

type Door = Doors['gateways'][number]

const executorId = 'mac-mini'
let number = 0
const newName = () => `${Date.now().toString(36)}-${++number}`

async function doorOf(world: World, name: string): Promise<Door | undefined> {
  const { gateways } = await world.ask(doorsContract.listDoors)
  return gateways.find((one) => one.name === name)
}

/** As the page's button does; then the second look has to find it gone. */
async function close(world: World, { key, hash, name }: Door): Promise<void> {
  const doors = await world.ask(doorsContract.closePermission, {
    params: { executorId },
    body: { key, seen: hash },
  })
  const asked = doors.gateways.find((one) => one.key === key)
  expect(asked?.finding?.status ?? 'gone', name).toMatch(/^(repairing|gone)$/)
  await until(async () => ((await doorOf(world, name)) ? undefined : true), `${name} is closed`, 60_000)
  const { items } = await world.ask(findingsContract.listFindings, { query: { view: 'settled', limit: 500 } })
  expect(items.find(({ subject }) => subject.key === key)).toMatchObject({ status: 'repaired' })
}

interface Approvals {
  hash: string
  file: { agents?: Record<string, { allowlist?: object[] }> }
}
const approvalsOf = (world: World) => world.byHand<Approvals>('exec.approvals.get', {})

/** As somebody on the Mac does with the gateway's own program. */
async function allowByHand(world: World, entry: object): Promise<void> {
  const { file, hash } = await approvalsOf(world)
  const main = file.agents?.main ?? {}
  const allowlist = [...(main.allowlist ?? []), entry]
  const agents = { ...file.agents, main: { ...main, allowlist } }
  await world.byHand('exec.approvals.set', { file: { ...file, agents }, baseHash: hash })
}

const listed = async (world: World) => JSON.stringify((await approvalsOf(world)).file)

const listScenario: Scenario = {
  name: 'a command that somebody let pass on the gateway is a finding, told with its scope, use and expiry, adopted, closed from here and gone there',
  async run(world) {
    const [git, other] = [`/opt/${newName()}/git`, `/opt/${newName()}/tar`]
    await look(world)
    expect(await doorOf(world, 'commands'), 'how commands are allowed at all').toMatchObject({
      line: expect.stringMatching(/^security full, asks off/),
    })
    const lastUsedAt = Date.now() - 60_000
    await allowByHand(world, { pattern: git, argPattern: '^status$', lastUsedAt })
    await allowByHand(world, { pattern: other })
    const extra = await found(world, git, 'extra')
    expect(extra).toMatchObject({ kind: 'permission', scope: executorId, ours: null })
    const door = {
      ...{ executorId, place: 'main', line: `${git} with ^status$` },
      use: { times: null, lastAt: new Date(lastUsedAt).toISOString(), until: null },
    }
    expect(await doorOf(world, git)).toMatchObject({ ...door, finding: { id: extra.id, status: 'open' } })

    await decide(world, extra, 'adopt')
    await isRight(world, git)
    const adopted = await doorOf(world, git)
    expect(adopted).toMatchObject({ ...door, finding: null })
    await close(world, adopted as Door)
    expect(await listed(world)).not.toContain(git)
    expect(await listed(world), 'what nobody closed stays').toContain(other)

    // Allowed there again, it is told again; one that was never adopted is closed as well.
    await allowByHand(world, { pattern: other, argPattern: '^c' })
    await look(world)
    const { gateways } = await world.ask(doorsContract.listDoors)
    const both = gateways.filter(({ name }) => name === other)
    expect(both.map(({ finding }) => finding?.status)).toEqual(['open', 'open'])
    for (const one of both)
      await world.ask(doorsContract.closePermission, {
        params: { executorId },
        body: { key: one.key, seen: one.hash },
      })
    await until(async () => ((await doorOf(world, other)) ? undefined : true), `${other} is closed`, 60_000)
    expect(await listed(world)).not.toContain(other)
  },
}

/** The task of a job's run, while that goes on. */
const runOfJob = (world: World, name: string): Promise<string> =>
  until(
    async () => {
      const { items } = await world.ask(tasksContract.listTasks, { query: { limit: 300 } })
      const row = items.find(({ starter }) => starter?.name === name)
      if (!row) return undefined
      const { state } = await world.ask(tasksContract.getTask, { params: { taskId: row.id } })
      return state.adopted?.runId
    },
    `the job ${name} runs`,
    60_000,
  )

const grantScenario: Scenario = {
  name: 'a grant of the gateway for a command of its job is a finding with its job, use and end; revoked from here, the gateway says so',
  async run(world) {
    await world.aProject()
    await look(world)
    const name = `job-${newName()}`
    const command = `/opt/${newName()}/backup --all`
    const { id: jobId } = await world.byHand<{ id: string }>('cron.add', {
      ...{ name, agentId: 'main', sessionTarget: 'isolated', wakeMode: 'now', enabled: false },
      schedule: { kind: 'every', everyMs: 86_400_000 },
      payload: { kind: 'agentTurn', message: 'Back up.\nslow: 40000\nanswer: done' },
    })
    await world.byHand('cron.run', { id: jobId, mode: 'force' })
    const runId = await runOfJob(world, name)
    const { id } = await world.byHand<{ id: string }>('exec.approval.request', {
      ...{ command, host: 'gateway', agentId: 'main', runId, requireDeliveryRoute: false, twoPhase: true },
    })
    await world.byHand('exec.approval.resolve', { id, decision: 'allow-always', grantExpiresInDays: 30 })

    const extra = await found(world, command, 'extra')
    const door = await doorOf(world, command)
    expect(door).toMatchObject({
      ...{ place: 'main', line: expect.stringContaining(`in the job ${name}, until `) },
      use: { times: 0, lastAt: null, until: expect.any(String) },
      finding: { id: extra.id, status: 'open' },
    })
    const days = (Date.parse(door?.use?.until ?? '') - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(29.9)
    expect(days).toBeLessThanOrEqual(30)
    await close(world, door as Door)
    const { grants } = await world.byHand<{ grants: { cronJobId: string; revokedAtMs: number | null }[] }>(
      'exec.approval.grants.list',
      {},
    )
    expect(grants.filter(({ cronJobId }) => cronJobId === jobId)).toMatchObject([
      { revokedAtMs: expect.any(Number) },
    ])
    await world.byHand('cron.remove', { id: jobId })
  },
}

/** What the gateway lets pass by its own rules. */
export const permissionScenarios = [listScenario, grantScenario]
