// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { FindingRow } from '#api/findings/contract.ts'
import { sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { FindingsPage } from './FindingsPage.tsx'

afterEach(cleanup)

const at = '2026-11-24T10:00:00.000Z'
const aRow = (n: number): FindingRow => ({
  ...{ id: `fd_${'0'.repeat(15)}${n}`, scope: 'mac-mini', projectId: null, projectName: null },
  ...{ kind: 'cron', difference: 'extra', subject: { key: `k${n}`, name: `Quotes ${n}`, where: 'main' } },
  ...{ status: 'repaired', since: at, firstSeen: at, lastSeen: at, count: 1, oursLine: null },
  ...{ theirsLine: 'daily', repairDetail: '', reason: '', until: null },
})

test('the findings of a view are all counted, and read on to their end', async () => {
  const server = aServer()
  const counts = { open: 0, ignored: 0, settled: 102 }
  server.on('GET', /^\/findings$/, 200, (query: URLSearchParams) =>
    query.get('before') === aRow(1).id
      ? { items: [aRow(2)], next: null, counts, looks: [] }
      : { items: [aRow(1)], next: aRow(1).id, counts, looks: [] },
  )
  renderAt(server, '/findings?view=settled', { '/findings': FindingsPage }, sampleNow)
  fireEvent.click(await screen.findByRole('button', { name: 'More findings' }))
  expect(screen.getByRole('heading', { name: /^Settled/ }).textContent).toBe('Settled102')
  expect(await screen.findByText(/Quotes 2/)).toBeTruthy()
  const list = within(screen.getByRole('list', { name: 'Settled findings' }))
  expect(list.getAllByRole('listitem')).toHaveLength(2)
  expect(screen.queryByRole('button', { name: 'More findings' })).toBeNull()
  expect(
    server.asked.filter(({ path }) => path === '/findings').map(({ query }) => query.get('view')),
  ).toEqual(['settled', 'settled'])
})
