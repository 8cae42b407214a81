// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { aServer, button, knows, renderAt } from './feature-bench.tsx'
import { happened, hash, proposalId, requested, runFacts, taskId, waitingFacts } from './sample-story.ts'
import { TaskPage } from './TaskPage.tsx'
import { failedFacts, open } from './task-page-bench.tsx'

afterEach(cleanup)

test('says the state, what it waits for, since when, and what happens by itself', async () => {
  open(waitingFacts())
  expect(await screen.findByRole('heading', { level: 1, name: 'Write and send issue 148' })).toBeTruthy()
  const header = screen.getByRole('heading', { level: 1 }).closest('header') as HTMLElement
  expect(header.textContent).toContain('Waiting')
  expect(header.textContent).toContain('waits for: your approval of send_message')
  expect(header.textContent).toContain('since 2 h')
  expect(header.textContent).toContain('ends unsent in 3 h 36 min')
})

test('who decides second keeps the answer in sight, with who decided what', async () => {
  const { server } = open(waitingFacts())
  const detail = 'Theo Brandt rejected this at 11:58.'
  server.on('POST', /decision$/, 409, () => {
    const body = { proposalId, verdict: 'rejected' as const, reason: 'Wrong list.', hash, intentId: 'in_d' }
    knows(server, [...waitingFacts(), happened('approval_decided', 'theo', 1, body)])
    return { type: 'about:blank', title: 'Conflict', status: 409, code: 'already_decided', detail }
  })
  fireEvent.click(await button(/^Approve send_message/))
  expect(await screen.findByText(/Theo Brandt decided.*Wrong list\./)).toBeTruthy()
  expect(screen.getByRole('alert').textContent).toBe(detail)
  expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull()
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

test('its facts lead to its runbook’s run, to the agent, to what that may do, and to what it knew', async () => {
  const [, ...rest] = waitingFacts()
  open([requested({ runbook: { runId: 'rr_1', stepId: 'draft' } }), ...rest])
  const facts = within(await screen.findByRole('region', { name: 'Facts' }))
  const leadsTo = (name: string) => facts.getByRole('link', { name }).getAttribute('href')
  expect(leadsTo('Step draft of a run')).toBe('/runbook-runs/rr_1')
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

test('trying again at the top says what came of it there', async () => {
  const { server } = open(failedFacts())
  server.on('POST', /retry$/, 409, {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'It runs already.',
  })
  const [retry] = await screen.findAllByRole('button', { name: 'Try again' })
  const header = retry?.closest('header') as HTMLElement
  fireEvent.click(within(header).getByRole('button', { name: 'Try again' }))
  expect((await within(header).findByRole('alert')).textContent).toBe('It runs already.')
  server.on('POST', /retry$/, 202, { intentId: 'in_r', isDelivered: false })
  fireEvent.click(within(header).getByRole('button', { name: 'Try again' }))
  expect((await within(header).findByRole('status')).textContent).toBe('Recorded, will be delivered.')
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

test('the story is read once: a refetch asks only from its last entry on', async () => {
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
  expect(after).toEqual([String(more.length - 2), String(more.length)])
})

test.each([
  ['are gone', []],
  ['are others', ['Anew.', 'And again.']],
])('the story is read anew where its last entries %s, as after a restore', async (_case, others) => {
  const said = (minutesAgo: number, text: string) =>
    happened('message_sent', 'mara', minutesAgo, { text, intentId: `in_${minutesAgo}` })
  const { server, refresh } = open([...waitingFacts(), said(4, 'Not kept.'), said(3, 'Nor this.')])
  await screen.findByText('Not kept.')
  knows(server, [...waitingFacts(), ...others.map((text, i) => said(2 - i, text))])
  await refresh()
  await waitFor(() => expect(screen.queryByText(/^(Not kept|Nor this)/)).toBeNull())
  for (const text of others) expect(await screen.findByText(text)).toBeTruthy()
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
