// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { ApiProblem } from '../../http/client.ts'
import { aProblem } from '../../http/sample-data.ts'
import { askedFacts } from './decision-bench.tsx'
import { aServer, knows, renderAt } from './feature-bench.tsx'
import { PastProblem } from './PastNotice.tsx'
import { happened, requested, taskId, waitingFacts } from './sample-story.ts'
import { TaskPage } from './TaskPage.tsx'

afterEach(cleanup)

const open = (search = '', facts: readonly Fact[] = waitingFacts()) => {
  const server = aServer('owner')
  knows(server, facts)
  return { server, ...renderAt(server, `/tasks/${taskId}${search}`, { '/tasks/$taskId': TaskPage }) }
}
const slider = () => screen.findByRole('slider', { name: 'As of' })
const reasonOf = (button: HTMLElement) =>
  document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent
const first = waitingFacts()[0]?.at ?? ''

test('now is where the slider begins, and nothing says that it is the past', async () => {
  open()
  expect((await slider()).getAttribute('aria-valuetext')).toBe('now')
  expect(screen.queryByText('This is the past:')).toBeNull()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Back to now', hidden: true }).disabled).toBe(
    true,
  )
})

test('a key goes back by one moment: the page is as it was then, and says so', async () => {
  const { server } = open()
  fireEvent.keyDown(await slider(), { key: 'ArrowLeft' })
  const notice = (await screen.findByText('This is the past:')).closest('[role=status]') as HTMLElement
  expect(notice.textContent).toMatch(/the task as it was on .*, after \d+ of \d+ entries/)
  const at = server.asked.findLast(({ query }) => query.has('at'))?.query.get('at') ?? ''
  const known = waitingFacts().filter((fact) => Date.parse(fact.at) <= Date.parse(at)).length
  expect(known).toBeLessThan(waitingFacts().length)
  expect(notice.textContent).toContain(`after ${known} of ${waitingFacts().length} entries`)
  expect((await slider()).getAttribute('aria-valuetext')).not.toBe('now')
})

test('the moment is in the address: it shows the state, the story and the clock of then', async () => {
  open(`?at=${encodeURIComponent(first)}`)
  await screen.findByText('This is the past:')
  const header = screen.getByRole('heading', { level: 1 }).closest('header') as HTMLElement
  expect(header.textContent).toContain('Requested')
  const timeline = screen.getByRole('region', { name: /^Timeline/ })
  expect(within(timeline).getAllByRole('listitem')).toHaveLength(1)
  const facts = screen.getByRole('complementary', { name: 'About this task' })
  expect(facts.textContent).toContain('Created byTheo Brandtnow')
})

test('nothing acts there, and each control says why; back to now it does again', async () => {
  const { server } = open(`?at=${encodeURIComponent(waitingFacts().at(-2)?.at ?? '')}`)
  await screen.findByText('This is the past:')
  const why = 'This is the past. Go back to now to act.'
  for (const name of ['Try again', 'Cancel task']) {
    const button = screen.getByRole('button', { name })
    expect({ name, reason: reasonOf(button) }).toEqual({ name, reason: why })
    fireEvent.click(button)
  }
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send to the agent' }).disabled).toBe(true)
  expect(server.asked.some(({ method }) => method === 'POST')).toBe(false)
  fireEvent.click(screen.getByRole('button', { name: 'Back to now' }))
  await waitFor(() => expect(screen.queryByText('This is the past:')).toBeNull())
  expect(reasonOf(screen.getByRole('button', { name: 'Cancel task' }))).not.toBe(why)
})

test('a proposal that waited then can’t be decided from there', async () => {
  const facts = [...waitingFacts(), happened('task_cancelled', 'mara', 1, { reason: '' })]
  open(`?at=${encodeURIComponent(waitingFacts().at(-1)?.at ?? '')}`, facts)
  const approve = await screen.findByRole<HTMLButtonElement>('button', { name: /^Approve/ })
  expect(approve.disabled).toBe(true)
})

