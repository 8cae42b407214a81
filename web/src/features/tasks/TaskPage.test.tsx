// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aServer, knows, renderAt } from './feature-bench.tsx'
import { after, happened, requested, runEnd, runFacts, taskId, waitingFacts } from './sample-story.ts'
import { TaskPage } from './TaskPage.tsx'

afterEach(cleanup)

const open = (facts: readonly Fact[], role: Role = 'owner') => {
  const server = aServer(role)
  knows(server, facts)
  return { server, ...renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage }) }
}
const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name })
const failedFacts = () => [
  requested(),
  ...runFacts('s1', 20),
  runEnd('s1', 19, { outcome: 'failed', text: '', error: 'Provider busy', usage: null }),
  happened('task_failed', 'system', 19, { error: 'Provider busy' }),
]

test('says the state, what it waits for, since when, and what happens by itself', async () => {
  open(waitingFacts())
  expect(await screen.findByRole('heading', { level: 1, name: 'Write and send issue 148' })).toBeTruthy()
  const header = screen.getByRole('heading', { level: 1 }).closest('header') as HTMLElement
  expect(header.textContent).toContain('Waiting')
  expect(header.textContent).toContain('waits for: your approval of send_message')
  expect(header.textContent).toContain('since 2 h')
  expect(header.textContent).toContain('ends unsent in 3 h 36 min')
})

test('tells the story newest first, by whom, with the agent’s words as they were written', async () => {
  open(waitingFacts())
  const run = await screen.findByRole('region', { name: 'Run 1' })
  const lines = within(run)
    .getAllByRole('listitem')
    .map((line) => line.textContent ?? '')
  expect(lines[0]).toContain('Letter editor ended the run')
  expect(lines.at(-1)).toContain('Theo Brandt asked for the task')
  expect(within(run).getByText(/^Draft 2 has/).textContent).toBe(
    'Draft 2 has 1,904 words.\nThe second example is cut: it needs a source we do not have.',
  )
})

test('an agent’s text stays text', async () => {
  const text = '<img src=x onerror=alert(1)><script>alert(2)</script>'
  open([
    requested(),
    ...runFacts('s1', 9),
    happened('update_posted', 'agent', 8, { stepId: 's1', itemId: 'u', text }),
  ])
  expect((await screen.findByText(text)).children).toHaveLength(0)
  expect(document.querySelector('img, script')).toBeNull()
})

test('a cost that is not known is the word unknown, never zero', async () => {
  open(failedFacts())
  const cost = await screen.findByRole('region', { name: 'Cost' })
  expect(within(cost).getAllByText('unknown')).toHaveLength(2)
  expect(document.body.textContent).not.toContain('$0')
})

test('of a task that never ran nothing is unknown: it cost nothing', async () => {
  open([requested()])
  const cost = await screen.findByRole('region', { name: 'Cost' })
  expect(cost.textContent).toMatch(/\$0\.00.*Tokens0.*Runsnone yet/)
  expect(within(screen.getByRole('complementary')).queryByText('unknown')).toBeNull()
})

test('its facts lead to the agent, to what that may do, and to what it knew', async () => {
  open(waitingFacts())
  const facts = within(await screen.findByRole('region', { name: 'Facts' }))
  const leadsTo = (name: string) => facts.getByRole('link', { name }).getAttribute('href')
  expect(leadsTo('Letter editor')).toBe('/agents/ag_0123456789abcdef')
  expect(leadsTo('What Letter editor may do')).toBe('/policies/ag_0123456789abcdef')
  expect(leadsTo('What it knew')).toBe(`/tasks/${taskId}/runs/s1/context`)
})

test('there is one way to write to the agent', async () => {
  open(waitingFacts())
  await screen.findByLabelText('Write to Letter editor')
  expect(screen.queryByRole('button', { name: /^Write to/ })).toBeNull()
})

test('an action that the state refuses stays, disabled, with the sentence of the rule', async () => {
  const { server } = open(waitingFacts())
  const retry = await button('Try again')
  expect(retry.getAttribute('aria-disabled')).toBe('true')
  const reason = document.getElementById(retry.getAttribute('aria-describedby') ?? '')?.textContent
  expect(reason).toBe('Only a failed or cancelled task can be tried again; this one is waiting.')
  fireEvent.click(retry)
  expect(server.asked.some(({ method }) => method === 'POST')).toBe(false)
})

