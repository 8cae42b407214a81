// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { anInboxItem, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { NeedLine } from './NeedLine.tsx'

afterEach(cleanup)

const show = (waitsFor: string[] | null) =>
  renderAt(
    aServer('owner'),
    '/',
    { '/': () => <NeedLine item={anInboxItem({ waitsFor })} isFirst /> },
    sampleNow,
  )

test('the first thing for the reader has the filled button', async () => {
  show(null)
  const button = await screen.findByRole('link', { name: 'Review: Send issue 148' })
  expect(button.getAttribute('data-variant')).toBe('filled')
})

test('what waits for somebody else says for whom, and has none', async () => {
  show(['Theo'])
  expect(await screen.findByText('waits for Theo')).toBeTruthy()
  const button = screen.getByRole('link', { name: 'Look: Send issue 148' })
  expect(button.getAttribute('data-variant')).toBe('default')
})
