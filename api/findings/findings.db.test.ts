import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { type ApiServer, startApi } from '#test/api-server.ts'
import { aFinding } from '#test/findings.ts'
import { minutesOn } from '#test/stories.ts'

let api: ApiServer
let cookie = ''
const idOf = (n: number) => `fd_${'0'.repeat(15)}${n}`
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('viewer')
  // Two stop work, the first two came at once.
  const open: Partial<FindingState>[] = [{}, {}, {}, { difference: 'duplicate' }, { difference: 'duplicate' }]
  for (const [n, change] of open.entries())
    await insert(n, aFinding({ ...change, firstSeen: minutesOn(Math.max(n, 1)) }))
  for (const n of [5, 6, 7])
    await insert(
      n,
      aFinding({ status: 'gone', since: minutesOn(Math.max(n, 6)), firstSeen: minutesOn(9 - n) }),
    )
})
afterAll(() => api?.stop())

const insert = (n: number, state: FindingState) =>
  api.pool.query(
    `insert into finding (id, scope, kind, status, since, first_seen, state) values ($1, $2, $3, $4, $5, $6, $7)`,
    [idOf(n), state.scope, state.kind, state.status, state.since, state.firstSeen, state],
  )
const list = async (query: string) => (await api.call('GET', `/api/findings${query}`, { cookie })).json
const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id)

async function pagesOf(view: string) {
  const pages: string[][] = []
  for (let before = ''; ; ) {
    const page = await list(`?limit=2&view=${view}${before}`)
    pages.push(idsOf(page))
    if (page.next === null) return pages
    before = `&before=${page.next}`
  }
}

test.each([
  ['open', [[3, 4], [0, 1], [2]]],
  ['settled', [[7, 5], [6]]],
  ['all', [[3, 4], [0, 1], [2, 7], [6, 5], []]],
])('pages of findings, %s, go on where the one before ended', async (view, pages) => {
  expect(await pagesOf(view)).toEqual(pages.map((page) => page.map(idOf)))
  const whole = await list(`?view=${view}`)
  expect([idsOf(whole), whole.next]).toEqual([pages.flat().map(idOf), null])
})

test('one that is settled meanwhile is still where the next page begins; after none comes none', async () => {
  await api.pool.query("update finding set status = 'gone' where id = $1", [idOf(0)])
  expect(idsOf(await list(`?before=${idOf(0)}`))).toEqual([1, 2].map(idOf))
  expect(await list(`?before=${idOf(9)}`)).toMatchObject({ items: [], next: null, counts: { open: 4 } })
  expect((await list('?before=x')).errors).toMatchObject([{ path: 'query.before' }])
})

test('one about a workflow says where it is in Temporal', async () => {
  const linkOf = async (n: number) =>
    (await api.call('GET', `/api/findings/${idOf(n)}`, { cookie })).json.temporalUrl
  const own = {
    scope: 'front-office',
    status: 'gone',
    subject: { key: 't_1', name: 't_1', where: 'Temporal' },
  } as const
  await insert(8, aFinding({ ...own, kind: 'workflow' }))
  expect(await linkOf(8)).toBe('http://127.0.0.1:8233/namespaces/default/workflows/task%2Ft_1')
  expect(await linkOf(1)).toBeNull()
})
