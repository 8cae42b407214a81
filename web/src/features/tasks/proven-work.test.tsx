// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { aServer } from './feature-bench.tsx'
import { happened, requested, runEnd, waitingFacts } from './sample-story.ts'
import { open } from './task-page-bench.tsx'

afterEach(cleanup)

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
  await waitFor(() => expect(bodyOfPost(server)).toEqual({ note: 'Good enough.', stepId: 's1' }))
  const list = screen.getByRole('region', { name: 'Deliverables' }).textContent
  expect(list).toContain('0 of 2 proven')
  expect(list).toContain('not proven')
})

test('JSON and commits say what they must be, and what was found', async () => {
  const schema = { type: 'object', title: 'Sums of a week' }
  const site = { kind: 'commit', repository: 'site', commit: null, contains: '148', branch: 'main' } as const
  const look = { passed: false, artifactId: null }
  const seen = (words: string) => ({ words, location: 'sums.json', hash: null, size: null })
  const what = 'Its JSON does not match the schema: /total must be number.'
  open([
    requested({
      deliverables: [
        { title: 'Sums', check: { kind: 'json', path: 'sums.json', schema } },
        { title: 'Site', check: site },
      ],
    }),
    ...waitingFacts().slice(1, 6),
    runEnd('s1', 9),
    happened('deliverable_checked', 'system', 9, {
      ...look,
      title: 'Sums',
      check: 'json',
      evidence: seen(what),
    }),
    happened('verification_failed', 'system', 9, { missing: ['Sums', 'Site'] }),
  ])
  const card = await screen.findByRole('article', { name: 'Not proven: Sums, Site' })
  expect(card.textContent).toContain(`Sums: ${what}`)
  const list = screen.getByRole('region', { name: 'Deliverables' })
  expect(list.textContent).toContain('the JSON of sums.json matches a schema')
  expect(list.textContent).toContain(
    'the git repository site holds the commit that the agent names, its message holds “148”, it is on main',
  )
  expect(within(list).getByText(/"Sums of a week"/)).toBeTruthy()
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
  const sent = { title: 'Look', passed: false, note: 'The date is wrong', stepId: 's1' }
  await waitFor(() => expect(bodyOfPost(server)).toEqual(sent))
  const list = screen.getByRole('region', { name: 'Deliverables' }).textContent
  expect(list).toContain('It answered 200 and holds “Hi”.')
  expect(list).toContain('1 of 2 proven')
})
