// @vitest-environment happy-dom
import { act, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { anInbox, anInboxItem, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { stubBrowser } from './notifications-bench.ts'
import { useNotifications } from './use-notifications.ts'

let told: string[] = []
/** The browser's own, at whose edge the test sits; it has allowed them. */
class Told {
  static permission: NotificationPermission = 'granted'
  constructor(_title: string, { tag }: { tag: string }) {
    told.push(tag)
  }
  close() {}
}

stubBrowser(Told)
beforeEach(() => {
  told = []
})

const item = (key: string) => anInboxItem({ id: `approval:${key}` })
const soon = () => act(() => new Promise<void>((done) => setTimeout(done, 20)))

/** A page over a server whose inbox holds these. */
function opened() {
  const server = aServer()
  const holds = [item('p_0')]
  server.on('GET', /^\/inbox$/, 200, () => anInbox({ items: [...holds] }))
  const Frame = () => {
    useNotifications()
    return null
  }
  const { refresh } = renderAt(server, '/', { '/': Frame }, sampleNow)
  const reads = () => server.asked.map(({ path, query }) => `${path}?${query}`)
  return {
    reads,
    /** Something new comes, and the stream says so. */
    async comes(key: string) {
      holds.push(item(key))
      await act(refresh)
      await soon()
    },
    /** In another tab of this browser. */
    async turn(choice: 'on' | 'off') {
      localStorage.setItem('front-office-notifications', choice)
      act(() => void window.dispatchEvent(new Event('storage')))
      await soon()
    },
  }
}

test('while nothing is to be told the inbox is not read for it', async () => {
  const { reads, comes } = opened()
  await soon()
  await comes('p_1')
  expect([reads(), told]).toEqual([[], []])
})

test('switched on, the whole inbox is read: what waits already is no news, what comes then is', async () => {
  const { reads, comes, turn } = opened()
  await turn('on')
  await waitFor(() => expect(reads()).toEqual(['/inbox?']))
  await comes('p_1')
  await waitFor(() => expect(told).toEqual(['approval:p_1']))
})

test('what came while it was off is no news once it is on again', async () => {
  const { reads, comes, turn } = opened()
  await turn('on')
  await turn('off')
  const before = reads().length
  await comes('p_1')
  expect(reads()).toHaveLength(before)
  await turn('on')
  await waitFor(() => expect(reads()).toHaveLength(before + 1))
  await soon()
  expect(told).toEqual([])
  await comes('p_2')
  await waitFor(() => expect(told).toEqual(['approval:p_2']))
})
