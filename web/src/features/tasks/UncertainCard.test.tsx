// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { decided, open } from './decision-bench.tsx'
import { button, posts } from './feature-bench.tsx'
import {
  happened,
  hash,
  proposalId,
  requested,
  runFacts,
  stateOf,
  taskId,
  waitingFacts,
} from './sample-story.ts'

afterEach(cleanup)

const uncertainFacts = () => [
  ...waitingFacts(),
  decided('approved'),
  happened('effect_claimed', 'system', 1, { proposalId, effectKey: 'k', grantId: 'g' }),
  happened('effect_uncertain', 'mac', 1, { proposalId, effectKey: 'k', detail: 'No answer came.' }),
]

test('an uncertain effect is a danger with what to look at, and is settled by who looked', async () => {
  const { server } = open(uncertainFacts())
  const card = await screen.findByRole('article', { name: 'send_message may or may not have happened' })
  expect(card.dataset.tone).toBe('danger')
  expect(card.textContent).toContain('It is not repeated by itself.')
  expect(card.textContent).toContain('paying-readers@harrowgate.example')
  expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull()
  server.on('POST', /settle$/, 202, { intentId: 'in_s', isDelivered: true })
  fireEvent.change(screen.getByLabelText(/^Note for the record/), {
    target: { value: 'It is in the outbox' },
  })
  fireEvent.click(await button('It happened'))
  await waitFor(() =>
    expect(posts(server)[0]?.body).toEqual({ hasHappened: true, note: 'It is in the outbox' }),
  )
  expect(posts(server)[0]?.path).toBe(`/tasks/${taskId}/effects/${proposalId}/settle`)
})

test('what became of an uncertain effect is not said without where somebody looked', async () => {
  const { server } = open(uncertainFacts())
  server.on('POST', /settle$/, 202, { intentId: 'in_s', isDelivered: true })
  for (const name of ['It happened', 'It did not happen']) {
    fireEvent.change(await screen.findByLabelText(/^Note for the record/), { target: { value: '  ' } })
    fireEvent.click(await button(name))
    expect(screen.getByText('Say where you looked and what was there.')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText(/^Note for the record/))
  }
  fireEvent.change(screen.getByLabelText(/^Note for the record/), { target: { value: 'Not in the outbox' } })
  expect(screen.queryByText('Say where you looked and what was there.')).toBeNull()
  fireEvent.click(await button('It did not happen'))
  await waitFor(() =>
    expect(posts(server).map(({ body }) => body)).toEqual([
      { hasHappened: false, note: 'Not in the outbox' },
    ]),
  )
})

test('an uncertain effect says what let it pass: an approval, a rule, or a standing grant', async () => {
  const { tool, parameters, effectClass } = stateOf(waitingFacts()).proposals[0] as ProposalState
  const effect = {
    stepId: 's1',
    proposalId,
    tool,
    parameters,
    hash,
    effectClass,
    effectKey: 'k',
    grantId: 'g',
  }
  const rule = { scope: 'project' as const, policyVersion: 1, upToUsd: 5 }
  const lost = happened('effect_uncertain', 'mac', 1, { proposalId, effectKey: 'k', detail: 'No answer.' })
  const said = async (facts: Fact[]) => {
    open(facts)
    const card = await screen.findByRole('article', { name: 'send_message may or may not have happened' })
    const text = card.textContent
    cleanup()
    return text
  }
  const begun = [requested(), ...runFacts('s1', 20)]
  expect(await said(uncertainFacts())).toContain('It was approved. It was given out once')
  const passed = await said([...begun, happened('effect_passed', 'mac', 2, { ...effect, ...rule }), lost])
  expect(passed).toContain('Nobody was asked: it passed by a rule of the policy. It was given out once')
  const used = happened('standing_grant_used', 'mac', 2, { ...effect, standingGrantId: 'sg_1' })
  const granted = await said([...begun, used, lost])
  expect(granted).toContain('Nobody was asked: it passed by a standing grant. It was given out once')
  expect(`${passed}${granted}`).not.toContain('approved')
  const settled = { proposalId, hasHappened: true, note: 'It is there', intentId: 'in_s' }
  open([...begun, used, lost, happened('effect_settled', 'mara', 1, settled)])
  expect((await screen.findByRole('article')).textContent).toContain('Passed without asking and done once')
})