test('a viewer sees every control and may use none', async () => {
  open(waitingFacts(), 'viewer')
  const approve = await button(/^Approve/)
  expect(approve.disabled).toBe(true)
  expect(screen.getByText(/A viewer may not decide approvals/)).toBeTruthy()
  expect((await button('Cancel task')).getAttribute('aria-disabled')).toBe('true')
  expect((await button('Send to the agent')).disabled).toBe(true)
})

test('cancelling says what it ends before it is sent, and sends the reason', async () => {
  const { server } = open([requested(), ...runFacts('s1', 9)])
  server.on('POST', /cancel$/, 202, { intentId: 'in_c', isDelivered: false })
  fireEvent.click(await button('Cancel task'))
  const form = await screen.findByRole('dialog')
  expect(form.textContent).toContain('end its run on mac-mini')
  fireEvent.change(within(form).getByLabelText('Reason'), { target: { value: 'Not needed.' } })
  fireEvent.click(within(form).getByRole('button', { name: 'Cancel the task' }))
  await waitFor(() => expect(server.asked.find(({ method }) => method === 'POST')).toBeTruthy())
  expect(server.asked.find(({ method }) => method === 'POST')).toMatchObject({
    path: `/tasks/${taskId}/cancel`,
    body: { reason: 'Not needed.' },
  })
})

test('a message is kept until it is recorded, then the box is empty', async () => {
  const { server } = open(waitingFacts())
  server.on('POST', /messages$/, 503, {
    type: 'about:blank',
    title: 'Unavailable',
    status: 503,
    detail: 'Postgres is away.',
  })
  const box = (await screen.findByLabelText('Write to Letter editor')) as HTMLTextAreaElement
  fireEvent.change(box, { target: { value: 'Use the November list.' } })
  fireEvent.click(await button('Send to the agent'))
  expect(await screen.findByText(/Postgres is away\./)).toBeTruthy()
  expect(box.value).toBe('Use the November list.')
  server.on('POST', /messages$/, 202, { intentId: 'in_m', isDelivered: true })
  fireEvent.click(await button('Send to the agent'))
  await waitFor(() => expect(box.value).toBe(''))
})

test('a failed task says why and can be tried again', async () => {
  const { server } = open(failedFacts())
  server.on('POST', /retry$/, 202, { intentId: 'in_r', isDelivered: false })
  const card = await screen.findByRole('article', { name: 'The task failed' })
  expect(card.textContent).toContain('Provider busy')
  fireEvent.click(within(card).getByRole('button', { name: 'Try again' }))
  expect(await within(card).findByText('Recorded, will be delivered.')).toBeTruthy()
  expect(server.asked.find(({ method }) => method === 'POST')?.path).toBe(`/tasks/${taskId}/retry`)
})

const evidence = { words: 'It answered 404.', location: 'https://a.test/', hash: null, size: null }
const page = { title: 'Page', check: { kind: 'url', url: 'https://a.test/', contains: 'Hi' } } as const
const review = { title: 'Look', check: { kind: 'review' } } as const
const finished = (...facts: ReturnType<typeof happened>[]) => [
  requested({ deliverables: [page, review] }),
  ...waitingFacts().slice(1, 6),
  runEnd('s1', 9),
  ...facts,
]
const checked = (passed: boolean) =>
  happened('deliverable_checked', 'system', 9, {
    ...{ title: 'Page', check: 'url', passed, artifactId: null },
    evidence: passed ? { ...evidence, words: 'It answered 200 and holds “Hi”.' } : evidence,
  })
const bodyOfPost = (server: ReturnType<typeof aServer>) =>
  server.asked.find(({ method }) => method === 'POST')?.body

