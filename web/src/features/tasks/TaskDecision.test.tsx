// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { anApproval } from '../../http/sample-data.ts'
import { askedFacts, decided, open } from './decision-bench.tsx'
import { button, knows, posts } from './feature-bench.tsx'
import {
  after,
  happened,
  hash,
  proposal,
  proposalId,
  requested,
  runEnd,
  runFacts,
  stateOf,
  taskId,
  waitingFacts,
} from './sample-story.ts'

afterEach(cleanup)

test('a proposal shows every parameter, its hash, and what yes and no do', async () => {
  open(waitingFacts())
  const card = await screen.findByRole('article')
  expect(card.textContent).toContain('Letter editor wants to send something out')
  expect(card.textContent).toContain('paying-readers@harrowgate.example')
  expect(card.textContent).toContain('bread costs more at eight than at four')
  expect(card.textContent).toContain('call send_message once with exactly these parameters')
  expect(card.textContent).toContain('do nothing outside')
  expect(await button('4c1f09ab…d3b0')).toBeTruthy()
})

test('what differs from the last approved one is marked, and the rest is quieter', async () => {
  const { server, refresh } = open(waitingFacts())
  const parameters = stateOf(waitingFacts()).proposals[0]?.parameters
  const before = { parameters: { ...parameters, to: 'free-readers@harrowgate.example' }, isWhole: true }
  const like = { ...before, taskId: 't_before', decidedAt: after(-60), hash: 'b'.repeat(64) }
  const risk = { level: 'medium' as const, why: ['it is published'] }
  server.on('GET', /^\/approvals\/p_/, 200, anApproval({ like, risk }))
  await refresh()
  await screen.findByText(/: 1 of 4 parameters differs/)
  expect(screen.getByRole('link', { name: 'the last one that was approved' }).getAttribute('href')).toBe(
    '/tasks/t_before',
  )
  expect(screen.getByRole('article').textContent).toContain('Medium risk: it is published')
  const kinds = [...document.querySelectorAll('dl [data-kind]')].map((row) => row.getAttribute('data-kind'))
  expect(kinds.toSorted()).toEqual(['changed', 'same', 'same', 'same'])
})

test('two that its risk asks for are told with why, before anybody agreed', async () => {
  const risk = { level: 'high' as const, why: ['more than 100 USD', 'it is the first of its kind'] }
  const { server, refresh } = open(waitingFacts())
  server.on('GET', /^\/approvals\/p_/, 200, anApproval({ risk, asked: { needs: 'two', risk } }))
  await refresh()
  expect(
    await screen.findByText(
      'two approvers, because it is of high risk: more than 100 USD; it is the first of its kind',
    ),
  ).toBeTruthy()
})

test('who started the runbook of the task reads that somebody else must approve; a no is theirs to say', async () => {
  const { server, refresh } = open(waitingFacts())
  const asked = { needs: 'other' as const, risk: null }
  server.on('GET', /^\/approvals\/p_/, 200, anApproval({ asked, requestedBy: 'operator:op_mara' }))
  await refresh()
  expect(await screen.findByText(/^You asked for this task, so somebody else must approve this/)).toBeTruthy()
  expect((await button(/^Approve send_message/)).disabled).toBe(true)
  expect((await button(/^Reject…/)).disabled).toBe(false)
})

test('where its risk cannot be read that is said, and it can still be decided', async () => {
  const { server, refresh } = open(waitingFacts())
  server.on('GET', /^\/approvals\/p_/, 503, { title: 'The database is away.', status: 503 })
  await refresh()
  await screen.findByText(/^Its risk is unknown/)
  expect((await button(/^Approve send_message/)).disabled).toBe(false)
})

test('the first of its kind says so, and nothing of it is quieter', async () => {
  const { server, refresh } = open(waitingFacts())
  server.on('GET', /^\/approvals\/p_/, 200, anApproval({ proposal: { tool: 'send_message' } }))
  await refresh()
  await screen.findByText(/^The first of its kind: .* was never allowed send_message before/)
  expect(document.querySelectorAll('dl [data-kind]')).toHaveLength(0)
})