test('a budget that held it then is named as it was; what holds it now is neither read nor shown', async () => {
  const reason = 'the project’s budget of $20.00 a month is spent'
  const held = happened('run_held', 'system', 9, { kind: 'budget', reason, until: null })
  const facts = [requested(), held, happened('task_cancelled', 'mara', 1, { reason: '' })]
  const { server } = open(`?at=${encodeURIComponent(held.at)}`, facts)
  const card = (await screen.findByRole('heading', { name: 'Its budget is spent' })).closest('article')
  expect(card?.textContent).toContain(reason)
  expect(card?.textContent).toContain('This is the past. Go back to now to act.')
  expect(screen.queryByRole('radiogroup')).toBeNull()
  expect(server.asked.some(({ path }) => path.endsWith('/spent-budgets'))).toBe(false)
})

test('a time at which there was no task is said with the server’s words, and so is one that is none', () => {
  const detail = 'The task was not there yet: it was asked for at noon.'
  const problem = { type: 'about:blank', title: 'Not found', status: 404, detail }
  const { rerender } = render(<PastProblem problem={new ApiProblem(problem)} />)
  expect(screen.getByRole('alert').textContent).toContain(detail)
  const errors = [{ path: 'query.at', message: 'is in the future' }]
  rerender(<PastProblem problem={new ApiProblem({ ...problem, status: 400, errors })} />)
  expect(screen.getByRole('alert').textContent).toContain(
    'The time in the address is in the future. Go back to now.',
  )
})

test('a task with one moment has no past to go to', async () => {
  open('', [requested()])
  await screen.findByRole('heading', { level: 1 })
  await waitFor(() => expect(screen.getAllByRole('listitem').length).toBeGreaterThan(0))
  expect(screen.queryByRole('slider')).toBeNull()
})

test('a message that is begun goes along to any moment, unasked; where a moment can’t be read, it is asked for on', async () => {
  const { server, router } = open()
  const box = () => screen.getByLabelText<HTMLTextAreaElement>('Write to Letter editor')
  await slider()
  fireEvent.change(box(), { target: { value: 'Go on.' } })
  fireEvent.keyDown(await slider(), { key: 'ArrowLeft' })
  await screen.findByText('This is the past:')
  fireEvent.keyDown(await slider(), { key: 'ArrowLeft' })
  server.on('GET', /^\/tasks\/[^/]+$/, 404, aProblem(404, 'The task was not there yet.'))
  await router.navigate({ to: '.', search: { at: '2020-01-01T00:00:00.000Z' } as never })
  expect(await screen.findByText(/The task was not there yet/)).toBeTruthy()
  // Nothing of now is behind it, and waits for what is not read.
  expect(screen.queryByRole('status', { name: /^Loading/, hidden: true })).toBeNull()
  void router.navigate({ to: '/next' as never })
  // In a test a dialog is where its guard is: here in what is hidden.
  const stay = { name: 'Stay and go on writing', hidden: true }
  fireEvent.click(await screen.findByRole('button', stay))
  await router.navigate({ to: '.', search: {} as never })
  expect(box().value).toBe('Go on.')
})

test('what is written in a card is of its moment: it is asked for, and who stays sees where the slider stands', async () => {
  open('', askedFacts())
  const answer = () => screen.queryByLabelText<HTMLTextAreaElement>('Or in your own words')
  await slider()
  fireEvent.change(await screen.findByLabelText('Or in your own words'), { target: { value: 'May' } })
  fireEvent.keyDown(await slider(), { key: 'ArrowLeft' })
  fireEvent.click(await screen.findByRole('button', { name: 'Stay and go on writing' }))
  await waitFor(async () => expect((await slider()).getAttribute('aria-valuetext')).toBe('now'))
  expect(answer()?.value).toBe('May')
  fireEvent.keyDown(await slider(), { key: 'ArrowLeft' })
  fireEvent.click(await screen.findByRole('button', { name: 'Leave without saving' }))
  await screen.findByText('This is the past:')
  fireEvent.click(screen.getByRole('button', { name: 'Back to now' }))
  await waitFor(() => expect(screen.queryByText('This is the past:')).toBeNull())
  expect(answer()?.value).toBe('')
})
