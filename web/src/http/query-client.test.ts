import { MutationObserver, onlineManager, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { killSwitchesContract } from '#api/kill-switches/contract.ts'
import { call } from './client.ts'
import { createQueryClient } from './query-client.ts'

const { setKillSwitch, listKillSwitches } = killSwitchesContract
const sent: string[] = []

beforeEach(() => {
  sent.length = 0
  vi.stubGlobal('fetch', async (url: string) => {
    if (!onlineManager.isOnline()) throw new TypeError('Failed to fetch')
    sent.push(url)
    return new Response('{}')
  })
  onlineManager.setOnline(false)
})
afterEach(() => {
  onlineManager.setOnline(true)
  vi.unstubAllGlobals()
})

test('what was asked for without a network fails at once, and is not sent when the network is back', async () => {
  const client = createQueryClient(() => {})
  client.mount()
  const stop = new MutationObserver(client, {
    mutationFn: () => call(setKillSwitch, { params: { scopeId: 'portfolio' }, body: { reason: 'Now' } }),
  })
  await expect(stop.mutate()).rejects.toThrow(/not sent again by itself/)
  onlineManager.setOnline(true)
  await client.resumePausedMutations()
  expect(sent).toEqual([])
  await stop.mutate()
  expect(sent).toEqual(['/api/kill-switches/portfolio'])
  client.unmount()
})

test('what is read without a network says that it fails and goes on trying, as where the server is away', async () => {
  const client = createQueryClient(() => {})
  const read = new QueryObserver(client, {
    queryKey: ['kill-switches'],
    queryFn: () => call(listKillSwitches),
  })
  const stop = read.subscribe(() => {})
  const now = () => read.getCurrentResult()
  await expect.poll(() => now().failureReason?.message).toMatch(/tries again by itself/)
  expect(now().isPaused).toBe(false)
  onlineManager.setOnline(true)
  await expect.poll(() => now().data).toEqual({})
  stop()
})
