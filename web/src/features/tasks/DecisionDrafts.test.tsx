// @vitest-environment happy-dom
import { useNavigate } from '@tanstack/react-router'
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { aServer, knows, renderAt } from './feature-bench.tsx'
import { happened, hash, proposalId, stateOf, taskId, waitingFacts } from './sample-story.ts'
import { TaskDecision } from './TaskDecision.tsx'

afterEach(cleanup)

/** The card on a page that J leaves, as the inbox does. */
function Page() {
  const navigate = useNavigate()
  return (
    <>
      <button type="button" onClick={() => void navigate({ to: '/next' } as never)}>
        Next one
      </button>
      <TaskDecision taskId={taskId} subjectId={proposalId} />
    </>
  )
}
const open = () => {
  const server = aServer('owner')
  knows(server, waitingFacts())
  server.on('POST', /decision$/, 202, { intentId: 'in_d', isDecided: false })
  return { server, ...renderAt(server, '/', { '/': Page, '/next': () => <p>Another item</p> }) }
}
const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name })
const posts = (server: ReturnType<typeof aServer>) => server.asked.filter(({ method }) => method === 'POST')

const other = 'e'.repeat(64)
const recorded = stateOf(waitingFacts()).proposals[0]?.parameters
const changed = { ...recorded, to: 'free-readers@harrowgate.example' }
const edited = (to = other, parameters = changed) =>
  happened('proposal_edited', 'theo', 1, {
    ...{ proposalId, from: hash, parameters, hash: to, effectClass: 'send' as const, needs: 'two' as const },
    ...{ reason: '', intentId: `in_${to.slice(0, 4)}` },
  })

test('what changes under a focused Approve is not approved by Enter, and the new version is read first', async () => {
  const { server, refresh } = open()
  const approve = await button(/^Approve send_message/)
  await waitFor(() => expect(approve.disabled).toBe(false))
  approve.focus()
  knows(server, [...waitingFacts(), edited()])
  await refresh()
  expect((await screen.findByRole('alert')).textContent).toMatch(/changed since you opened it/)
  const held = await button(/^Approve send_message/)
  expect(held.disabled).toBe(true)
  fireEvent.click(held)
  expect(posts(server)).toHaveLength(0)
  fireEvent.click(await button('Read the new version'))
  await waitFor(async () => expect((await button(/^Approve send_message/)).disabled).toBe(false))
  expect(screen.queryByRole('alert')).toBeNull()
  // That the focus leaves it is seen in a browser: changed-while-read. Now it goes to what is to be read, never to the yes.
  expect(document.activeElement).toBe(screen.getByRole('article'))
  fireEvent.click(await button(/^Approve send_message/))
  await waitFor(() =>
    expect(posts(server)[0]?.body).toEqual({ verdict: 'approved', reason: '', hash: other }),
  )
})

test('a reason that is written while it changes is kept, and sent for the version that was read', async () => {
  const { server, refresh } = open()
  fireEvent.click(await button(/^Reject…/))
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Wrong list.' } })
  knows(server, [...waitingFacts(), edited()])
  await refresh()
  await screen.findByRole('alert')
  expect((await button('Reject and tell the agent')).disabled).toBe(true)
  fireEvent.click(await button('Read the new version'))
  const reject = await button('Reject and tell the agent')
  await waitFor(() => expect(reject.disabled).toBe(false))
  fireEvent.click(reject)
  await waitFor(() =>
    expect(posts(server)[0]?.body).toEqual({ verdict: 'rejected', reason: 'Wrong list.', hash: other }),
  )
})

test('an edit of what has changed meanwhile is bound to the version that was read, with the words kept', async () => {
  const { server, refresh } = open()
  const parameters = { to: 'ada@example.com' }
  const preview = { parameters, hash: 'b'.repeat(64), effectClass: 'send', needs: 'one', amountUsd: null }
  server.on('POST', /edit-preview$/, 200, { ...preview, risk: { level: 'low', why: [] } })
  fireEvent.click(await button(/^Change and approve/))
  const text = JSON.stringify(parameters)
  fireEvent.change(screen.getByLabelText('Parameters, as JSON'), { target: { value: text } })
  fireEvent.click(await button('Show what is different'))
  await button('Approve these parameters')
  knows(server, [...waitingFacts(), edited()])
  await refresh()
  await screen.findByRole('alert')
  expect((await button('Approve these parameters')).disabled).toBe(true)
  fireEvent.click(await button('Read the new version'))
  const field = await screen.findByLabelText<HTMLTextAreaElement>('Parameters, as JSON')
  expect(field.value).toBe(text)
  fireEvent.click(await button('Show what is different'))
  await button('Approve these parameters')
  expect(posts(server).at(-1)?.body).toMatchObject({ from: other })
})

test.each([
  [/^Reject…/, 'Reason'],
  [/^Change and approve…/, 'Parameters, as JSON'],
  [/^Change and approve…/, 'Why, for the record'],
  [/^Ask Letter editor…/, 'Question to Letter editor'],
])('what was written after %s at %s is there again after Back', async (opener, label) => {
  open()
  fireEvent.click(await button(opener))
  fireEvent.change(screen.getByLabelText(label), { target: { value: 'My words' } })
  fireEvent.click(await button('Back'))
  fireEvent.click(await button(opener))
  expect(screen.getByLabelText<HTMLTextAreaElement>(label).value).toBe('My words')
})

test('with an unsaved draft leaving asks first; staying keeps it, and with none nothing is asked', async () => {
  open()
  fireEvent.click(await button(/^Reject…/))
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Wrong list.' } })
  fireEvent.click(await button('Next one'))
  fireEvent.click(await button('Stay and go on writing'))
  expect(screen.getByLabelText<HTMLTextAreaElement>('Reason').value).toBe('Wrong list.')
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: '' } })
  fireEvent.click(screen.getByText('Next one'))
  expect(await screen.findByText('Another item')).toBeTruthy()
})

test('what was sent is no draft any more: nothing is asked after it', async () => {
  const { server } = open()
  fireEvent.click(await button(/^Reject…/))
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Wrong list.' } })
  fireEvent.click(await button('Reject and tell the agent'))
  await waitFor(() => expect(posts(server)).toHaveLength(1))
  await screen.findByText('Recorded, will be delivered.')
  fireEvent.click(await button('Next one'))
  expect(await screen.findByText('Another item')).toBeTruthy()
})
