// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { FindingsPage } from './FindingsPage.tsx'

afterEach(cleanup)

const aLook = (lookedAt: string) => ({
  scope: 'mac-mini',
  name: 'mac-mini',
  lookedAt,
  baselineAt: lookedAt,
  compared: { cron: 1, agents: 1, files: 0, tasks: 0, runs: 0, workflows: 0, unread: [] },
})

test('a look that is asked for is awaited, and one that finds nothing new is seen all the same', async () => {
  const server = aServer()
  let lookedAt = '2026-11-24T10:00:00.000Z'
  const counts = { open: 0, ignored: 0, settled: 0 }
  server.on('GET', /^\/findings$/, 200, () => ({ items: [], next: null, counts, looks: [aLook(lookedAt)] }))
  server.on('POST', /^\/executors\/mac-mini\/look$/, 202, { executorId: 'mac-mini' })
  renderAt(server, '/findings', { '/findings': FindingsPage }, sampleNow)
  fireEvent.click(await screen.findByRole('button', { name: 'Look now' }))
  await screen.findByText(/^asked; it waits/)
  lookedAt = new Date(Date.now() + 60_000).toISOString()
  await waitFor(() => expect(screen.queryByText(/^asked; it waits/)).toBeNull())
})
