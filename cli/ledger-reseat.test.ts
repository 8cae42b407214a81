import { expect, test } from 'vitest'
import { executorsContract } from '#api/executors/contract.ts'
import { reseatAllOpen } from './ledger-reseat.ts'
import type { Session } from './session.ts'

test('what no look has got to stands still too: it does not count as started', async () => {
  const counts = { cron: 0, agents: 0, files: 0, tasks: 6_000, runs: 2, workflows: 5_000, unread: [] }
  let looks = 0
  const get = async (route: unknown) => ({
    items: route === executorsContract.listExecutors ? [{ id: 'mac-mini' }] : [],
    looks: [{ scope: 'front-office', lookedAt: `2026-11-24T10:00:0${looks}.000Z`, compared: counts }],
  })
  const session = { get, send: async () => void looks++ } as unknown as Session
  expect(await reseatAllOpen(session, () => {})).toEqual({ left: 1_002 })
  expect(looks).toBe(2)
}, 20_000)
