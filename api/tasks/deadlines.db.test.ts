import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Deadline } from '#domain/task/deadline.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import { type ApiServer, aProject, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const post = (path: string, body: unknown, key?: string) =>
  api.call('POST', path, { cookie, body, ...(key && { headers: { 'idempotency-key': key } }) })
const get = async (path: string) => (await api.call('GET', path, { cookie })).json
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const dueIn = (hours: number, end: Deadline['end'] = 'late'): Fact => ({
  ...{ type: 'deadline_changed', at: new Date().toISOString(), actor: 'operator:op_1' },
  body: { from: null, to: { at: inHours(hours), end }, intentId: `in_${hours}` },
})
const ended: Fact = {
  ...{ type: 'task_done', at: new Date().toISOString(), actor: 'system:control' },
  body: { summary: 'There' },
}

describe('a task is asked for with a deadline', () => {
  const asked = async (change: object, key?: string) =>
    post('/api/tasks', { ...(await aProject(api)), title: 'Write', intent: 'Write it.', ...change }, key)

  test('in any zone, and it is in its entry, its row and its lists', async () => {
    const next = new Date().getUTCFullYear() + 1
    const { taskId } = (await asked({ dueAt: `${next}-06-01T18:00:00+02:00`, dueEnd: 'cancel' })).json
    const due = { dueAt: `${next}-06-01T16:00:00.000Z`, dueEnd: 'cancel' }
    expect(await get(`/api/tasks/${taskId}`)).toMatchObject(due)
    const { items } = await get(`/api/tasks/${taskId}/entries`)
    expect(items[0].body.deadline).toEqual({ at: due.dueAt, end: 'cancel' })
    expect((await get('/api/tasks')).items[0]).toMatchObject({ id: taskId, ...due })
  })

  test('is shown as late then, where nothing else is said; without one it is due at no time', async () => {
    const { taskId } = (await asked({ dueAt: inHours(2) })).json
    expect((await get(`/api/tasks/${taskId}`)).dueEnd).toBe('late')
    const other = (await asked({})).json
    expect(await get(`/api/tasks/${other.taskId}`)).toMatchObject({ dueAt: null, dueEnd: null })
  })

  test.each([
    [inHours(-1), 'is in the past: choose a time that is to come'],
    [inHours(3 * 366 * 24), 'is more than 2 years away'],
    ['2027-06-01T18:00:00', 'must be a time with its zone, like 2026-11-27T18:00:00+01:00'],
    ['2027-06-01', 'must be a time with its zone, like 2026-11-27T18:00:00+01:00'],
    ['2027-02-30T18:00:00Z', 'must be a time with its zone, like 2026-11-27T18:00:00+01:00'],
    [17, 'must be a time with its zone, like 2026-11-27T18:00:00+01:00'],
  ])('%j is refused at its field, and nothing is made', async (dueAt, message) => {
    const before = (await get('/api/tasks')).items.length
    const { status, json } = await asked({ dueAt })
    expect([status, json.errors]).toEqual([400, [{ path: 'body.dueAt', message }]])
    expect((await get('/api/tasks')).items).toHaveLength(before)
  })

  test('what happens then needs a time', async () => {
    const { status, json } = await asked({ dueEnd: 'cancel' })
    expect([status, json.errors[0].path]).toEqual([400, 'body.dueAt'])
  })

  test('the same again, after its time has come, answers as the first did', async () => {
    const place = await aProject(api)
    const dueAt = new Date(Date.now() + 10_000).toISOString()
    const body = { ...place, title: 'Write', intent: 'x', dueAt }
    const first = await post('/api/tasks', body, 'soon-over')
    expect(first.status).toBe(202)
    await new Promise((resolve) => setTimeout(resolve, Date.parse(dueAt) - Date.now() + 50))
    expect(await post('/api/tasks', body, 'soon-over')).toMatchObject({ status: 202, json: first.json })
    expect((await post('/api/tasks', body, 'too-late')).status).toBe(400)
  })
})

