// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { anApproval } from '../../http/sample-data.ts'
import { open } from './decision-bench.tsx'
import { button, posts } from './feature-bench.tsx'
import { hash, proposalId, stateOf, waitingFacts } from './sample-story.ts'

afterEach(cleanup)

const preview = {
  hash: 'b'.repeat(64),
  effectClass: 'send' as const,
  needs: 'two' as const,
  amountUsd: 40,
  risk: { level: 'high' as const, why: ['it needs two approvers'] },
}
async function edit(text: string) {
  fireEvent.click(await button(/^Change and approve/))
  fireEvent.change(screen.getByLabelText('Parameters, as JSON'), { target: { value: text } })
  fireEvent.click(await button('Show what is different'))
}

test('parameters are changed as JSON, shown as what is different, and only then approved by their own hash', async () => {
  const { server } = open(waitingFacts())
  server.on('POST', /decision$/, 202, { intentId: 'in_d', isDecided: false })
  const recorded = stateOf(waitingFacts()).proposals[0]?.parameters
  const parameters = { ...recorded, to: 'free-readers@harrowgate.example' }
  // What was hashed, which is shown and approved, is without what the record cannot keep.
  server.on('POST', /edit-preview$/, 200, { ...preview, parameters })
  await edit(JSON.stringify({ ...parameters, to: `${parameters.to}\u0000`, ['__proto__']: { x: 1 } }))
  const changes = await screen.findByRole('region', { name: 'What is different' })
  expect(changes.textContent).toContain('High risk: it needs two approvers')
  expect(changes.textContent).toContain('$40.00, and needs two approvers')
  const kinds = [...changes.querySelectorAll('[data-kind]')].map((row) => row.getAttribute('data-kind'))
  expect(kinds.filter((kind) => kind === 'changed')).toHaveLength(1)
  expect(kinds).not.toContain('added')
  expect(changes.textContent).not.toContain('U+0000')
  expect(posts(server).map(({ path }) => path)).toEqual([`/approvals/${proposalId}/edit-preview`])
  fireEvent.click(await button('Approve these parameters'))
  await waitFor(() => expect(posts(server)).toHaveLength(2))
  expect(posts(server)[1]?.body).toEqual({
    ...{ verdict: 'approved', reason: '', hash: preview.hash },
    edit: { from: hash, parameters },
  })
})

test('what is no JSON, and what the rules refuse, is said at the field and asks for nothing more', async () => {
  const { server } = open(waitingFacts())
  await edit('{"to": ')
  expect(await screen.findByText(/^It is not JSON/)).toBeTruthy()
  expect(posts(server)).toHaveLength(0)
  const detail = 'api_key looks like a secret, and secrets are not kept in the record.'
  server.on('POST', /edit-preview$/, 409, { title: 'No', status: 409, code: 'edit_refused', detail })
  fireEvent.change(screen.getByLabelText('Parameters, as JSON'), { target: { value: '{"api_key": "x"}' } })
  fireEvent.click(await button('Show what is different'))
  expect(await screen.findByText(detail)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Approve these parameters' })).toBeNull()
})

test('what is masked cannot be changed here, and that is said', async () => {
  const { server, refresh } = open(waitingFacts())
  server.on('GET', /^\/approvals\/p_/, 200, anApproval({ isWhole: false }))
  await refresh()
  await screen.findByText(/masked and known on the Mac alone/)
  expect((await button(/^Change and approve/)).disabled).toBe(true)
})
