// @vitest-environment happy-dom
import { createMemoryHistory } from '@tanstack/react-router'
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { print, serve, yaml } from '../features/runbooks/runbook-bench.tsx'
import { askedFacts } from '../features/tasks/decision-bench.tsx'
import { knows } from '../features/tasks/feature-bench.tsx'
import { taskId } from '../features/tasks/sample-story.ts'
import { aHome, anInbox, anInboxItem, aProject, sampleNow } from '../http/sample-data.ts'
import { renderRouter } from '../http/web-bench.tsx'
import { router } from './router.tsx'

afterEach(cleanup)

const one = aProject({ id: 'pr_1111111111111111', name: 'One' })
const two = aProject({ id: 'pr_2222222222222222', name: 'Two' })
const send = anInboxItem()
const question = anInboxItem({ id: 'question:q1', kind: 'question', subjectId: 'q1', taskId, title: 'Which' })
const failed = anInboxItem({ id: 'failed:t_1', kind: 'failed', subjectId: null, title: 'Lesson 10' })

const other = { ...print, id: 'rb_2222222222222222', name: 'Bind', yaml: yaml.replace('Print', 'Bind') }

router.update({ history: createMemoryHistory({ initialEntries: ['/nowhere'] }) })
const go = (to: string) => act(() => router.navigate({ to: to as never }))

async function open(path: string) {
  const server = serve()
  for (const items of [/^\/projects$/, /^\/kill-switches$/, /^\/operators$/])
    server.on('GET', items, 200, { items: [], former: [], invites: [] })
  const relay = { depth: 0, oldestSince: null, attempts: 0 }
  server.on('GET', /^\/executors$/, 200, { items: [], retired: [], relay })
  server.on('GET', /^\/home$/, 200, aHome())
  server.on('GET', /^\/inbox$/, 200, anInbox({ items: [send, failed, question] }))
  knows(server, askedFacts())
  server.on('POST', /^\/inbox\/looking$/, 204, undefined)
  for (const project of [one, two]) server.on('GET', new RegExp(`^/projects/${project.id}$`), 200, project)
  server.on('GET', /\/runbooks\/bind$/, 200, other)
  renderRouter(server, router, sampleNow)
  await go(path)
}
const paused = () => screen.findByRole<HTMLInputElement>('radio', { name: /^Paused/ })

test('what is begun on the page of one thing is not on the page of the next', async () => {
  await open(`/projects/${one.id}/runbooks/bind`)
  await screen.findByRole('heading', { name: 'Bind' })
  await go(`/projects/${one.id}/runbooks/print`)
  await screen.findByRole('heading', { name: 'Print' })
  fireEvent.click(await screen.findByRole('button', { name: 'Remove…' }))
  await screen.findByText(/^Removing it starts no more runs/)
  await go(`/projects/${one.id}/runbooks/bind`)
  await screen.findByRole('heading', { name: 'Bind' })
  expect(screen.queryByText(/^Removing it/)).toBeNull()
})

test('what is chosen for one project is not chosen for the next', async () => {
  await open(`/projects/${two.id}/settings`)
  expect((await paused()).checked).toBe(false)
  await go(`/projects/${one.id}/settings`)
  await screen.findByRole('heading', { name: 'One' })
  fireEvent.click(await paused())
  expect((await paused()).checked).toBe(true)
  await go(`/projects/${two.id}/settings`)
  await screen.findByRole('heading', { name: 'Two' })
  expect((await paused()).checked).toBe(false)
})

test('the places of a project are on one page, and all pages in one frame', async () => {
  await open(`/projects/${one.id}`)
  const heading = await screen.findByRole('heading', { name: 'One' })
  const frame = screen.getByRole('navigation', { name: 'Main' })
  for (const place of ['Settings', 'Agents', 'Overview']) {
    await go(`/projects/${one.id}${place === 'Overview' ? '' : `/${place.toLowerCase()}`}`)
    await screen.findByRole('link', { name: place, current: 'page' })
    expect(screen.getByRole('heading', { name: 'One' })).toBe(heading)
  }
  await go(`/projects/${two.id}`)
  expect(await screen.findByRole('heading', { name: 'Two' })).not.toBe(heading)
  expect(screen.getByRole('navigation', { name: 'Main' })).toBe(frame)
})

test('each page gives the browser its title', async () => {
  await open(`/projects/${one.id}`)
  await waitFor(() => expect(document.title).toBe('One · Front Office'))
  for (const [path, title] of [
    ['/inbox', 'Inbox'],
    [`/projects/${two.id}/new-runbook`, 'New runbook'],
    ['/sign-in', 'Sign in'],
    ['/nowhere', 'There is no such page'],
  ] as const) {
    await go(path)
    await waitFor(() => expect(document.title).toBe(`${title} · Front Office`))
  }
  cleanup()
  expect(document.title).toBe('Front Office')
})

test('what is selected in the inbox stays while another item is opened', async () => {
  await open('/inbox')
  await screen.findByRole('list', { name: 'What needs a person' })
  fireEvent.click(screen.getByRole('button', { name: 'Select' }))
  fireEvent.click(screen.getByRole('checkbox', { name: `Select ${send.title}` }))
  for (const { id } of [failed, send]) {
    await go(`/inbox/${id}`)
    expect(router.state.location.pathname).toContain(id)
    expect(screen.getByText('1 item selected')).toBeTruthy()
  }
})

test('an answer that is begun in the inbox stays beside the list, and is asked for before another item', async () => {
  await open(`/inbox/${question.id}`)
  const field = () => screen.getByLabelText<HTMLTextAreaElement>('Or in your own words')
  fireEvent.change(await screen.findByLabelText('Or in your own words'), { target: { value: 'May' } })
  await go('/inbox')
  expect(router.state.location.pathname).toBe('/inbox')
  expect(field().value).toBe('May')
  void router.navigate({ to: `/inbox/${send.id}` as never })
  fireEvent.click(await screen.findByRole('button', { name: 'Stay and go on writing', hidden: true }))
  expect(field().value).toBe('May')
})
