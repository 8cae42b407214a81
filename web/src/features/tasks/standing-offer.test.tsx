// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { StandingOffer } from '#api/doors/contract.ts'
import { askedFacts, decided, open } from './decision-bench.tsx'
import { type aServer, button, posts } from './feature-bench.tsx'
import { proposalId, waitingFacts } from './sample-story.ts'

afterEach(cleanup)

const anOffer = (change: Partial<StandingOffer> = {}): StandingOffer => ({
  fromProposalId: proposalId,
  tool: 'send_message',
  target: { kind: 'places', names: ['body', 'to'], places: { to: '"ada@example.com"' }, upToUsd: null },
  alike: 3,
  isOffered: true,
  refusal: null,
  existingId: null,
  ...change,
})
const offers = (server: ReturnType<typeof aServer>, change: Partial<StandingOffer> = {}) =>
  server.on('GET', /\/standing-grant$/, 200, anOffer(change))
const letPass = 'Let the next ones pass…'

test('after several like approvals a standing grant is offered below the decision, and made only by who takes it', async () => {
  const { server, refresh } = open([...waitingFacts(), decided('approved')])
  offers(server)
  server.on('POST', /\/standing-grant$/, 201, { standingGrantId: 'sg_0123456789abcdef' })
  await refresh()
  await screen.findByText(/^The last 3 like it were approved, none rejected/)
  const opener = await button(letPass)
  // It comes after all that can be pressed, so nothing of that moves.
  expect([...document.querySelectorAll('button')].at(-1)).toBe(opener)
  expect(posts(server)).toHaveLength(0)
  fireEvent.click(opener)
  expect(
    (await screen.findByRole('group', { name: 'Let the next calls of send_message pass' })).textContent,
  ).toContain('without asking: to ada@example.com')
  expect(screen.getByText('let it say anything in body')).toBeTruthy()
  fireEvent.click(await button('Let them pass'))
  await waitFor(() => expect(posts(server)).toHaveLength(1))
  expect(posts(server)[0]).toMatchObject({
    path: `/approvals/${proposalId}/standing-grant`,
    body: { count: 10 },
  })
})

test('nothing is said of it before there were enough, nor of what is no proposal', async () => {
  const { server, refresh } = open([...waitingFacts(), decided('approved')])
  offers(server, { alike: 2, isOffered: false })
  await refresh()
  await waitFor(() =>
    expect(server.asked.filter(({ path }) => path.endsWith('/standing-grant'))).not.toHaveLength(0),
  )
  await screen.findByText('Approved; it is being done.')
  expect(screen.queryByRole('button', { name: letPass })).toBeNull()
  const question = open(askedFacts(), 'q1')
  await screen.findByText('Which list?')
  expect(question.server.asked.some(({ path }) => path.endsWith('/standing-grant'))).toBe(false)
})

test('who may not make one is told so at the button', async () => {
  const { server, refresh } = open(waitingFacts(), proposalId, 'viewer')
  offers(server)
  await refresh()
  const opener = await button(letPass)
  expect(opener.getAttribute('aria-disabled')).toBe('true')
  fireEvent.click(opener)
  expect(screen.queryByRole('group', { name: /^Let the next calls/ })).toBeNull()
})
