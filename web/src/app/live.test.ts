import { QueryClient, type QueryKey, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gatherer, staleAfter } from './live.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function gathering() {
  const read: string[] = []
  const client = {
    async invalidateQueries(filters?: { queryKey?: QueryKey }) {
      read.push(String(filters?.queryKey?.[0]))
    },
    isFetching: () => 0,
  }
  const times = (name: string) => read.filter((one) => one === name).length
  return { ...gatherer(client), times }
}
const entry = staleAfter({ streamId: 'task/t_1', projectId: 'pr_1' })

test('an entry of a task makes its page, the lists and the home page stale', () => {
  expect(entry).toEqual(
    expect.arrayContaining([['task', 't_1'], ['tasks'], ['home'], ['inbox'], ['project', 'pr_1']]),
  )
})

test('a use that a task records is counted on the page of permissions, and a revoked grant is gone from the effect’s', () => {
  expect(entry).toContainEqual(['doors'])
  const revoked = staleAfter({ streamId: 'standing-grant/sg_1', projectId: 'pr_1' })
  expect(revoked).toEqual(expect.arrayContaining([['doors'], ['effects']]))
  for (const streamId of ['project/pr_1', 'agent/ag_1', 'policy/pr_1'])
    expect(staleAfter({ streamId, projectId: 'pr_1' })).toContainEqual(['doors'])
})

test('a burst is one reading, soon after its first entry', () => {
  const { take, times } = gathering()
  for (let i = 0; i < 50; i++) take(entry)
  vi.advanceTimersByTime(299)
  expect(times('home')).toBe(0)
  vi.advanceTimersByTime(1)
  expect([times('task'), times('home'), times('inbox')]).toEqual([1, 1, 1])
})

test('while entries keep coming, what is read over all projects rests between two readings', () => {
  const { take, times } = gathering()
  for (let ms = 0; ms < 60_000; ms += 100) {
    take(entry)
    vi.advanceTimersByTime(100)
  }
  expect(times('home')).toBeLessThanOrEqual(30)
  expect(times('home')).toBeGreaterThan(25)
  expect(times('task')).toBeGreaterThan(100)
})

test('the last entry of a burst is not lost', () => {
  const { take, times } = gathering()
  take(entry)
  vi.advanceTimersByTime(300)
  take(entry)
  vi.advanceTimersByTime(10_000)
  expect(times('home')).toBe(2)
})

test('after a stop nothing is read', () => {
  const { take, stop, times } = gathering()
  take(entry)
  stop()
  vi.advanceTimersByTime(10_000)
  expect(times('home')).toBe(0)
})

test('a read that takes longer than entries are apart lands, and what it missed is read after it', async () => {
  const client = new QueryClient()
  let entries = 0
  const read = async () => {
    const seen = entries
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return seen
  }
  const observed = new QueryObserver(client, { queryKey: ['tasks'], queryFn: read })
  const unsubscribe = observed.subscribe(() => {})
  const { take, stop } = gatherer(client)
  for (let ms = 0; ms < 5_000; ms += 100) {
    entries += 1
    take([['tasks']])
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(observed.getCurrentResult().data).toBeGreaterThan(20)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(observed.getCurrentResult().data).toBe(entries)
  expect(client.isFetching()).toBe(0)
  stop()
  unsubscribe()
})