test('approving sends exactly the hash that is shown and shows no outcome before the record has it', async () => {
  const { server, refresh } = open(waitingFacts())
  let answer: (value: unknown) => void = () => {}
  server.on('POST', /decision$/, 202, () => new Promise((resolve) => (answer = resolve)))
  fireEvent.click(await button(/^Approve send_message/))
  expect((await button(/^Recording…/)).disabled).toBe(true)
  expect((await button(/^Reject…/)).disabled).toBe(true)
  await waitFor(() => expect(posts(server)).toHaveLength(1))
  expect(posts(server)[0]).toMatchObject({
    path: `/approvals/${proposalId}/decision`,
    body: { verdict: 'approved', reason: '', hash },
  })
  answer({ intentId: 'in_d', isDecided: false })
  expect(await screen.findByText('Recorded, will be delivered.')).toBeTruthy()
  expect(screen.queryByText(/Approved/)).toBeNull()
  knows(server, [...waitingFacts(), decided('approved')])
  await refresh()
  expect(await screen.findByText('Approved; it is being done.')).toBeTruthy()
  expect(screen.getByText(/Mara Lind decided/)).toBeTruthy()
})

test('of a frozen task nothing is decided or answered, and each button says what to do first', async () => {
  const frozen = happened('task_frozen', 'system', 1, { code: 'ledger_fork', message: 'Two accounts.' })
  open([...waitingFacts(), frozen])
  expect((await button(/^Approve send_message/)).disabled).toBe(true)
  expect((await button(/^Reject…/)).disabled).toBe(true)
  expect(screen.getByText(/^This task is frozen/)).toBeTruthy()
  cleanup()
  open([...askedFacts(), frozen], 'q1')
  fireEvent.click(await screen.findByLabelText(/^September/))
  expect((await button('Answer')).disabled).toBe(true)
  expect(screen.getByText(/^This task is frozen.*Settle it first/)).toBeTruthy()
})

test('rejecting asks for a reason, which reaches the record', async () => {
  const { server } = open(waitingFacts())
  server.on('POST', /decision$/, 202, { intentId: 'in_d', isDecided: false })
  fireEvent.click(await button(/^Reject…/))
  expect(posts(server)).toHaveLength(0)
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Wrong list.' } })
  fireEvent.click(await button('Reject and tell the agent'))
  await waitFor(() =>
    expect(posts(server)[0]?.body).toEqual({ verdict: 'rejected', reason: 'Wrong list.', hash }),
  )
})

test('a decision that came too late shows who decided what', async () => {
  const { server } = open(waitingFacts())
  const detail = 'Theo Brandt rejected this at 11:58.'
  server.on('POST', /decision$/, 409, () => {
    knows(server, [...waitingFacts(), decided('rejected', 'theo', 'Wrong list.')])
    return { type: 'about:blank', title: 'Conflict', status: 409, code: 'already_decided', detail }
  })
  fireEvent.click(await button(/^Approve/))
  expect((await screen.findByRole('alert')).textContent).toBe(detail)
  expect(await screen.findByText(/Theo Brandt decided.*Wrong list\./)).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull()
})

test('the keys A and R go to the buttons and decide nothing', async () => {
  const { server } = open(waitingFacts())
  const approve = await button(/^Approve/)
  await waitFor(() => expect(approve.disabled).toBe(false))
  fireEvent.keyDown(document.documentElement, { key: 'r', code: 'KeyR' })
  expect(document.activeElement).toBe(await button(/^Reject…/))
  fireEvent.keyDown(document.documentElement, { key: 'a', code: 'KeyA' })
  expect(document.activeElement).toBe(approve)
  expect(posts(server)).toHaveLength(0)
})

test('past its time a proposal cannot be approved, and the card says that nothing was sent', async () => {
  open([
    requested(),
    ...runFacts('s1', 20),
    proposal(10, { expiresAt: '2026-11-24T11:59:00.000Z' }),
    runEnd('s1', 9),
  ])
  expect(await screen.findByText(/The proposal expired at .*Nothing was sent\./)).toBeTruthy()
  expect((await button(/^Approve/)).disabled).toBe(true)
})

