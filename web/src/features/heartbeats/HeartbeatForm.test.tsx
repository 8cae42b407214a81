// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { HeartbeatView } from '#api/heartbeats/contract.ts'
import { anAgent, aProject, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { HeartbeatSection } from './HeartbeatSection.tsx'

afterEach(cleanup)

const at = '2026-11-24T11:30:00.000Z'
const lookingAt = (instruction: string): HeartbeatView => ({
  settings: {
    ...{ rhythm: { everySeconds: 1_800 }, timeZone: 'Europe/Berlin', activeHours: null },
    ...{ rule: 'when_new', instruction },
  },
  ...{ setAt: at, pausedAt: null, pausedByName: null, pauseNote: null, askedAt: null, askedByName: null },
  ...{ appliedAt: at, problem: null, temporalUrl: null, next: [] },
})

async function openForm() {
  const server = aServer('owner')
  const saved = (heartbeat: HeartbeatView | null) =>
    server.on('GET', /heartbeat$/, 200, { heartbeat, beats: [] })
  saved(lookingAt('The reviews'))
  server.on('GET', /^\/projects\/pr_/, 200, aProject())
  server.on('POST', /preview$/, 200, { next: [at] })
  server.on('PUT', /heartbeat$/, 204, null)
  const { router, refresh } = renderAt(
    server,
    '/',
    { '/': () => <HeartbeatSection agent={anAgent()} />, '/next': () => <p>Another page</p> },
    sampleNow,
  )
  fireEvent.click(await screen.findByRole('button', { name: 'Edit the heartbeat' }))
  const leave = () => void router.navigate({ to: '/next' as never })
  const filter = () => router.navigate({ to: '.', search: { view: 'done' } as never })
  const change = (heartbeat: HeartbeatView | null) => {
    saved(heartbeat)
    return refresh()
  }
  return { server, change, leave, filter }
}
const field = () => screen.getByLabelText<HTMLTextAreaElement>(/^What to look at/)
const write = (value: string) => fireEvent.change(field(), { target: { value } })
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }))

test('a form that nobody wrote in shows what somebody else set', async () => {
  const { change } = await openForm()
  await change(lookingAt('The mailbox'))
  await waitFor(() => expect(field().value).toBe('The mailbox'))
  expect(screen.queryByRole('alert')).toBeNull()
})

test('what somebody else set while it was written is said; theirs is taken, or yours saved instead', async () => {
  const { server, change } = await openForm()
  write('The reviews and the mailbox')
  await change(lookingAt('The mailbox'))
  expect((await screen.findByRole('alert')).textContent).toMatch(/^Somebody changed it meanwhile: /)
  expect(field().value).toBe('The reviews and the mailbox')
  await press('Take what is set now')
  expect(field().value).toBe('The mailbox')
  expect(screen.queryByRole('alert')).toBeNull()
  write('The mailbox, twice')
  await change(null)
  expect((await screen.findByRole('alert')).textContent).toBe('Somebody removed it meanwhile. ')
  await press('Save yours instead')
  await waitFor(() => expect(screen.queryByRole('group', { name: 'Set the heartbeat' })).toBeNull())
  const sent = server.asked.filter(({ method }) => method === 'PUT')
  expect(sent.map(({ body }) => body)).toMatchObject([{ instruction: 'The mailbox, twice' }])
})

test('what is written and not set is asked for before the page is left, and not once it is set', async () => {
  const { leave, filter } = await openForm()
  write('The mailbox')
  await filter()
  expect(screen.queryByText('What you wrote is not saved')).toBeNull()
  leave()
  await screen.findByText('What you wrote is not saved')
  await press('Stay and go on writing')
  await press('Set the heartbeat')
  await waitFor(() => expect(screen.queryByRole('group', { name: 'Set the heartbeat' })).toBeNull())
  leave()
  expect(await screen.findByText('Another page')).toBeTruthy()
})
