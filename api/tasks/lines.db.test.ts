import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type ApiServer, aProject, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

type Waiting = Awaited<ReturnType<typeof aTaskThat>>
const tasks: Waiting[] = []
afterEach(async () => {
  for (const { story } of tasks.splice(0))
    await story({ type: 'task_cancelled', at: at(59), actor: 'system:control', body: { reason: '' } })
})

const at = (second: number) => `2026-11-26T09:14:${String(second).padStart(2, '0')}.000Z`
const get = async (path: string) =>
  (await api.call('GET', `/api${path}`, { cookie: await api.signIn('viewer') })).json
const lineOf = async ({ taskId }: Waiting) => (await get(`/tasks/${taskId}`)).line

/** Each of a project of its own. */
async function aTaskWith(fact: Parameters<Waiting['story']>[0]): Promise<Waiting> {
  const task = await aTaskThat(api, [fact])
  tasks.push(task)
  return task
}
const queued = (second: number) =>
  aTaskWith({
    type: 'run_queued',
    at: at(second),
    actor: 'system:control',
    body: {
      ...{ stepId: 's1', runId: `fo:${second}`, sessionKey: 'x', reason: 'first run' },
      ...{ executorId: 'mac-mini', contextHash: '0' },
    },
  })
const held = (second: number, scope: 'project' | 'portfolio') =>
  aTaskWith({
    type: 'run_held',
    at: at(second),
    actor: 'system:control',
    body: { kind: 'limit', reason: '1 of at most 1 runs at once', until: null, scope },
  })

test('a task that waits for its executor says its place, since when, and what is before it', async () => {
  const [second, first, third] = [await queued(20), await queued(10), await queued(30)]
  expect(await lineOf(third)).toEqual({
    position: 3,
    length: 3,
    queuedAt: at(30),
    ahead: [first, second].map(({ taskId }) => ({ taskId, title: 'Write', projectName: 'Letters' })),
  })
  const { items } = await get('/tasks?open=true')
  const place = ({ taskId }: Waiting) => items.find(({ id }: { id: string }) => id === taskId).line.position
  expect([first, second, third].map(place)).toEqual([1, 2, 3])
})

test('once the executor has taken a run, its task stands in no line and the others move up', async () => {
  const [first, second] = [await queued(10), await queued(20)]
  const itemId = 'accepted'
  await first.story({
    type: 'run_accepted',
    at: at(25),
    actor: 'executor:mac-mini',
    body: { stepId: 's1', itemId },
  })
  expect(await lineOf(first)).toBeNull()
  expect(await lineOf(second)).toMatchObject({ position: 1, length: 1, ahead: [] })
})

test('a task that a limit holds stands in the line before that limit', async () => {
  const [own, all, later] = [
    await held(10, 'project'),
    await held(20, 'portfolio'),
    await held(30, 'portfolio'),
  ]
  expect(await lineOf(own)).toMatchObject({ position: 1, length: 1, queuedAt: at(10) })
  expect(await lineOf(all)).toMatchObject({ position: 1, length: 2 })
  expect(await lineOf(later)).toMatchObject({ position: 2, ahead: [{ taskId: all.taskId }] })
})

test('held again, it keeps its place', async () => {
  const [first, second] = [await held(10, 'portfolio'), await held(20, 'portfolio')]
  const body = { kind: 'limit' as const, reason: 'again', until: null, scope: 'portfolio' as const }
  await first.story({ type: 'run_held', at: at(40), actor: 'system:control', body })
  expect(await lineOf(first)).toMatchObject({ position: 1, queuedAt: at(10) })
  expect(await lineOf(second)).toMatchObject({ position: 2 })
})

test('as it was at a moment, a task stands in no line: that is known of now alone', async () => {
  const task = await queued(10)
  const then = await get(`/tasks/${task.taskId}?at=${new Date().toISOString()}`)
  expect(then).toMatchObject({ waitKind: 'executor', line: null })
  expect(await lineOf(task)).not.toBeNull()
})

test('a priority is asked with the task, is in its entry and row, and one that is none is refused at its field', async () => {
  const cookie = await api.signIn('operator')
  const { projectId, agentId } = await aProject(api)
  const ask = (priority: unknown) =>
    api.call('POST', '/api/tasks', {
      cookie,
      body: { projectId, agentId, title: 'Now', intent: 'Write it.', priority },
    })
  const { taskId } = (await ask('high')).json
  expect((await get(`/tasks/${taskId}`)).priority).toBe('high')
  expect((await get(`/tasks/${taskId}/entries`)).items[0].body.priority).toBe('high')
  const refused = await ask('at once')
  expect(refused.status).toBe(400)
  expect(refused.json.errors).toMatchObject([{ path: 'body.priority' }])
})

test('a changed priority is a new place in line', async () => {
  const [first, second] = [await queued(10), await queued(20)]
  const change = { priority: 'urgent' as const, intentId: 'in_1' }
  await second.story({ type: 'priority_changed', at: at(30), actor: 'operator:op_1', body: change })
  expect(await get(`/tasks/${second.taskId}`)).toMatchObject({ priority: 'urgent', line: { position: 1 } })
  expect(await lineOf(first)).toMatchObject({ position: 2, ahead: [{ taskId: second.taskId }] })
})
