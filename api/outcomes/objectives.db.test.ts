import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { setObjective } from '#prisma/write/settings/outcomes.ts'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
let projectId = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())
beforeEach(async () => {
  projectId = (await aProject(api)).projectId
})

const today = new Date().toISOString().slice(0, 10)
const week = weekOf(today)
const get = async (path: string) => (await api.call('GET', `/api${path}`, { cookie })).json
const post = (path: string, body: object, headers = {}) =>
  api.call('POST', `/api/projects/${projectId}${path}`, { cookie, body, headers })
const summary = (id = projectId) => get(`/projects/${id}/outcomes`)

describe('an objective', () => {
  const set = (change = {}) => post('/objectives', { week, title: 'Ten readers', target: '10', ...change })
  test('is set for this week or a later one, and closed once with how it ended', async () => {
    const { status, json } = await set()
    expect(status).toBe(201)
    expect(json).toMatchObject({ week, target: '10', setByName: 'The owner', outcome: null })
    await set({ week: weeksAfter(week, 1), title: 'Next' })
    expect((await summary()).objectives.map(({ title }: { title: string }) => title)).toEqual([
      'Ten readers',
      'Next',
    ])
    const closed = await post(`/objectives/${json.id}/close`, { outcome: 'hit', note: '11 came' })
    expect(closed.json).toMatchObject({ outcome: 'hit', closeNote: '11 came', closedByName: 'The owner' })
    expect((await summary()).hits).toEqual({ hit: 1, missed: 0, dropped: 0, open: 0 })
    const again = await post(`/objectives/${json.id}/close`, { outcome: 'missed' })
    expect(again).toMatchObject({ status: 409, json: { code: 'already_ended' } })
    expect((await get('/outcomes')).objectives).toContainEqual(expect.objectContaining({ id: json.id }))
  })

  test('of a week that is over or far away is refused at its field', async () => {
    const cases = [
      [weeksAfter(week, -1), /is over/],
      [weeksAfter(week, 9), /too far away/],
      ['2026-W99', /is not a week/],
    ] as const
    for (const [one, words] of cases) {
      const { status, json } = await set({ week: one })
      expect(status).toBe(400)
      expect(json.errors).toEqual([{ path: 'body.week', message: expect.stringMatching(words) }])
    }
  })

  test('sent twice with one key is set once', async () => {
    const headers = { 'Idempotency-Key': `o-${projectId}` }
    const body = { week, title: 'Once' }
    const [first, second] = await Promise.all([
      post('/objectives', body, headers),
      post('/objectives', body, headers),
    ])
    expect(second.json).toEqual(first.json)
    expect(await post('/objectives', { ...body, title: 'Other' }, headers)).toMatchObject({ status: 409 })
  })
})

test('objectives that ended are listed for as many weeks as are counted; over all projects those are not', async () => {
  const by = { actor: `operator:${api.operators.owner}`, at: new Date().toISOString() }
  const earlier = async (weeksAgo: number, outcome: 'hit' | 'missed' | null) => {
    const of = weeksAfter(week, -weeksAgo)
    const objective = {
      objectiveId: newId('objective'),
      week: of,
      title: `${outcome} ${weeksAgo}`,
      target: null,
    }
    await setObjective(api.pool, projectId, objective, by)
    if (outcome) await post(`/objectives/${objective.objectiveId}/close`, { outcome, note: 'So it went' })
  }
  await earlier(20, null)
  await earlier(8, 'hit')
  await earlier(7, 'missed')
  await earlier(1, 'hit')
  await post('/objectives', { week, title: 'Now' })
  const titles = (all: { projectId: string; title: string }[]) =>
    all.filter((one) => one.projectId === projectId).map(({ title }) => title)
  const { objectives, hits } = await summary()
  expect(titles(objectives)).toEqual(['Now', 'null 20', 'missed 7', 'hit 1'])
  expect(objectives.at(-1)).toMatchObject({ week: weeksAfter(week, -1), closeNote: 'So it went' })
  expect(hits).toEqual({ hit: 1, missed: 1, dropped: 0, open: 1 })
  expect(titles((await get('/outcomes')).objectives)).toEqual(['Now', 'null 20'])
  expect(titles((await get(`/projects/${projectId}/objectives`)).items)).toEqual(['Now', 'null 20'])
})
