// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { RunbookRun } from '#api/runbooks/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import type { StepRun } from '#domain/runbook/run.ts'
import { noRunbookRun } from '#domain/runbook/run-state.ts'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'
import { aProblem, projectId, sampleNow } from '../../http/sample-data.ts'
import { renderAt } from '../../http/web-bench.tsx'
import { theme } from '../../theme/theme.ts'
import { firstHolding } from '../../ui/unsaved.ts'
import { RunPage } from './RunPage.tsx'
import { changes, press, serve, type } from './runbook-bench.tsx'

afterEach(cleanup)

const step = (stepId: string, change: Partial<StepRun>): StepRun => ({
  ...{ stepId, attempt: 1, startedAt: '2026-11-24T11:00:00.000Z', endedAt: null, outcome: null },
  ...{ taskId: null, dueAt: null, text: null, picked: null, summary: null, error: null },
  ...{ decidedBy: null, isToldToEnd: false },
  ...change,
})
const done = { endedAt: '2026-11-24T11:05:00.000Z', outcome: 'done' as const }
const aRun = (change: Partial<RunbookRun['state']> = {}, more: Partial<RunbookRun> = {}): RunbookRun => ({
  id: 'rr_0123456789abcdef',
  projectName: 'Harrowgate Letter',
  state: {
    ...noRunbookRun,
    ...{ projectId, status: 'waiting', since: '2026-11-24T11:00:00.000Z', version: 3 },
    definition: aRunbook([
      aTaskStep('draft'),
      { id: 'review', approval: { who: 'operator', text: 'Send it?' } },
      aTaskStep('send'),
    ]),
    inputs: { topic: 'Bread' },
    requestedAt: '2026-11-24T11:00:00.000Z',
    steps: [step('draft', { ...done, taskId: 't_1' }), step('review', { text: 'Send Bread?' })],
    ...change,
  },
  requestedByName: 'Website',
  deciders: {},
  tasks: [{ id: 't_1', title: 'Do draft', status: 'done', waitKind: null }],
  temporalUrl: null,
  ...more,
})

function openRun(run: RunbookRun, role: Role = 'owner') {
  const server = serve(role)
  server.on('GET', /^\/runbook-runs\/rr_/, 200, run)
  renderAt(server, '/runbook-runs/rr_0123456789abcdef', { '/runbook-runs/$runId': RunPage }, sampleNow)
  return server
}

test('a run shows how far it is, with each step’s state, time and task, and asks for the decision', async () => {
  const server = openRun(aRun())
  server.on('POST', /\/decision$/, 202, { intentId: 'in_1', isDelivered: true })
  expect(await screen.findByText('1 of 3 steps is over. It waits for a decision at review.')).toBeTruthy()
  const steps = within(screen.getByRole('region', { name: 'Steps of Letter' })).getAllByRole('listitem')
  expect(steps.map((one) => one.textContent)).toEqual([
    expect.stringMatching(/Do draft.*Task · draft.*Done.*in 5 min/),
    expect.stringMatching(/Send Bread\?.*Decision · review.*Your decision.*1 h/),
    expect.stringMatching(/Do send.*Task · send.*Not begun/),
  ])
  expect(
    within(steps[0] as HTMLElement)
      .getByRole('link', { name: 'Do draft' })
      .getAttribute('href'),
  ).toBe('/tasks/t_1')
  expect(firstHolding()).toBeUndefined()
  type('Note', 'good')
  expect(firstHolding()).toBeDefined()
  await press('Approve review')
  await waitFor(() => expect(changes(server)[0]?.path).toMatch(/steps\/review\/decision$/))
  expect(changes(server)[0]?.body).toEqual({ verdict: 'approved', attempt: 1, note: 'good' })
  await waitFor(() => expect(firstHolding()).toBeUndefined())
})

test('a decision that is not yours, or came late, says so', async () => {
  openRun(aRun(), 'viewer')
  expect((await screen.findAllByText(/^A viewer may not decide steps of runbooks/)).length).toBeGreaterThan(0)
  const server = openRun(aRun())
  server.on('POST', /\/decision$/, 409, aProblem(409, 'It is approved already.'))
  await press('Reject and stop the run')
  expect((await screen.findByRole('alert')).textContent).toBe('It is approved already.')
})

