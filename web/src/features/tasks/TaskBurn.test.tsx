// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { aServer, knows, renderAt } from './feature-bench.tsx'
import { taskId, waitingFacts } from './sample-story.ts'
import { TaskPage } from './TaskPage.tsx'

afterEach(cleanup)

test('of its own budget each limit says how much is used, and what of it is unknown', async () => {
  const server = aServer()
  const known = { reserved: 0, unknownRuns: 0, uncountedRuns: 0, level: 'fine' as const }
  const usd = {
    metric: 'usd' as const,
    limit: 0.5,
    used: 4e8,
    ...known,
    unknownRuns: 1,
    level: 'warning' as const,
  }
  const tokens = { metric: 'tokens' as const, limit: 1_000, used: 300, ...known }
  knows(server, waitingFacts(), { budgetBurn: [usd, tokens] })
  renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage })
  const limits = within(await screen.findByRole('list', { name: 'Used of its own budget' }))
  const [first, second] = limits.getAllByRole('listitem').map(({ textContent }) => textContent)
  expect(first).toContain(
    '$0.50$0.40 used, 1 of unknown price, counted as what was reserved for them or is known',
  )
  expect(first).toContain('Nearly spent')
  expect(first).toContain('80 %')
  expect(second).toContain('1,000 tokens300 tokens used')
  expect(limits.getByRole('progressbar', { name: '1,000 tokens' }).getAttribute('value')).toBe('30')
})

test('without a budget of its own it says so, and of a past moment the limits alone', async () => {
  const server = aServer()
  knows(server, waitingFacts(), { budgetBurn: null })
  renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage })
  expect(await screen.findByText('none of its own')).toBeTruthy()
  expect(screen.queryByRole('list', { name: 'Used of its own budget' })).toBeNull()
})
