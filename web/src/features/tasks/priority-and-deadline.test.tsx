// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { type aServer, knows } from './feature-bench.tsx'
import { after, happened, requested, runFacts } from './sample-story.ts'
import { failedFacts, open } from './task-page-bench.tsx'

afterEach(cleanup)

test('the priority is changed where it is shown, and is what the record says until that has the change', async () => {
  const { server } = open([requested(), ...runFacts('s1', 30).slice(0, 2)])
  server.on('POST', /\/priority$/, 202, { intentId: 'in_9', isDelivered: true })
  const field = await screen.findByLabelText<HTMLSelectElement>('Priority')
  fireEvent.change(field, { target: { value: 'urgent' } })
  const asked = () => server.asked.filter(({ path }) => path.endsWith('/priority')).map(({ body }) => body)
  await waitFor(() => expect(asked()).toEqual([{ priority: 'urgent' }]))
  expect(field.value).toBe('normal')
})

const openDeadline = async () => {
  fireEvent.click(await screen.findByRole('button', { name: /deadline$/ }))
  return within(await screen.findByRole('form', { name: 'Deadline' }))
}
const deadlinesAsked = (server: ReturnType<typeof aServer>) =>
  server.asked.filter(({ path }) => path.endsWith('/deadline')).map(({ body }) => body)

test('a deadline is set where it is shown as missing, and stands there as on its way', async () => {
  const { server } = open([requested()])
  server.on('POST', /\/deadline$/, 202, { intentId: 'in_9', isDelivered: false })
  const form = await openDeadline()
  fireEvent.change(form.getByLabelText('Due'), { target: { value: '2026-11-20T18:00' } })
  fireEvent.click(form.getByRole('button', { name: 'Save the deadline' }))
  expect(form.getByText('is in the past: choose a time that is to come')).toBeTruthy()
  expect(deadlinesAsked(server)).toEqual([])
  fireEvent.change(form.getByLabelText('Due'), { target: { value: '2026-11-26T18:00' } })
  fireEvent.change(form.getByLabelText('If it is still open then'), { target: { value: 'cancel' } })
  fireEvent.click(form.getByRole('button', { name: 'Save the deadline' }))
  const dueAt = new Date('2026-11-26T18:00').toISOString()
  await waitFor(() => expect(deadlinesAsked(server)).toEqual([{ dueAt, dueEnd: 'cancel', from: null }]))
  expect(await screen.findByText('Recorded, will be delivered.')).toBeTruthy()
  expect(screen.queryByRole('form', { name: 'Deadline' })).toBeNull()
})

test('who was slower is told what the deadline is by now, and saves over it only by saying so', async () => {
  const deadline = { at: after(180), end: 'late' } as const
  const { server, refresh } = open([requested({ deadline })])
  expect((await screen.findAllByText('due in 3 h')).length).toBeGreaterThan(0)
  const form = await openDeadline()
  const theirs = { at: after(600), end: 'cancel' } as const
  const changed = happened('deadline_changed', 'mara', 1, { from: deadline, to: theirs, intentId: 'in_m' })
  knows(server, [requested({ deadline }), changed])
  await refresh()
  expect((await form.findByRole('alert')).textContent).toMatch(/^Somebody changed it meanwhile: it is due /)
  server.on('POST', /\/deadline$/, 202, { intentId: 'in_9', isDelivered: true })
  fireEvent.click(form.getByRole('button', { name: 'At no time' }))
  fireEvent.click(form.getByRole('button', { name: 'Save yours instead' }))
  const from = { dueAt: theirs.at, dueEnd: 'cancel' }
  await waitFor(() => expect(deadlinesAsked(server)).toEqual([{ dueAt: null, dueEnd: 'late', from }]))
})

test('a late task says how late it is, and one that has ended why its deadline stays', async () => {
  open([requested({ deadline: { at: after(-125), end: 'late' } })])
  expect((await screen.findAllByText('2 h late')).length).toBeGreaterThan(0)
  cleanup()
  open(failedFacts())
  const button = await screen.findByRole('button', { name: 'Set a deadline' })
  expect(button.getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByText(/The task is failed already: its deadline changes nothing any more/)).toBeTruthy()
})

test('a task that has ended has no priority to change, and says why', async () => {
  open(failedFacts())
  expect((await screen.findByLabelText<HTMLSelectElement>('Priority')).disabled).toBe(true)
  expect(screen.getByText(/The task is failed already: nothing of it waits in line/)).toBeTruthy()
})