test('a failed run says where and why, and is resumed from there', async () => {
  const failed = step('draft', { ...done, outcome: 'failed', error: 'The press is broken', taskId: 't_1' })
  const server = openRun(
    aRun({ status: 'failed', failedStep: 'draft', error: 'The press is broken', steps: [failed] }),
  )
  server.on('POST', /\/resume$/, 202, { intentId: 'in_1', isDelivered: true })
  expect(await screen.findByText('It stopped at draft: The press is broken')).toBeTruthy()
  await press('Resume from draft')
  await waitFor(() => expect(changes(server)[0]?.path).toMatch(/\/resume$/))
  expect(screen.getByRole('button', { name: 'Cancel run' }).getAttribute('aria-disabled')).toBe('true')
})

test('a cancel that is recorded closes its form, gives the focus back, and is not recorded twice', async () => {
  const server = serve()
  server.on('GET', /^\/runbook-runs\/rr_/, 200, aRun())
  server.on('POST', /\/cancel$/, 202, { intentId: 'in_c', isDelivered: false })
  const Page = () => (
    <MantineProvider theme={theme} env="test">
      <RunPage />
    </MantineProvider>
  )
  const path = '/runbook-runs/rr_0123456789abcdef'
  const { refresh } = renderAt(server, path, { '/runbook-runs/$runId': Page }, sampleNow)
  const opener = await screen.findByRole('button', { name: 'Cancel run' })
  opener.focus()
  await press('Cancel run')
  await press('Cancel the run')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await waitFor(() => expect(document.activeElement).toBe(opener))
  await press('Cancelling…')
  expect(await screen.findByRole('button', { name: 'Cancel the run' })).toHaveProperty('disabled', true)
  expect(changes(server).map(({ body }) => body)).toEqual([{ reason: '' }])
  server.on('GET', /^\/runbook-runs\/rr_/, 200, aRun({ cancelReason: '', intentIds: ['in_c'] }))
  await refresh()
  await waitFor(() => expect(opener.getAttribute('aria-disabled')).toBe('true'))
})

test('a frozen run shows both accounts, and takes the word that settles it alone', async () => {
  const held = { type: 'runbook_step_ended', body: { stepId: 'draft', attempt: 1, outcome: 'done' } }
  const server = openRun(
    aRun({
      status: 'frozen',
      error: 'Two accounts.',
      fork: {
        ...{ was: 'waiting', error: null, runId: 'r1', firstSeq: 4 },
        held: [{ streamSeq: 5, fact: held }],
        wanted: [{ ...held, body: { ...held.body, outcome: 'failed' } }],
      },
    }),
  )
  server.on('POST', /\/settle$/, 202, { intentId: 'in_1', isDelivered: true })
  const card = await screen.findByRole('article', { name: 'The run is frozen' })
  expect(card.textContent).toMatch(/The record hasEntry 5: ended the step draft: done/)
  expect(card.textContent).toMatch(/The workflow wanted to writeFact 1: ended the step draft: failed/)
  expect(screen.getByRole('button', { name: 'Approve review' }).getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByRole('button', { name: 'Cancel run' }).getAttribute('aria-disabled')).toBe('true')
  expect(screen.getAllByText(/^This run is frozen.*Settle it first/).length).toBeGreaterThan(1)
  expect(screen.getByRole('button', { name: 'Cancel the run' })).toHaveProperty('disabled', true)
  type('Reason', 'Sent by hand.')
  await press('Cancel the run')
  await waitFor(() => expect(changes(server)[0]?.path).toMatch(/\/settle$/))
  expect(changes(server)[0]?.body).toEqual({ verdict: 'end', reason: 'Sent by hand.' })
})

test('what can’t be read is said, and what is not there has a way back', async () => {
  const server = serve()
  server.on('GET', /^\/runbook-runs\/rr_/, 404, aProblem(404, 'There is no such run.'))
  renderAt(server, '/runbook-runs/rr_0123456789abcdef', { '/runbook-runs/$runId': RunPage }, sampleNow)
  expect(await screen.findByRole('heading', { name: 'No such run' })).toBeTruthy()
})
