// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { askedFacts, decided } from './decision-bench.tsx'
import { aServer, button, knows, posts, renderAt } from './feature-bench.tsx'
import { happened, proposalId, requested, runEnd, runFacts, taskId, waitingFacts } from './sample-story.ts'
import { TaskDecision } from './TaskDecision.tsx'

afterEach(cleanup)

function open(facts: readonly Fact[], subjectId: string | null) {
  const server = aServer('owner')
  knows(server, facts)
  const { router } = renderAt(server, '/', {
    '/': () => <TaskDecision taskId={taskId} subjectId={subjectId} />,
    '/next': () => <p>Another item</p>,
  })
  return { server, leave: () => void router.navigate({ to: '/next' as never }) }
}
const write = async (label: string | RegExp, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } })
const press = async (name: string) => fireEvent.click(await button(name))
const isAsked = () => screen.findByText('What you wrote is not saved')

const finished = [
  requested({ deliverables: [{ title: 'Look', check: { kind: 'review' } }] }),
  ...runFacts('s1', 20),
  runEnd('s1', 9),
]
const unproven = [...finished, happened('verification_failed', 'system', 9, { missing: ['Look'] })]
const reviewed = [...finished, happened('review_requested', 'system', 9, { titles: ['Look'] })]
const uncertain = [
  ...waitingFacts(),
  decided('approved'),
  happened('effect_claimed', 'system', 1, { proposalId, effectKey: 'k', grantId: 'g' }),
  happened('effect_uncertain', 'mac', 1, { proposalId, effectKey: 'k', detail: 'No answer came.' }),
]

test.each([
  ['an answer', askedFacts(), 'q1', 'Or in your own words'],
  ['what was seen in a review', reviewed, null, 'What you saw'],
  ['why work is accepted', unproven, null, 'Note for the record'],
  ['what became of an effect', uncertain, proposalId, /^Note for the record/],
  ['a message', uncertain, proposalId, 'Write to Letter editor'],
])('%s that is written and not sent is asked for, else nothing is', async (_, facts, subjectId, label) => {
  const { leave } = open(facts, subjectId)
  await write(label, 'My words')
  leave()
  await isAsked()
  await press('Stay and go on writing')
  expect(screen.getByLabelText<HTMLTextAreaElement>(label).value).toBe('My words')
  await write(label, ' ')
  leave()
  expect(await screen.findByText('Another item')).toBeTruthy()
})

test('what the agent is to look for is asked for once it is in other words, and not after it was sent', async () => {
  const { server, leave } = open(uncertain, proposalId)
  await press('Ask Letter editor to look…')
  await write('What Letter editor looks for', 'Look in the outbox of Monday.')
  leave()
  await isAsked()
  await press('Stay and go on writing')
  server.on('POST', /inquiry$/, 202, { intentId: 'in_start', isDelivered: true })
  await press('Ask Letter editor to look')
  await waitFor(() => expect(screen.queryByLabelText('What Letter editor looks for')).toBeNull())
  leave()
  expect(await screen.findByText('Another item')).toBeTruthy()
})

test('two drafts of one page are asked for once', async () => {
  const { leave } = open(uncertain, proposalId)
  await write('Write to Letter editor', 'Go on.')
  await write(/^Note for the record/, 'It is in the outbox')
  leave()
  await isAsked()
  expect(screen.getAllByRole('dialog')).toHaveLength(1)
  await press('Leave without saving')
  expect(await screen.findByText('Another item')).toBeTruthy()
})

test('an answer that is recorded is no draft any more', async () => {
  const { server, leave } = open(askedFacts(), 'q1')
  server.on('POST', /answer$/, 202, { intentId: 'in_q', isDelivered: false })
  await write('Or in your own words', 'November')
  await press('Answer')
  await screen.findByText('Recorded, will be delivered.')
  leave()
  expect(await screen.findByText('Another item')).toBeTruthy()
})

test('a message on its way is no draft; the next one that is written meanwhile is', async () => {
  const { server, leave } = open(uncertain, proposalId)
  server.on('POST', /messages$/, 202, () => new Promise(() => {}))
  await write('Write to Letter editor', 'Go on.')
  await press('Send to the agent')
  await waitFor(() => expect(posts(server)).toHaveLength(1))
  await write('Write to Letter editor', 'Go on. Or wait.')
  leave()
  await isAsked()
  await press('Stay and go on writing')
  await write('Write to Letter editor', 'Go on.')
  leave()
  expect(await screen.findByText('Another item')).toBeTruthy()
})

test('what is written while a message is sent stays when it is recorded', async () => {
  const { server } = open(uncertain, proposalId)
  let record = () => {}
  const recorded = new Promise<void>((resolve) => (record = resolve))
  server.on('POST', /messages$/, 202, () => recorded.then(() => ({ intentId: 'in_m', isDelivered: false })))
  await write('Write to Letter editor', 'Go on.')
  await press('Send to the agent')
  await waitFor(() => expect(posts(server)).toHaveLength(1))
  await write('Write to Letter editor', 'Go on. Or wait.')
  record()
  await screen.findByText('Recorded, will be delivered.')
  expect(screen.getByLabelText<HTMLTextAreaElement>('Write to Letter editor').value).toBe('Go on. Or wait.')
})
