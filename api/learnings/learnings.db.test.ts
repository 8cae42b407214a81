import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FactOf } from '#domain/ledger/entry.ts'
import { type ApiServer, aTaskThat, startApi } from '#test/api-server.ts'
import { minutesOn } from '#test/stories.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const learned = (n: number, about: string | null = null): FactOf<'learning_recorded'> => ({
  type: 'learning_recorded',
  at: minutesOn(n),
  actor: 'agent:ag_1',
  body: { stepId: 's1', itemId: `l_${n}`, text: `Finding ${n}`, about },
})
const list = async (query: string) =>
  api.call('GET', `/api/learnings${query}`, { cookie: await api.signIn('viewer') })
const texts = ({ json }: Awaited<ReturnType<typeof list>>) =>
  json.items.map(({ text }: { text: string }) => text)

test('learnings of a project, of an agent, of all, newest first, with whose they are', async () => {
  const one = await aTaskThat(api, [learned(1, 'readers'), learned(3)])
  const other = await aTaskThat(api, [learned(2)])
  expect(texts(await list(`?projectId=${one.projectId}`))).toEqual(['Finding 3', 'Finding 1'])
  expect(texts(await list(`?agentId=${other.agentId}`))).toEqual(['Finding 2'])
  expect(texts(await list(''))).toEqual(['Finding 3', 'Finding 2', 'Finding 1'])
  const { json } = await list(`?projectId=${one.projectId}`)
  const { projectId, agentId, taskId } = one
  const names = { projectName: 'Letters', agentName: 'Ines', taskTitle: 'Write' }
  expect(json.items[1]).toEqual({
    ...{ id: `${taskId}/l_1`, projectId, agentId, taskId, ...names },
    ...{ text: 'Finding 1', about: 'readers', at: minutesOn(1) },
  })
})

test('pages go on where the one before ended', async () => {
  const { projectId } = await aTaskThat(
    api,
    [1, 2, 3, 4, 5].map((n) => learned(n)),
  )
  const pages: string[][] = []
  for (let before = ''; ; ) {
    const page = await list(`?projectId=${projectId}&limit=2${before}`)
    pages.push(texts(page))
    if (page.json.next === null) break
    before = `&before=${encodeURIComponent(page.json.next)}`
  }
  expect(pages).toEqual([['Finding 5', 'Finding 4'], ['Finding 3', 'Finding 2'], ['Finding 1']])
})

test('those of a project go on too, over what operators noted and agents learned; after none is none', async () => {
  const { projectId } = await aTaskThat(api, [learned(1), learned(2)])
  const cookie = await api.signIn('owner')
  for (const text of ['Noted 1', 'Noted 2', 'Noted 3'])
    await api.call('POST', `/api/projects/${projectId}/learnings`, { cookie, body: { text } })
  const ofProject = (query: string) =>
    api.call('GET', `/api/projects/${projectId}/learnings${query}`, { cookie })
  const pages: string[][] = []
  for (let before = ''; ; ) {
    const page = await ofProject(`?limit=2${before}`)
    pages.push(texts(page))
    if (page.json.next === null) break
    before = `&before=${encodeURIComponent(page.json.next)}`
  }
  expect(pages).toEqual([['Noted 3', 'Noted 2'], ['Noted 1', 'Finding 2'], ['Finding 1']])
  expect(texts(await ofProject(''))).toEqual(pages.flat())
  expect((await ofProject(`?before=le_${'0'.repeat(16)}`)).json).toEqual({ items: [], next: null })
  expect((await ofProject('?before=x')).json.errors).toEqual([
    { path: 'query.before', message: 'is not the id of a learning' },
  ])
})

test('what is no id of a learning is said at the field', async () => {
  const { status, json } = await list('?before=x')
  expect(status).toBe(400)
  expect(json.errors).toEqual([{ path: 'query.before', message: 'is not the id of a learning' }])
})
