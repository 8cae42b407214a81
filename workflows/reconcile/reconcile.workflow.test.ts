import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { controlQueue, newId, taskWorkflowId } from '#domain/ids.ts'
import { type DriftWorld, startDriftWorld } from '#test/drift-world.ts'
import { ageTask } from '#test/facts-changed.ts'
import { taskWorkflowType } from '../task/contract.ts'

// A busy machine looks slowly.
vi.setConfig({ testTimeout: 240_000 })

// One gateway: each test leaves it without open findings.
let world: DriftWorld
beforeAll(async () => {
  world = await startDriftWorld()
})
afterAll(() => world?.stop())

const job = (name: string, message: string) => ({
  name,
  schedule: { kind: 'cron', expr: '0 7 * * *', tz: 'Europe/Berlin' },
  sessionTarget: 'isolated',
  wakeMode: 'now',
  payload: { kind: 'agentTurn', message },
  agentId: 'main',
})
interface Job {
  id: string
  name: string
  payload: { message: string; model?: string }
}
const add = (name: string, message: string) => world.byHand<Job>('cron.add', job(name, message))
const jobs = async () => (await world.byHand<{ jobs: Job[] }>('cron.list', { enabled: 'all' })).jobs
const messages = async (name: string) =>
  (await jobs()).filter((one) => one.name === name).map(({ payload }) => payload.message)
const setFile = (name: string, content: string) =>
  world.byHand('agents.files.set', { agentId: 'main', name, content })
const fileText = async (name: string) =>
  (await world.byHand<{ file: { content?: string } }>('agents.files.get', { agentId: 'main', name })).file
    .content
const heldJob = async (key: string) =>
  (await world.plane.database.pool.query('select owner, side from mirror where key = $1', [key])).rows[0]

test('the first look takes what is there to be right, and finds nothing', async () => {
  await add('Quotes', 'Find three quotes.')
  await setFile('AGENTS.md', 'Be kind.')
  await world.look()
  expect(await world.open()).toEqual([])
  const types = await world.entryTypes('executor/mac-mini')
  expect(types.filter((type) => type === 'mirror_adopted').length).toBeGreaterThanOrEqual(3)
  expect(types).toContain('baseline_adopted')
  await world.look()
  const again = await world.entryTypes('executor/mac-mini')
  expect(again.filter((type) => type.startsWith('mirror_') || type === 'baseline_adopted')).toEqual(
    types.filter((type) => type.startsWith('mirror_') || type === 'baseline_adopted'),
  )
})

test('a job that was edited on the gateway is found, repaired, looked at again, and only then repaired', async () => {
  const [quotes] = await jobs()
  const patch = { payload: { kind: 'agentTurn', message: 'Buy bitcoin.', model: 'x/y' }, description: 'hm' }
  await world.byHand('cron.update', { id: quotes?.id, patch })
  await world.look()
  expect(await world.open()).toEqual(['changed cron Quotes'])
  const { state } = await world.find('Quotes')
  expect(state.ours?.text).toContain('Find three quotes.')
  expect(state.theirs?.text).toContain('Buy bitcoin.')
  expect(state.projectId).toBe(world.plane.projectId)
  const findingId = await world.decide('Quotes', { verdict: 'repair' })
  // A description can't be taken away by an update: the second look says so, and nothing claims a repair.
  const failed = await world.until(findingId, 'open')
  expect(failed.repair?.detail).toMatch(/second look found it wrong all the same/)
  await world.byHand('cron.remove', { id: quotes?.id })
  await world.look()
  expect(await world.open()).toEqual(['missing cron Quotes'])
  await world.decide('Quotes', { verdict: 'repair' })
  const repaired = await world.until(findingId, 'repaired')
  expect(repaired.repair).toMatchObject({
    detail: 'Added the job Quotes again.',
    seen: state.ours && { hash: state.ours.hash },
  })
  expect(await messages('Quotes')).toEqual(['Find three quotes.'])
  await world.look()
  expect(await world.open()).toEqual([])
  expect(await world.entryTypes(`finding/${findingId}`)).toEqual([
    'finding_opened',
    'finding_repair_requested',
    'finding_repair_failed',
    'finding_changed',
    'finding_repair_requested',
    'finding_repaired',
  ])
})

