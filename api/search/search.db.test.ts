import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { search as searchIn } from '#prisma/read/search.ts'
import { type ApiServer, aProject, aTaskThat, startApi } from '#test/api-server.ts'
import type { Found } from './contract.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

async function search(q: string) {
  const path = `/api/search?q=${encodeURIComponent(q)}`
  return api.call('GET', path, { cookie: await api.signIn('viewer') })
}
const found = async (q: string): Promise<Found[]> => (await search(q)).json.items
const idsOf = async (q: string, kind: Found['kind']) =>
  (await found(q)).filter((one) => one.kind === kind).map(({ id }) => id)

/** A row as the fold would write it; what is searched is title and intent. */
async function aTask(projectId: string, agentId: string, title: string, intent = '') {
  const id = newId('task')
  await api.pool.query(
    `insert into task (id, project_id, agent_id, executor_id, title, status, since, created_at, is_practice,
                       is_uncertain, state, stream_seq)
     values ($1, $2, $3, 'mac-mini', $4, 'done', now(), now(), false, false, $5, 1)`,
    [id, projectId, agentId, title, { intent }],
  )
  return id
}

test('finds by every word, each as the beginning of one, in titles before the rest', async () => {
  const { projectId, agentId } = await aProject(api)
  const intent = 'Send the quarterly pumpernickel report to our readers.'
  const inText = await aTask(projectId, agentId, 'A letter', intent)
  const inTitle = await aTask(projectId, agentId, 'About pumpernickel')
  const first = await aTask(projectId, agentId, 'Pumpernickel and rye')
  expect(await idsOf('pumper', 'task')).toEqual([first, inTitle, inText])
  expect(await idsOf('READERS pumpernickel', 'task')).toEqual([inText])
  expect(await idsOf('nickel', 'task')).toEqual([])
  expect((await found('pumpernickel rye'))[0]).toEqual({
    kind: 'task',
    id: first,
    title: 'Pumpernickel and rye',
    detail: 'Letters',
    href: `/tasks/${first}`,
  })
})

test('a task is found from its first entry on', async () => {
  const { taskId, projectId, agentId } = await aTaskThat(api)
  expect(await idsOf('write', 'task')).toContain(taskId)
  expect(await idsOf('letters', 'project')).toContain(projectId)
  expect(await idsOf('ines writer', 'agent')).toContain(agentId)
})

test('a runbook is found by its name until it is removed, at the address of its page', async () => {
  const { projectId } = await aProject(api)
  const cookie = await api.signIn('operator')
  const yaml = `name: Prüfe den Sauerteig
steps: [{id: look, task: {agent: Ines, title: Look, intent: Look.}}]`
  const at = `/api/projects/${projectId}/runbooks`
  const { json } = await api.call('POST', at, { cookie, body: { yaml } })
  const href = `/projects/${projectId}/runbooks/prüfe-den-sauerteig`
  expect(await found('sauerteig')).toEqual([
    { kind: 'runbook', id: json.id, title: 'Prüfe den Sauerteig', detail: 'Letters', href },
  ])
  expect((await api.call('GET', encodeURI(`/api${href}`), { cookie })).json.id).toBe(json.id)
  await api.call('DELETE', `${at}/${json.id}`, { cookie })
  expect(await found('sauerteig')).toEqual([])
})

test('a document is found by its title and by words of its text, until it is removed', async () => {
  const { projectId } = await aProject(api)
  const cookie = await api.signIn('operator')
  const write = async (title: string, text: string): Promise<string> => {
    const body = { title, text, isAlways: false }
    return (await api.call('POST', `/api/projects/${projectId}/documents`, { cookie, body })).json.id
  }
  const inText = await write('House style', '# Words\n\nWe spell it marzipan, never marchpane.')
  const inTitle = await write('Marzipan', 'Almonds and sugar.')
  const item = { kind: 'document', detail: 'Letters' }
  expect(await found('marzi')).toEqual([
    { ...item, id: inTitle, title: 'Marzipan', href: `/documents/${inTitle}` },
    { ...item, id: inText, title: 'House style', href: `/documents/${inText}` },
  ])
  expect(await idsOf('spell marchpane', 'document')).toEqual([inText])
  await api.call('DELETE', `/api/documents/${inTitle}`, { cookie, body: { reason: '' } })
  expect(await idsOf('marzipan', 'document')).toEqual([inText])
})

