// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { noRunbookRun } from '#domain/runbook/run-state.ts'
import { aProblem, projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { FrozenRun } from './FrozenRun.tsx'
import { press } from './runbook-bench.tsx'
import { StepDecision } from './StepDecision.tsx'

afterEach(cleanup)

const runId = 'rr_0123456789abcdef'
const run = {
  ...{ id: runId, projectName: 'Harrowgate Letter', requestedByName: 'Website', deciders: {} },
  ...{ state: { ...noRunbookRun, projectId }, tasks: [], temporalUrl: null },
}

test.each([
  ['decision', () => <StepDecision runId={runId} stepId="review" />],
  ['frozen run', () => <FrozenRun runId={runId} />],
])('in the inbox the %s of a run that can’t be read says so, and is read again', async (label, card) => {
  const server = aServer()
  server.on('GET', /^\/runbook-runs\/rr_/, 500, aProblem(500, 'It broke.', { requestId: 'rq_1' }))
  renderAt(server, '/', { '/': card }, sampleNow)
  const reading = () => screen.queryByRole('status', { name: `Loading ${label}` })
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('The run cannot be read now.It broke. Request rq_1.')
  expect(reading()).toBeNull()
  server.on('GET', /^\/runbook-runs\/rr_/, 200, run)
  await press('Read it again')
  await waitFor(() => expect(screen.queryByRole('alert') ?? reading()).toBeNull())
})