test('a job that is put right by an update', async () => {
  const [quotes] = await jobs()
  const payload = { kind: 'agentTurn', message: 'Sell.', model: 'x/y' }
  await world.byHand('cron.update', { id: quotes?.id, patch: { payload, enabled: false } })
  await world.look()
  const findingId = await world.decide('Quotes', { verdict: 'repair' })
  const { repair } = await world.until(findingId, 'repaired')
  expect(repair?.detail).toMatch(/^Wrote the record’s version/)
  const [now] = await jobs()
  expect(now).toMatchObject({ id: quotes?.id, enabled: true, payload: { message: 'Find three quotes.' } })
  expect(now?.payload.model).toBeUndefined()
})

test('the same job twice: the second one is the duplicate, and repairing removes it', async () => {
  await add('Quotes', 'Find three quotes.')
  await world.look()
  expect(await world.open()).toEqual(['duplicate cron Quotes'])
  const rows = await jobs()
  const { state } = await world.find('Quotes')
  expect(state.subject.key).toBe(rows.at(-1)?.id)
  expect(state.ours?.hash).toBe(state.theirs?.hash)
  await world.until(await world.decide('Quotes', { verdict: 'repair' }), 'repaired')
  expect((await jobs()).map(({ id }) => id)).toEqual(rows.slice(0, -1).map(({ id }) => id))
})

test('an extra job that is adopted is right from then on', async () => {
  const { id } = await add('News', 'Read the news.')
  await world.look()
  expect(await world.open()).toEqual(['extra cron News'])
  const findingId = await world.decide('News', { verdict: 'adopt', reason: 'Ines asked for it.' })
  expect(await heldJob(id)).toMatchObject({ owner: 'gateway', side: { isMasked: false } })
  await world.look()
  expect(await world.open()).toEqual([])
  expect((await world.until(findingId, 'adopted')).reason).toBe('Ines asked for it.')
})

test('what is ignored stays away until it changes; what goes by itself is gone', async () => {
  const { id } = await add('Weather', 'Look out of the window.')
  await world.look()
  const findingId = await world.decide('Weather', { verdict: 'ignore', reason: 'a trial' })
  await world.look()
  expect(await world.open()).toEqual([])
  const patch = { payload: { kind: 'agentTurn', message: 'Look out of both windows.' } }
  await world.byHand('cron.update', { id, patch })
  await world.look()
  expect(await world.open()).toEqual(['extra cron Weather'])
  await world.byHand('cron.remove', { id })
  await world.look()
  expect((await world.until(findingId, 'gone')).count).toBe(1)
})

test('a file that was edited is written back; one that changed again since is let alone', async () => {
  await setFile('AGENTS.md', 'Be rude.')
  await world.look()
  await setFile('AGENTS.md', 'Be very rude.')
  const findingId = await world.decide('AGENTS.md', { verdict: 'repair' })
  const failed = await world.until(findingId, 'open')
  expect(failed.repair?.detail).toMatch(/^It changed again since it was decided/)
  expect(await fileText('AGENTS.md')).toBe('Be very rude.')
  await world.look()
  await world.decide('AGENTS.md', { verdict: 'repair' })
  await world.until(findingId, 'repaired')
  expect(await fileText('AGENTS.md')).toBe('Be kind.')
})

test('a secret stays on the executor: it is masked in the record, and never written back as a mask', async () => {
  await setFile('USER.md', 'token = sk-live-abcdefghijklmnop1234')
  await world.look()
  const { state } = await world.find('USER.md')
  expect(JSON.stringify(state)).not.toContain('abcdefghijklmnop1234')
  expect(state.theirs?.isMasked).toBe(true)
  await world.decide('USER.md', { verdict: 'adopt' })
  await setFile('USER.md', 'token = sk-live-zyxwvutsrqponmlk4321')
  await world.look()
  expect(await world.open()).toEqual(['changed agent_file USER.md'])
  await expect(world.decide('USER.md', { verdict: 'repair' })).rejects.toThrow(/without its secrets/)
  await world.decide('USER.md', { verdict: 'adopt' })
})

