// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { Learnings } from './Learnings.tsx'

afterEach(cleanup)

const noted = (n: number) => ({
  ...{ id: `le_${'0'.repeat(15)}${n}`, text: `Finding ${n}`, at: '2026-11-24T10:00:00.000Z' },
  ...{ byName: 'Mara Lind', about: null, taskId: null },
})

test('learnings are read on to their end', async () => {
  const server = aServer()
  server.on('GET', /\/learnings$/, 200, (query: URLSearchParams) =>
    query.get('before') === noted(2).id
      ? { items: [noted(1)], next: null }
      : { items: [noted(3), noted(2)], next: noted(2).id },
  )
  renderAt(server, '/', { '/': () => <Learnings projectId={projectId} refusal={null} /> }, sampleNow)
  fireEvent.click(await screen.findByRole('button', { name: 'Older learnings' }))
  expect(await screen.findByText('Finding 1')).toBeTruthy()
  expect(screen.getAllByText(/^Finding/)).toHaveLength(3)
  expect(screen.queryByRole('button', { name: 'Older learnings' })).toBeNull()
})
