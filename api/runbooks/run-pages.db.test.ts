import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
let projectId = ''
const runs: string[] = []
const ofRunbook: Record<string, string> = {}
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('operator')
  projectId = (await aProject(api)).projectId
  for (const name of ['print', 'bind'])
    ofRunbook[name] = (await post('/runbooks', { yaml: yamlOf(name) })).json.id
  for (const name of ['print', 'bind', 'print', 'print', 'bind'])
    runs.unshift((await post(`/runbooks/${name}/runs`, { inputs: {} })).json.runId)
  // As if two were asked for at once: the list goes by id then.
  await api.pool.query(
    'update runbook_run set created_at = (select created_at from runbook_run where id = $1) where id = $2',
    [runs[2], runs[1]],
  )
  runs.splice(1, 2, ...runs.slice(1, 3).sort())
})
afterAll(() => api?.stop())

const post = (path: string, body: object, of = projectId) =>
  api.call('POST', `/api/projects/${of}${path}`, { cookie, body })
const list = async (query: string) =>
  (await api.call('GET', `/api/projects/${projectId}/runbook-runs${query}`, { cookie })).json
const yamlOf = (name: string) =>
  `name: ${name}\nsteps:\n  - id: draft\n    task: {agent: Ines, title: Write, intent: Write it.}\n`
const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id)

async function pagesOf(query: string) {
  const pages: string[][] = []
  for (let before = ''; ; ) {
    const page = await list(`?limit=2${query}${before}`)
    pages.push(idsOf(page))
    if (page.next === null) return pages
    before = `&before=${page.next}`
  }
}

test('pages of runs go on where the one before ended, of a runbook too', async () => {
  expect(await pagesOf('')).toEqual([runs.slice(0, 2), runs.slice(2, 4), runs.slice(4)])
  const whole = await list('')
  expect([idsOf(whole), whole.next]).toEqual([runs, null])
  const printed = idsOf(await list(`?runbookId=${ofRunbook.print}`))
  expect((await pagesOf(`&runbookId=${ofRunbook.print}`)).flat()).toEqual(printed)
})

test('after a run that is not of the project comes none; what is no id is said at the field', async () => {
  expect(await list(`?before=rr_${'0'.repeat(16)}`)).toMatchObject({ items: [], next: null })
  const other = (await aProject(api)).projectId
  await post('/runbooks', { yaml: yamlOf('theirs') }, other)
  const { runId } = (await post('/runbooks/theirs/runs', { inputs: {} }, other)).json
  expect(await list(`?before=${runId}`)).toMatchObject({ items: [], next: null })
  expect((await list('?before=x')).errors).toMatchObject([{ path: 'query.before' }])
})

test('what is counted is all of them, whatever the page', async () => {
  const [, , third, , oldest] = runs
  await api.pool.query("update runbook_run set status = 'running' where id = any($1)", [[third, oldest]])
  await api.pool.query("update runbook_run set status = 'waiting', wait_kind = 'approval' where id = $1", [
    runs[3],
  ])
  const counts = { all: 5, toDecide: 1, running: 2 }
  expect((await list('?limit=1')).counts).toEqual(counts)
  expect((await list(`?limit=1&before=${oldest}`)).counts).toEqual(counts)
  expect((await list(`?limit=1&runbookId=${ofRunbook.bind}`)).counts.all).toBe(2)
})