test('a question is answered with a choice or in words, and nothing is chosen beforehand', async () => {
  const { server } = open(askedFacts(), 'q1')
  server.on('POST', /answer$/, 202, { intentId: 'in_q', isDelivered: true })
  const send = await button('Answer')
  expect(send.disabled).toBe(true)
  const [first] = screen.getAllByRole('radio') as [HTMLElement]
  fireEvent.click(first)
  fireEvent.keyDown(first, { key: '2', code: 'Digit2' })
  await waitFor(() => expect(send.disabled).toBe(false))
  const words = screen.getByLabelText('Or in your own words')
  fireEvent.keyDown(words, { key: '1', code: 'Digit1' })
  fireEvent.change(words, { target: { value: 'with a note' } })
  fireEvent.click(send)
  await waitFor(() => expect(posts(server)[0]?.body).toEqual({ answer: 'November\nwith a note' }))
  expect(posts(server)[0]?.path).toBe(`/tasks/${taskId}/questions/q1/answer`)
})

test('an answered question shows the answer and who gave it', async () => {
  const answered = happened('question_answered', 'theo', 1, {
    questionId: 'q1',
    answer: 'November',
    intentId: 'in_q',
  })
  open([...askedFacts(), answered], 'q1')
  expect((await screen.findByRole('article')).textContent).toMatch(/Theo Brandt answered.*November/)
  expect(screen.queryByRole('button', { name: 'Answer' })).toBeNull()
})

const inquiry = (kind: 'question' | 'look', text: string) =>
  happened('inquiry_made', 'mara', 3, { proposalId, kind, text, intentId: 'in_i' })

test('the agent is asked back about what it wants, and its answer is shown at the proposal', async () => {
  const { server, refresh } = open(waitingFacts())
  server.on('POST', /inquiry$/, 202, { intentId: 'in_i', isDelivered: true })
  fireEvent.click(await button(/^Ask Letter editor…/))
  fireEvent.change(screen.getByLabelText('Question to Letter editor'), { target: { value: 'Why them?' } })
  fireEvent.click(await button('Ask Letter editor'))
  await waitFor(() => expect(posts(server)[0]?.body).toEqual({ kind: 'question', text: 'Why them?' }))
  expect(posts(server)[0]?.path).toBe(`/tasks/${taskId}/effects/${proposalId}/inquiry`)
  knows(server, [...waitingFacts(), inquiry('question', 'Why them?')])
  await refresh()
  expect(await screen.findByText('Waiting for the answer of Letter editor.')).toBeTruthy()
  expect((await button(/^Ask Letter editor…/)).disabled).toBe(true)
  const said = { stepId: 's1', proposalId, itemId: 'w_1', text: 'They pay.', isWithdrawn: false }
  knows(server, [
    ...waitingFacts(),
    inquiry('question', 'Why them?'),
    happened('inquiry_answered', 'agent', 1, said),
  ])
  await refresh()
  expect((await screen.findByRole('list', { name: 'Asked of the agent' })).textContent).toContain('They pay.')
  expect((await button(/^Approve send_message/)).disabled).toBe(false)
})

test('of an uncertain effect the agent is asked to look, and a person still says what came of it', async () => {
  const { server } = open([
    ...waitingFacts(),
    decided('approved'),
    happened('effect_claimed', 'system', 1, { proposalId, effectKey: 'k', grantId: 'g' }),
    happened('effect_uncertain', 'mac', 1, { proposalId, effectKey: 'k', detail: 'No answer came.' }),
  ])
  server.on('POST', /inquiry$/, 202, { intentId: 'in_i', isDelivered: true })
  fireEvent.click(await button('Ask Letter editor to look…'))
  fireEvent.click(await button('Ask Letter editor to look'))
  await waitFor(() => expect(posts(server)[0]?.body).toMatchObject({ kind: 'look' }))
  expect((await button('It happened')).disabled).toBe(false)
})