test('a look and a repair wait for a gateway that is away', async () => {
  const [quotes] = await jobs()
  await world.byHand('cron.update', { id: quotes?.id, patch: { enabled: false } })
  await world.look()
  await world.stopGateway()
  const findingId = await world.decide('Quotes', { verdict: 'repair' })
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect((await world.find('Quotes')).state.status).toBe('repairing')
  await world.startGateway()
  await world.until(findingId, 'repaired')
  await world.look()
  expect(await world.open()).toEqual([])
})

test('an open task whose workflow was terminated is found, and started again from its record', async () => {
  const { env } = world.plane
  await world.plane.stopExecutor()
  const taskId = await world.plane.ask({ title: 'Write the letter' })
  await world.plane.until(taskId, ({ status }) => status !== 'requested')
  await env.client.workflow.getHandle(taskWorkflowId(taskId)).terminate('by hand')
  await world.plane.startExecutor()
  await ageTask(world.plane, taskId)
  await world.look()
  expect(await world.open()).toEqual(['missing task Write the letter'])
  const { state } = await world.find('Write the letter')
  expect(state.theirs?.line).toMatch(/^its workflow was terminated/)
  await expect(world.decide('Write the letter', { verdict: 'adopt' })).rejects.toThrow(/what its record says/)
  const findingId = await world.decide('Write the letter', { verdict: 'repair' })
  await world.until(findingId, 'repaired')
  const { status } = await env.client.workflow.getHandle(taskWorkflowId(taskId)).describe()
  expect(['RUNNING', 'COMPLETED']).toContain(status.name)
})

test('a workflow without a task is found, and repairing ends it', async () => {
  const { env } = world.plane
  const taskId = newId('task')
  const workflowId = taskWorkflowId(taskId)
  const options = { taskQueue: controlQueue, workflowId, args: [{}] }
  await env.client.workflow.start(taskWorkflowType, options)
  // Temporal's list may lag.
  await expect
    .poll(
      async () => {
        await world.look()
        return world.open()
      },
      { timeout: 120_000 },
    )
    .toEqual([`extra workflow ${taskId}`])
  await world.decide(taskId, { verdict: 'repair' })
  await world.until((await world.find(taskId)).id, 'repaired')
  expect((await env.client.workflow.getHandle(workflowId).describe()).status.name).toBe('TERMINATED')
})

test('a workflow that fails again and again at its next step is found with its task, and gone once it gets on', async () => {
  const { env } = world.plane
  await world.plane.stopExecutor()
  const taskId = await world.plane.ask({ title: 'Go round in circles' })
  await world.plane.until(taskId, ({ status }) => status !== 'requested')
  const workflowId = taskWorkflowId(taskId)
  await env.client.workflow.getHandle(workflowId).terminate('by hand')
  // Its own input is nonsense, so it fails each try of its first step.
  const { firstExecutionRunId } = await env.client.workflow.start(taskWorkflowType, {
    ...{ taskQueue: controlQueue, workflowId, args: [null] },
  })
  await world.plane.startExecutor()
  await expect
    .poll(
      async () => {
        await world.look()
        return world.open()
      },
      { timeout: 120_000, interval: 1_000 },
    )
    .toEqual(['stuck workflow Go round in circles'])
  const { id, state } = await world.find('Go round in circles')
  expect(state.theirs?.line).toBe(
    `has tried its next step more than 3 times (${firstExecutionRunId}): Cannot read properties of null (reading 'taskId')`,
  )
  expect(state.ours?.line).toMatch(/^open, /)
  await expect(world.decide('Go round in circles', { verdict: 'repair' })).rejects.toThrow()
  await env.client.workflow.getHandle(workflowId).terminate('by hand')
  await world.look()
  await world.until(id, 'gone')
  await world.until(await world.decide('Go round in circles', { verdict: 'repair' }), 'repaired')
})

test('looks are schedules that anybody sees in Temporal', async () => {
  const { env } = world.plane
  const ids = []
  for await (const { scheduleId } of env.client.schedule.list()) ids.push(scheduleId)
  expect(ids.sort()).toEqual(['reconcile/front-office', 'reconcile/mac-mini'])
  const { spec, policies } = await env.client.schedule.getHandle('reconcile/mac-mini').describe()
  expect(spec.intervals?.[0]?.every).toBe(300_000)
  expect(policies.overlap).toBe('SKIP')
})
