import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { type ApiServer, aTaskThat, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
const tasks: Awaited<ReturnType<typeof aDoneTask>>[] = []
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('viewer')
  for (const day of [20, 21, 22]) tasks.push(await aDoneTask(`2026-11-${day}T12:00:00.000Z`))
})
afterAll(() => api?.stop())

async function aDoneTask(at: string) {
  const by = { at, actor: 'system:control' }
  const artifact = { stepId: 's1', itemId: 'i_1', title: 'Letter', artifactKind: 'document' }
  const evidence = {
    words: 'It is there.',
    location: 'letter.md',
    hash: 'ab'.repeat(32),
    size: 3_000_000_000,
  }
  const facts: Fact[] = [
    {
      ...by,
      type: 'artifact_recorded',
      body: { ...artifact, location: 'letter.md', hash: null, size: null },
    },
    {
      ...by,
      type: 'deliverable_checked',
      body: { title: 'Letter', check: 'artifact', passed: true, evidence, artifactId: 'i_1' },
    },
    { ...by, type: 'task_done', body: { summary: 'Done.' } },
  ]
  return aTaskThat(api, facts, { deliverables: ['Letter'] })
}
const get = async (query = '') => {
  const { status, json } = await api.call('GET', `/api/shipped${query}`, { cookie })
  return { status, json, taskIds: json.items?.map((row: { taskId: string }) => row.taskId) }
}

test('what shipped, the last first, with where it is and how it was proved', async () => {
  const { json, taskIds } = await get()
  expect(taskIds).toEqual(tasks.map((task) => task.taskId).reverse())
  expect(json.next).toBeNull()
  expect(json.items[0]).toEqual({
    id: `${tasks[2]?.taskId}/Letter`,
    ...{
      taskId: tasks[2]?.taskId,
      taskTitle: 'Write',
      projectId: tasks[2]?.projectId,
      projectName: 'Letters',
    },
    ...{ agentName: 'Ines', title: 'Letter', kind: 'document', location: 'letter.md', hash: 'ab'.repeat(32) },
    ...{ size: 3_000_000_000, verifiedAt: '2026-11-22T12:00:00.000Z', proof: 'artifact' },
    ...{ evidence: 'It is there.', isPractice: false },
  })
})

test('of a project, of a time, and page by page', async () => {
  const [first, second, third] = tasks.map((task) => task.taskId)
  expect((await get(`?projectId=${tasks[0]?.projectId}`)).taskIds).toEqual([first])
  expect((await get('?since=2026-11-21T12:00:00Z')).taskIds).toEqual([third, second])
  expect((await get('?until=2026-11-21T12:00:00.000Z')).taskIds).toEqual([first])
  expect((await get('?since=2026-11-21T13:30:00%2B02:00&until=2026-11-22T00:00:00Z')).taskIds).toEqual([
    second,
  ])
  const page = await get('?limit=2')
  expect(page.taskIds).toEqual([third, second])
  const rest = await get(`?limit=2&before=${encodeURIComponent(page.json.next)}`)
  expect(rest).toMatchObject({ taskIds: [first], json: { next: null } })
  expect((await get('?before=nothing')).taskIds).toEqual([])
})

test('a day counts all that is asked for, however little of it is on the page', async () => {
  await api.pool.query(
    `insert into shipped (task_id, title, project_id, kind, verified_at, proof, evidence)
     select task_id, title || n, project_id, kind, verified_at + n * interval '1 minute', 'waived', ''
       from shipped, generate_series(1, 3) n where task_id = $1`,
    [tasks[1]?.taskId],
  )
  const days = async (query: string) => (await get(query)).json.days
  const [third, second] = [
    { day: '2026-11-22', count: 1, waived: 0 },
    { day: '2026-11-21', count: 4, waived: 3 },
  ]
  const page = await get('?limit=2')
  expect(page.json.days).toEqual([third, second])
  const rest = `?limit=1&before=${encodeURIComponent(page.json.next)}`
  expect(await days(rest)).toEqual([second])
  expect(await days(`?projectId=${tasks[1]?.projectId}&limit=1`)).toEqual([second])
  const filter = 'since=2026-11-21T00:00:00.000Z&until=2026-11-21T12:02:00.000Z'
  expect(await days(`?limit=1&${filter}`)).toEqual([{ ...second, count: 2, waived: 1 }])
  expect(await days('?before=nothing')).toEqual([])
  await api.pool.query(`delete from shipped where proof = 'waived'`)
})

test('a time that is none is refused at its field', async () => {
  const { status, json } = await get('?since=yesterday')
  expect({ status, errors: json.errors }).toEqual({
    status: 400,
    errors: [{ path: 'query.since', message: 'must be a time like 2026-11-24T00:00:00Z' }],
  })
})

test('a removed project ships nothing more but where it is asked for', async () => {
  const { projectId } = tasks[1] ?? { projectId: '' }
  await api.pool.query('update project set removed_at = now() where id = $1', [projectId])
  expect((await get()).taskIds).toHaveLength(2)
  expect((await get(`?projectId=${projectId}`)).taskIds).toHaveLength(1)
})