test('work that is not proven says why, can be checked again, and accepted with a note', async () => {
  const { server } = open(
    finished(checked(false), happened('verification_failed', 'system', 9, { missing: ['Page'] })),
  )
  server.on('POST', /accept$/, 202, { intentId: 'in_v', isDelivered: false })
  const card = await screen.findByRole('article', { name: 'Not proven: Page' })
  expect(card.textContent).toContain('Page: It answered 404.')
  expect(within(card).getByRole('button', { name: 'Check again' })).toBeTruthy()
  fireEvent.change(within(card).getByLabelText('Note for the record'), { target: { value: 'Good enough.' } })
  fireEvent.click(within(card).getByRole('button', { name: 'Accept without proof' }))
  await waitFor(() => expect(bodyOfPost(server)).toEqual({ note: 'Good enough.' }))
  const list = screen.getByRole('region', { name: 'Deliverables' }).textContent
  expect(list).toContain('0 of 2 proven')
  expect(list).toContain('not proven')
})

test('a review is a yes, or a no with words', async () => {
  const { server } = open(
    finished(checked(true), happened('review_requested', 'system', 9, { titles: ['Look'] })),
  )
  server.on('POST', /review$/, 202, { intentId: 'in_v', isDelivered: false })
  const card = await screen.findByRole('article', { name: 'Look at Look' })
  const back = within(card).getByRole('button', { name: 'Send it back' })
  expect(back).toHaveProperty('disabled', true)
  fireEvent.change(within(card).getByLabelText('What you saw'), { target: { value: 'The date is wrong' } })
  fireEvent.click(back)
  const sent = { title: 'Look', passed: false, note: 'The date is wrong' }
  await waitFor(() => expect(bodyOfPost(server)).toEqual(sent))
  const list = screen.getByRole('region', { name: 'Deliverables' }).textContent
  expect(list).toContain('It answered 200 and holds “Hi”.')
  expect(list).toContain('1 of 2 proven')
})

test('an id that names no task is said so, with a way on', async () => {
  const server = aServer()
  server.on('GET', /^\/tasks\//, 404, { type: 'about:blank', title: 'Not found', status: 404 })
  renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage })
  expect(await screen.findByRole('heading', { name: 'No such task' })).toBeTruthy()
})

test('a task that cannot be read names the request and is read again on demand', async () => {
  const server = aServer()
  const problem = {
    type: 'about:blank',
    title: 'Broken',
    status: 500,
    detail: 'It broke.',
    requestId: 'req-7',
  }
  server.on('GET', /^\/tasks\//, 500, problem)
  renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage })
  expect(await screen.findByText('It broke. Request req-7.')).toBeTruthy()
  knows(server, waitingFacts())
  fireEvent.click(await button('Read it again'))
  expect(await screen.findByRole('heading', { name: 'Write and send issue 148' })).toBeTruthy()
})

test('the story is read once: a refetch asks only for what came after', async () => {
  const { server, refresh } = open(waitingFacts())
  await screen.findByRole('region', { name: 'Run 1' })
  const more = [...waitingFacts(), happened('message_sent', 'mara', 1, { text: 'Go on.', intentId: 'in_m' })]
  knows(server, more)
  server.asked.length = 0
  await refresh()
  expect(await screen.findByText('Go on.')).toBeTruthy()
  const after = server.asked
    .filter(({ path }) => path.endsWith('/entries'))
    .map(({ query }) => query.get('after'))
  expect(after).toEqual([String(more.length - 1), String(more.length)])
})

test('what the practice gateway did carries its badge', async () => {
  const server = aServer()
  knows(server, waitingFacts(), { isPractice: true, temporalUrl: null })
  renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage })
  expect(await screen.findByText('Practice gateway')).toBeTruthy()
  expect(screen.queryByText('Open in Temporal UI')).toBeNull()
})

test('a task in line says what starts before it', async () => {
  const ahead = [
    { taskId: 't_2222222222222222', title: 'Answer the refunds', projectName: 'Bakery' },
    { taskId: 't_3333333333333333', title: 'Price the rolls', projectName: 'Bakery' },
  ]
  const line = { position: 9, length: 12, queuedAt: '2026-11-24T11:30:00.000Z', ahead }
  const server = aServer()
  knows(server, [requested(), ...runFacts('s1', 30).slice(0, 2)], { line })
  renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage })
  const section = within(await screen.findByRole('region', { name: 'In line' }))
  expect(section.getByText(/9th in line of 12 tasks, since/)).toBeTruthy()
  expect(section.getByRole('link', { name: 'Price the rolls' }).getAttribute('href')).toBe(
    '/tasks/t_3333333333333333',
  )
  expect(section.getByText('and 6 more')).toBeTruthy()
})

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
