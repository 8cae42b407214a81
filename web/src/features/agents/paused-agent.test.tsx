// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Role } from '#domain/operator/permissions.ts'
import { anAgent, aProblem, sampleNow } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { firstHolding } from '../../ui/unsaved.ts'
import { PausedAgentCard } from './PausedAgent.tsx'

afterEach(cleanup)

const posts = (server: FakeServer) => server.asked.filter(({ method }) => method === 'POST')

const paused = {
  loop: {
    ...{ kind: 'failure' as const, what: 'No key for account <n>', times: 3 },
    seen: [3, 2, 1].map((n) => ({
      ...{ taskId: `t_000000000000000${n}`, key: 's1' },
      at: `2026-11-24T1${n}:00:00.000Z`,
    })),
  },
  at: '2026-11-24T13:00:01.000Z',
}

function openPaused(role: Role = 'owner') {
  const agent = anAgent({ pause: paused })
  const server = aServer(role)
  server.on('GET', /^\/agents\/ag_/, 200, agent)
  renderAt(server, '/', { '/': () => <PausedAgentCard agentId={agent.id} /> }, sampleNow)
  return { server, agent }
}

test('a paused agent says what came again and again, and goes on once somebody says what was mended', async () => {
  const { server, agent } = openPaused()
  expect(await screen.findByText(/the same failure 3 times in a row: No key for account <n>/)).toBeTruthy()
  const evidence = within(screen.getByRole('list', { name: 'What Ines did again and again' }))
  expect(evidence.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(
    paused.loop.seen.map(({ taskId }) => `/tasks/${taskId}`),
  )
  fireEvent.click(screen.getByRole('button', { name: 'Let Ines go on…' }))
  expect(screen.getByRole('button', { name: 'Let Ines go on' })).toHaveProperty('disabled', true)
  expect(screen.getByText('Say what was mended first.')).toBeTruthy()
  expect(firstHolding()).toBeUndefined()
  fireEvent.change(screen.getByLabelText('What was mended'), { target: { value: 'The key is there' } })
  expect(firstHolding()).toBeDefined()
  server.on('POST', /^\/agents\/ag_.*\/resume$/, 200, anAgent())
  server.on('GET', /^\/agents\/ag_/, 200, anAgent())
  fireEvent.click(screen.getByRole('button', { name: 'Let Ines go on' }))
  expect(await screen.findByText('Ines goes on.')).toBeTruthy()
  expect(posts(server)).toMatchObject([
    { path: `/agents/${agent.id}/resume`, body: { note: 'The key is there' } },
  ])
})

test('what somebody else has lifted meanwhile is said; a viewer reads who may', async () => {
  const { server } = openPaused()
  fireEvent.click(await screen.findByRole('button', { name: 'Let Ines go on…' }))
  fireEvent.change(screen.getByLabelText('What was mended'), { target: { value: 'x' } })
  const message = 'Ines is not paused: somebody else may have let it go on.'
  server.on('POST', /^\/agents\/ag_.*\/resume$/, 409, aProblem(409, message))
  fireEvent.click(screen.getByRole('button', { name: 'Let Ines go on' }))
  expect(await screen.findByText(message)).toBeTruthy()
  cleanup()
  openPaused('viewer')
  expect(await screen.findByText(/A viewer may not let paused agents go on/)).toBeTruthy()
})
