// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { ProjectOutcomes } from '#api/outcomes/contract.ts'
import { totalOf } from '#domain/portfolio/roi.ts'
import { projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { Breakdown } from './Breakdown.tsx'
import { Money } from './Money.tsx'

afterEach(cleanup)

// Not the day of `sampleNow`: the days are those that the server counted.
const outcomes: ProjectOutcomes = {
  ...{ currency: 'USD', today: '2026-11-23', week: '2026-W48', weeks: [], rate: null },
  ...{ total: totalOf([]), last30Days: totalOf([]), objectives: [], decisionsDue: [] },
  hits: { hit: 0, missed: 0, dropped: 0, open: 0 },
}
const here = `/projects/${projectId}/outcomes`

function open(search = '') {
  const server = aServer()
  server.on('GET', /^\/projects\/pr_\w+\/money$/, 200, { items: [], next: null })
  const page = () => (
    <>
      <Breakdown {...{ projectId, outcomes }} refusal={null} />
      <Money {...{ projectId, outcomes }} refusal={null} />
    </>
  )
  const { router } = renderAt(server, `${here}${search}`, { [here]: page }, sampleNow)
  const asked = () =>
    Object.fromEntries(server.asked.findLast(({ path }) => path.endsWith('/money'))?.query ?? [])
  return { router, asked }
}
const hrefOf = async (name: string) => (await screen.findByRole('link', { name })).getAttribute('href')
const entries = (query: Record<string, string>) => `/ledger?${new URLSearchParams({ projectId, ...query })}`

test('a line of all time opens all that it counted', async () => {
  const { asked } = open()
  expect(await hrefOf('Operators')).toBe(entries({ group: 'operator-actions' }))
  expect(await hrefOf('Models')).toBe(entries({ type: 'run_ended' }))
  expect(await hrefOf('Revenue')).toBe(`${here}?kind=revenue#money`)
  expect(await hrefOf('Other cost')).toBe(`${here}?kind=cost#money`)
  await screen.findByText('No money is booked yet.')
  expect(asked()).toEqual({ limit: '20' })
  expect(screen.queryByText('Only of the last 30 days')).toBeNull()
})

test('a line of 30 days opens what it counted in them', async () => {
  open('?period=last30')
  const from = '2026-10-25T00:00:00.000Z'
  expect(await hrefOf('Operators')).toBe(entries({ group: 'operator-actions', from }))
  expect(await hrefOf('Models')).toBe(entries({ type: 'run_ended', from }))
  expect(await hrefOf('Revenue')).toBe(`${here}?kind=revenue&period=last30#money`)
  expect(await hrefOf('Other cost')).toBe(`${here}?kind=cost&period=last30#money`)
})

test('money of 30 days is asked for by the server’s days, says so, and gives way to all of it', async () => {
  const { router, asked } = open('?period=last30&kind=revenue')
  await screen.findByText('No revenue of the last 30 days is booked.')
  const days = { from: '2026-10-25', to: '2026-11-23' }
  expect(asked()).toEqual({ kind: 'revenue', state: 'counts', ...days, limit: '20' })
  fireEvent.click(screen.getByRole('button', { name: 'Not only of the last 30 days' }))
  await screen.findByText('No revenue is booked yet.')
  expect(asked()).toEqual({ kind: 'revenue', state: 'counts', limit: '20' })
  fireEvent.click(screen.getByRole('radio', { name: '30 days' }))
  await waitFor(() => expect(router.state.location.search).toEqual({ kind: 'revenue', period: 'last30' }))
})
