// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { knows } from './feature-bench.tsx'
import { happened, requested } from './sample-story.ts'
import { open } from './task-page-bench.tsx'

afterEach(cleanup)

const budgetOf = (runs: number) => [{ metric: 'runs' as const, limit: runs }]
const asked = requested({ budget: budgetOf(5) })
const changedTo = (runs: number) => [
  asked,
  happened('task_budget_set', 'theo', 1, { budget: budgetOf(runs), intentId: 'in_t' }),
]

async function openForm() {
  const bench = open([asked])
  fireEvent.click(await screen.findByRole('button', { name: 'Change the budget' }))
  const form = within(await screen.findByRole('form', { name: 'Budget' }))
  const runs = form.getByLabelText<HTMLInputElement>('Runs at most')
  const saved = async (facts: Parameters<typeof knows>[1]) => {
    knows(bench.server, facts)
    await bench.refresh()
  }
  return { ...bench, form, runs, saved }
}

test('a field that nobody wrote in shows what somebody else saved', async () => {
  const { form, runs, saved } = await openForm()
  expect(runs.value).toBe('5')
  await saved(changedTo(9))
  await waitFor(() => expect(runs.value).toBe('9'))
  expect(form.queryByRole('alert')).toBeNull()
})

test('who was slower is told what the budget is by now, and takes it or saves over it by saying so', async () => {
  const { server, form, runs, saved } = await openForm()
  server.on('POST', /\/budget$/, 202, { intentId: 'in_9', isDelivered: false })
  fireEvent.change(runs, { target: { value: '7' } })
  await saved(changedTo(9))
  expect((await form.findByRole('alert')).textContent).toMatch(/^Somebody changed it meanwhile: 9 runs\./)
  expect(runs.value).toBe('7')
  fireEvent.click(form.getByRole('button', { name: 'Take that budget' }))
  await waitFor(() => expect(runs.value).toBe('9'))
  fireEvent.change(runs, { target: { value: '8' } })
  expect(form.queryByRole('alert')).toBeNull()
  await saved(changedTo(3))
  fireEvent.click(await form.findByRole('button', { name: 'Save yours instead' }))
  const sent = () => server.asked.filter(({ path }) => path.endsWith('/budget')).map(({ body }) => body)
  await waitFor(() => expect(sent()).toEqual([{ budget: budgetOf(8) }]))
})
