// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Home } from '#api/home/contract.ts'
import { aHome, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { BudgetBurn } from './BudgetBurn.tsx'

afterEach(cleanup)

async function said(change: Partial<Home['spend']>) {
  const home = aHome({ spend: { ...aHome().spend, forecastNanoUsd: 4e9, ...change } })
  renderAt(aServer(), '/', { '/': () => <BudgetBurn home={home} /> }, sampleNow)
  const heading = await screen.findByRole('heading', { name: 'Budget burn' })
  return heading.closest('section')?.textContent ?? ''
}

test('a run without a price is counted as what was reserved; where nothing was, what it cost is unknown', async () => {
  const reserved = await said({ spentNanoUsd: 2e9, unknownRuns: 1 })
  expect(reserved).toContain('$2.00 on models so far')
  expect(reserved).toContain('1 run has no known price and counts as what was reserved or is known.')
  const both = await said({ spentNanoUsd: 2e9, unknownRuns: 3, uncountedRuns: 2 })
  expect(both).toMatch(/\$2\.00 and unknown.* on models so far/)
  expect(both).toContain('On course for at least $4.00 by 30 November.')
  expect(both).toContain('1 run has no known price and counts as what was reserved or is known.')
  expect(both).toContain('2 runs have no known price and nothing reserved: what that cost is unknown.')
})

test('with no price known at all the month’s cost is unknown and not zero', async () => {
  const none = await said({ unknownRuns: 2, uncountedRuns: 2, forecastNanoUsd: null })
  expect(none).toMatch(/unknown.* on models so far/)
  expect(none).not.toContain('$0.00 on models')
})
