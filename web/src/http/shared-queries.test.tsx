// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { InboxItem, UnlistedItems } from '#api/inbox/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { anInbox, anInboxItem, aTaskRow, projectId, sampleNow } from './sample-data.ts'
import { useInbox, useInboxItems, useWaitsFor } from './shared-queries.ts'
import { aServer, type FakeServer, renderAt } from './web-bench.tsx'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const many = (change: Partial<UnlistedItems> = {}): UnlistedItems => ({
  ...{ kind: 'approval', projectId, waitsFor: null, assigneeId: null, isSnoozed: false, count: 3 },
  ...change,
})
interface Answers {
  first?: { items?: InboxItem[]; unlisted?: UnlistedItems[] }
  whole?: InboxItem[]
}
function serving({ first = {}, whole = [] }: Answers): FakeServer {
  const server = aServer()
  server.on('GET', /^\/inbox$/, 200, (query: URLSearchParams) =>
    query.has('limit') ? anInbox(first) : anInbox({ items: whole }),
  )
  return server
}
const asked = (server: FakeServer) => server.asked.map(({ path, query }) => `${path}?${query}`)
function show(server: FakeServer, useWords: () => string) {
  const Said = () => <p>{useWords()}</p>
  return renderAt(server, '/', { '/': Said }, sampleNow)
}

test('the frame asks for the first few alone, and counts what is not listed as the inbox does', async () => {
  const others = many({ waitsFor: ['Theo'], count: 2 })
  const putOff = many({ isSnoozed: true, count: 9 })
  const items = [anInboxItem()]
  const server = serving({ first: { items, unlisted: [many(), others, putOff] } })
  show(server, function useFrame() {
    const { mineCount, othersCount, othersNames, needs } = useInbox().data ?? {}
    return JSON.stringify({ mineCount, othersCount, othersNames, needs: needs?.map(({ count }) => count) })
  })
  await screen.findByText(
    JSON.stringify({ mineCount: 4, othersCount: 2, othersNames: ['Theo'], needs: [1, 3] }),
  )
  expect(asked(server)).toEqual(['/inbox?limit=5'])
})

test('who needs all items asks for the whole, while they are wanted; a refresh of the inbox reads both', async () => {
  const server = serving({ whole: [anInboxItem(), anInboxItem({ id: 'approval:p_2' })] })
  const page = (isWanted: boolean) =>
    function useItems() {
      return `${useInbox().data?.items.length} ${useInboxItems(isWanted).data?.items.length}`
    }
  show(server, page(false))
  await screen.findByText('0 undefined')
  expect(asked(server)).toEqual(['/inbox?limit=5'])
  const { refresh } = show(server, page(true))
  await screen.findByText('0 2')
  server.asked.length = 0
  await refresh()
  expect(asked(server).toSorted()).toEqual(['/inbox?', '/inbox?limit=5'])
})

test.each([
  ['while something is put off', [many({ isSnoozed: true })], 3],
  ['never while nothing is', [many()], 1],
])('the first are read again as the clock ticks, %s', async (_when, unlisted, times) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const server = serving({ first: { unlisted } })
  show(server, function useFrame() {
    return `${useInbox().data?.mineCount ?? 'no'} of mine`
  })
  await screen.findByText(/\d of mine/)
  for (let tick = 2; tick <= 3; tick++) {
    vi.advanceTimersByTime(15_000)
    await waitFor(() => expect(server.asked.length).toBe(Math.min(tick, times)))
  }
})

const row = aTaskRow({ status: 'waiting', waitKind: 'approval' })
const ofRow = (change: Partial<InboxItem> = {}) =>
  anInboxItem({ kind: 'approval', taskId: row.id, ...change })
async function whomFor(answers: Answers, waiting: TaskRow = row) {
  const server = serving(answers)
  show(server, function useTask() {
    const names = useWaitsFor(waiting, waiting.waitKind)
    return useInbox().data ? `for ${JSON.stringify(names)}` : 'not read yet'
  })
  await screen.findByText(/^for /)
  await new Promise((settled) => setTimeout(settled, 20))
  const hasReadWhole = asked(server).includes('/inbox?')
  return [screen.getByText(/^for /).textContent, hasReadWhole]
}
const theos = { waitsFor: ['Theo'] }
const graces = { waitsFor: ['Grace'] }

test.each<[string, Answers, string]>([
  ['it is listed', { first: { items: [ofRow(theos)] } }, '["Theo"]'],
  [
    'it is listed for the reader',
    { first: { items: [ofRow(theos), ofRow()], unlisted: [many(theos)] } },
    'null',
  ],
  [
    'all of its project wait for the reader',
    { first: { unlisted: [many(), many({ assigneeId: 'op_t' })] } },
    'null',
  ],
  ['all of its project wait for the same others', { first: { unlisted: [many(theos)] } }, '["Theo"]'],
  [
    'another kind, or another project, waits for others',
    {
      first: {
        unlisted: [many(), many({ ...theos, kind: 'question' }), many({ ...theos, projectId: 'pr_2' })],
      },
    },
    'null',
  ],
  ['nothing of it is there', {}, 'null'],
])('for whom a task waits is told by the first of the inbox where %s', async (_what, answers, names) => {
  expect(await whomFor(answers)).toEqual([`for ${names}`, false])
})

test.each<[string, UnlistedItems[], InboxItem[], string]>([
  ['some of its project wait for others', [many(), many(theos)], [ofRow(theos)], '["Theo"]'],
  ['they wait for different ones', [many(theos), many(graces)], [ofRow(graces)], '["Grace"]'],
])('only the whole inbox tells it where %s', async (_what, unlisted, whole, names) => {
  expect(await whomFor({ first: { unlisted }, whole })).toEqual([`for ${names}`, true])
})

test('a task that waits for no person asks for no inbox of its own', async () => {
  const held = aTaskRow({ status: 'waiting', waitKind: 'executor' })
  expect(await whomFor({ first: { unlisted: [many(), many(theos)] } }, held)).toEqual(['for null', false])
})
