// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { FactOf } from '#domain/ledger/entry.ts'
import { firstHolding } from '../../ui/unsaved.ts'
import { aServer, knows, renderAt } from './feature-bench.tsx'
import { happened, taskId, waitingFacts } from './sample-story.ts'
import { TaskDecision } from './TaskDecision.tsx'

afterEach(cleanup)

const said = (text: string) => ({ type: 'update_posted', body: { stepId: 's1', itemId: 'i1', text } })
const fork: FactOf<'task_frozen'>['body']['fork'] = {
  ...{ runId: 'r1', firstSeq: 4 },
  held: [{ streamSeq: 5, fact: said('The list is ready.') }],
  wanted: [said('The list is empty.'), { type: 'of_no_shape', body: null }],
}
function open(body: Partial<FactOf<'task_frozen'>['body']> = {}) {
  const server = aServer()
  const frozen = { code: 'ledger_fork', message: 'Two accounts.', ...body }
  knows(server, [...waitingFacts(), happened('task_frozen', 'system', 1, frozen)])
  renderAt(server, '/', { '/': () => <TaskDecision taskId={taskId} subjectId={null} /> })
  return server
}
const card = () => screen.findByRole('article', { name: 'The task is frozen' })
const button = (name: string) => screen.findByRole<HTMLButtonElement>('button', { name })
const posts = (server: ReturnType<typeof aServer>) => server.asked.filter(({ method }) => method === 'POST')

test('both contents are shown, whatever shape they have, and where its workflow is', async () => {
  open({ fork })
  const { textContent } = await card()
  expect(textContent).toContain('nothing moves and nothing is sent')
  expect(textContent).toContain('Entry 5')
  expect(textContent).toContain('The list is ready.')
  expect(textContent).toContain('The list is empty.')
  expect(textContent).toContain('Fact 2: of no shape')
  expect(screen.getByRole('link', { name: /Open in Temporal UI/ }).getAttribute('href')).toContain('8233')
})

test('one that was frozen before both were kept says so, and goes on from the record', async () => {
  const server = open()
  expect((await card()).textContent).toContain('Not kept')
  server.on('POST', /settle$/, 202, { intentId: 'in_f', isDelivered: true })
  fireEvent.click(await button('Go on from the record'))
  await waitFor(() => expect(posts(server)[0]?.body).toEqual({ verdict: 'go_on', reason: '' }))
  expect(posts(server)[0]?.path).toBe(`/tasks/${taskId}/settle`)
})

test('ending it needs a reason', async () => {
  const server = open({ fork })
  expect((await button('End the task')).disabled).toBe(true)
  expect((await card()).textContent).toContain('To end it, write a reason.')
  expect(firstHolding()).toBeUndefined()
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Done by hand.' } })
  expect(firstHolding()).toBeDefined()
  server.on('POST', /settle$/, 202, { intentId: 'in_f', isDelivered: true })
  fireEvent.click(await button('End the task'))
  await waitFor(() => expect(posts(server)[0]?.body).toEqual({ verdict: 'end', reason: 'Done by hand.' }))
})
