// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { UnlistedItems } from '#api/inbox/contract.ts'
import { anInboxItem, aProject } from '../../http/sample-data.ts'
import { open } from './home-bench.tsx'

afterEach(cleanup)

const failures = (change: Partial<UnlistedItems>): UnlistedItems => ({
  ...{ kind: 'failed', projectId: null, waitsFor: null, assigneeId: null, isSnoozed: false, count: 1 },
  ...change,
})

test('what the inbox does not list counts in every number of what needs the reader, and what is put off in none', async () => {
  const [first, second] = [aProject(), aProject({ id: 'pr_2', name: 'Stallkeeper' })]
  open({
    projects: [first, second],
    inbox: [anInboxItem({ projectId: first.id })],
    unlisted: [
      failures({ projectId: first.id, count: 1_500 }),
      failures({ projectId: second.id, count: 111 }),
      failures({ projectId: second.id, isSnoozed: true, count: 9 }),
      failures({ waitsFor: ['Theo'], count: 2 }),
    ],
  })
  const lead = (await screen.findByRole('link', { name: '1,612 things' })).closest('p')
  expect(lead?.textContent).toContain('1,612 things need you')
  expect(lead?.textContent).toContain('2 other things wait for Theo')
  expect((await screen.findByRole('heading', { name: /^Needs you/ })).textContent).toContain('1612')
  expect(screen.getByRole('link', { name: 'All 1,614 in the inbox' })).toBeTruthy()
  const rows = within(await screen.findByRole('table')).getAllByRole('row')
  expect(rows.find((row) => row.textContent?.includes('Stallkeeper'))?.textContent).toContain('111')
})

test.each<[string, Partial<UnlistedItems>, RegExp]>([
  ['the reader', {}, /^7 things need you, the first ends in 3 h 36 min\. /],
  [
    'others',
    { waitsFor: ['Theo'] },
    /^Nothing needs you\. 7 things wait for Theo, the first ends in 3 h 36 min\. /,
  ],
])('when the first of what waits for %s ends is said, listed or not', async (_whom, whose, words) => {
  open({
    unlisted: [failures({ kind: 'approval', ...whose, count: 7 })],
    endsFirst: '2026-11-24T15:36:00.000Z',
  })
  const lead = (await screen.findByRole('link', { name: '7 things' })).closest('p')
  expect(lead?.textContent).toMatch(words)
})

test.each([
  ['nothing ends', null],
  ['what was read has ended meanwhile', '2026-11-24T12:00:00.000Z'],
])('no end is told of where %s', async (_where, endsFirst) => {
  open({ inbox: [anInboxItem()], endsFirst })
  const lead = (await screen.findByRole('link', { name: '1 thing' })).closest('p')
  expect(lead?.textContent).toMatch(/^1 thing needs you\. /)
})