test('what belongs to a removed project is not found', async () => {
  const { projectId, agentId } = await aProject(api)
  await aTask(projectId, agentId, 'Vanishing zucchini')
  expect(await idsOf('zucchini', 'task')).toHaveLength(1)
  await api.pool.query('update project set removed_at = now() where id = $1', [projectId])
  expect(await found('zucchini')).toEqual([])
  expect(await idsOf('letters', 'project')).not.toContain(projectId)
})

test('nothing that is typed breaks it', async () => {
  for (const odd of ["'", '%', '& | !', ':*', '(', '\\', "a'b", 'é', '<b>'])
    expect((await search(odd)).status, odd).toBe(200)
  expect(await search(' ')).toMatchObject({ status: 400, json: { errors: [{ path: 'query.q' }] } })
  expect((await search('x'.repeat(201))).status).toBe(400)
})

interface PlanNode {
  'Actual Rows': number
  'Actual Loops': number
  'Relation Name'?: string
  'Index Name'?: string
  Filter?: string
  'Sort Key'?: string[]
  Plans?: PlanNode[]
}
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]
const rowsOf = (node: PlanNode) => node['Actual Rows'] * node['Actual Loops']
const isOf = (relation: string) => (node: PlanNode) => node['Relation Name'] === relation
const hasRank = (node: PlanNode) => /ts_rank/.test(String(node['Sort Key']))

/** How a connection answers it each time: as often as it takes Postgres to choose one plan for whatever is typed. */
async function plansOf(q: string): Promise<PlanNode[][]> {
  const client = await api.pool.connect()
  const plans: PlanNode[][] = []
  const ran = async ({ text, values }: { text: string; values: (string | string[])[] }) => {
    await client.query(`set random_page_cost = 1.1; prepare asked as ${text}`)
    const literal = (value: string | string[]): string =>
      Array.isArray(value) ? `array[${value.map(literal).join()}]` : client.escapeLiteral(value)
    for (let time = 0; time < 7; time++) {
      const given = values.map(literal).join()
      const { rows } = await client.query(
        `explain (analyze, timing off, format json) execute asked(${given})`,
      )
      const [{ Plan, JIT }] = rows[0]['QUERY PLAN']
      // Compiling takes longer than all of the search.
      expect(JIT).toBeUndefined()
      plans.push(nodesOf(Plan))
    }
    return { rows: [] }
  }
  await searchIn({ query: ran } as never, q).finally(() => client.release(true))
  return plans
}

test('stays fast over 20,000 tasks, for a rare word and for one that all of them have', async () => {
  const { projectId, agentId } = await aProject(api)
  await api.pool.query(
    `insert into task (id, project_id, agent_id, executor_id, title, status, since, created_at, is_practice,
                       is_uncertain, state, stream_seq)
     select 't_many_' || n, $1, $2, 'mac-mini', 'Chapter ' || n || ' of the handbook', 'done', now(),
            now() - n * interval '1 minute', false, false,
            jsonb_build_object('intent', 'Write chapter ' || n || ' for our readers, in plain words. ' || repeat('More of it. ', 20)), 1
       from generate_series(1, 20000) n`,
    [projectId, agentId],
  )
  await api.pool.query('analyze task; analyze task_words')
  // What it does and not how long it takes, which is the bench's to tell.
  for (const q of ['handbook 19876', 'ch', 'chapter readers', 'nothingofthat']) {
    expect((await search(q)).status).toBe(200)
    const plans = await plansOf(q)
    expect(plans).toHaveLength(7)
    for (const plan of plans) {
      const ranked = plan.filter(hasRank).flatMap(({ Plans = [] }) => Plans)
      expect(ranked, q).toHaveLength(1)
      expect(ranked.map(rowsOf)[0], `ranked for ${q}`).toBeLessThanOrEqual(400)
      // Their words are kept: nothing is looked for in tasks themselves, or made into words anew.
      expect(plan.filter(isOf('task')).map(({ Filter }) => Filter)).toEqual([undefined])
      expect(JSON.stringify(plan)).not.toContain('to_tsvector')
    }
  }
  for (const plan of await plansOf('handbook 19876')) {
    expect(plan.map((node) => node['Index Name'])).toContain('task_words_words_idx')
    expect(plan.filter(isOf('task_words')).map(rowsOf)).toEqual([1])
    expect(plan.filter(isOf('task')).map(rowsOf)).toEqual([1])
  }
})
