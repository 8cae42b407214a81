// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { ShippedRow } from '#api/shipped/contract.ts'
import { sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { ShippedPage } from './ShippedPage.tsx'

afterEach(cleanup)

const aRow = (title: string, verifiedAt: string): ShippedRow => ({
  ...{ id: `t_1/${title}`, taskId: 't_1', taskTitle: 'Write', projectId: 'pr_1', projectName: 'Letters' },
  ...{ agentName: 'Ines', title, kind: 'document', location: null, hash: null, size: null, verifiedAt },
  ...{ proof: 'artifact', evidence: 'It is there.', isPractice: false },
})

test('a day counts all that shipped on it, also what is on the next page; there it goes on', async () => {
  const tuesday = { day: '2026-11-24', count: 3, waived: 1 }
  const monday = { day: '2026-11-23', count: 1, waived: 0 }
  const first = [
    aRow('Letter', '2026-11-24T12:00:00.000Z'),
    { ...aRow('Page', '2026-11-24T11:00:00.000Z'), proof: 'waived' as const },
  ]
  const second = [aRow('Poem', '2026-11-24T10:00:00.000Z'), aRow('Bill', '2026-11-23T10:00:00.000Z')]
  const server = aServer()
  server.on('GET', /^\/shipped$/, 200, (query: URLSearchParams) =>
    query.has('before')
      ? { items: second, days: [tuesday, monday], next: null }
      : { items: first, days: [tuesday], next: 't_1/Page' },
  )
  renderAt(server, '/', { '/': () => <ShippedPage /> }, sampleNow)
  const day = async (name: RegExp) => {
    const region = await screen.findByRole('region', { name })
    return [within(region).getByRole('heading').textContent, within(region).getAllByRole('listitem').length]
  }
  expect(await day(/Tuesday/)).toEqual(['Tuesday 24 November3', 2])
  expect(screen.getByText('1 of them without proof')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Earlier' }))
  expect(await day(/Monday/)).toEqual(['Monday 23 November1', 1])
  expect(await day(/Tuesday/)).toEqual(['Tuesday 24 November3', 3])
})