describe('the deadline of a task is changed', () => {
  const change = (taskId: string, body: object) => post(`/api/tasks/${taskId}/deadline`, body)

  test('from what was read; where that is another by now, the second is told what it is', async () => {
    const { taskId, story } = await aTaskThat(api, [dueIn(2)])
    const { dueAt, dueEnd } = await get(`/api/tasks/${taskId}`)
    const to = { dueAt: inHours(9), dueEnd: 'cancel' }
    const { status, json } = await change(taskId, { ...to, from: { dueAt, dueEnd } })
    expect([status, json.isDelivered]).toEqual([202, false])
    const { rows } = await api.pool.query('select command, body from intent where id = $1', [json.intentId])
    expect(rows).toEqual([
      {
        command: 'setDeadline',
        body: { from: { at: dueAt, end: 'late' }, to: { at: to.dueAt, end: 'cancel' } },
      },
    ])
    await story(dueIn(5))
    const second = await change(taskId, { dueAt: null, from: { dueAt, dueEnd } })
    expect(second).toMatchObject({ status: 409, json: { code: 'changed_meanwhile' } })
    expect(second.json.detail).toContain((await get(`/api/tasks/${taskId}`)).dueAt)
  })

  test('to a time that is to come, of a task that is open', async () => {
    const { taskId, story } = await aTaskThat(api)
    const past = await change(taskId, { dueAt: inHours(-1), from: null })
    expect([past.status, past.json.errors[0].path]).toEqual([400, 'body.dueAt'])
    expect((await change(taskId, { dueAt: inHours(1) })).json.errors[0].path).toBe('body.from')
    await story(ended)
    expect(await change(taskId, { dueAt: inHours(1), from: null })).toMatchObject({
      status: 409,
      json: { detail: 'The task is done already: its deadline changes nothing any more.' },
    })
  })

  test('as it was at a moment, a task is due as it was then', async () => {
    const { taskId, story } = await aTaskThat(api, [dueIn(2)])
    const { dueAt } = await get(`/api/tasks/${taskId}`)
    const then = new Date().toISOString()
    await new Promise((resolve) => setTimeout(resolve, 20))
    await story({ ...dueIn(9), at: new Date().toISOString() })
    expect((await get(`/api/tasks/${taskId}?at=${then}`)).dueAt).toBe(dueAt)
    expect((await get(`/api/tasks/${taskId}`)).dueAt).not.toBe(dueAt)
  })
})

describe('late tasks, and those that are due soon with nothing done', () => {
  const idsOf = async (query: string) =>
    (await get(`/api/tasks?${query}`)).items.map(({ id }: { id: string }) => id)
  const running: Fact[] = [
    {
      ...{ type: 'run_queued', at: new Date().toISOString(), actor: 'system:control' },
      body: {
        ...{ stepId: 's1', runId: 'fo:due', sessionKey: 'x', reason: 'first run' },
        ...{ executorId: 'mac-mini', contextHash: '0' },
      },
    },
    {
      ...{ type: 'run_accepted', at: new Date().toISOString(), actor: 'executor:mac-mini' },
      body: { stepId: 's1', itemId: 'i_due' },
    },
  ]

  test('are listed, are risks of their projects, and cost by waiting', async () => {
    const late = await aTaskThat(api, [dueIn(-2)])
    const failed: Fact = {
      ...{ type: 'task_failed', at: new Date().toISOString(), actor: 'system:control' },
      body: { error: 'no key' },
    }
    const idle = await aTaskThat(api, [dueIn(5)])
    const calm = [
      await aTaskThat(api, [dueIn(30)]),
      await aTaskThat(api, [dueIn(5), ...running]),
      await aTaskThat(api, [dueIn(-2), ended]),
    ]
    expect(await idsOf(`due=late&projectId=${late.projectId}`)).toEqual([late.taskId])
    expect(await idsOf(`due=idle&projectId=${idle.projectId}`)).toEqual([idle.taskId])
    for (const { projectId } of calm) {
      expect(await idsOf(`due=late&projectId=${projectId}`)).toEqual([])
      expect(await idsOf(`due=idle&projectId=${projectId}`)).toEqual([])
    }
    const { risks } = await get('/api/home')
    const flags = risks.map(({ id, href }: { id: string; href: string }) => [id, href])
    expect(flags).toContainEqual([`late:${late.projectId}`, `/tasks/${late.taskId}`])
    expect(flags).toContainEqual([`idle:${idle.projectId}`, `/tasks/${idle.taskId}`])
    for (const { projectId } of calm)
      expect(flags.filter(([id]: [string]) => id.endsWith(projectId))).toEqual([])
    await late.story(failed)
    const other = await aTaskThat(api, [failed])
    const order = (await get('/api/inbox')).items.map(({ taskId }: { taskId: string }) => taskId)
    expect(order.indexOf(late.taskId)).toBeLessThan(order.indexOf(other.taskId))
  })

  test('every row is the fold of its entries', async () => {
    const { differences } = await checkRebuild(api.pool, { after: '', limit: 1_000 })
    expect(differences).toEqual([])
  })
})
