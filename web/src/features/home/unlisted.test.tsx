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
