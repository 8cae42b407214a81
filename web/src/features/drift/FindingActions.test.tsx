// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { FindingDetail } from '#api/findings/contract.ts'
import { sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { firstHolding } from '../../ui/unsaved.ts'
import { FindingPage } from './FindingPage.tsx'

afterEach(cleanup)

const side = (line: string) => ({ hash: line, line, text: line, isMasked: false })
const at = '2026-11-24T10:00:00.000Z'
const unlike: FindingDetail = {
  ...{ id: 'fd_1', scope: 'front-office', kind: 'projection', difference: 'unlike', status: 'open' },
  ...{ projectId: null, projectName: null, since: at, firstSeen: at, lastSeen: at, count: 1 },
  subject: { key: 'agent/ag_1', name: 'Ines', where: 'Letter' },
  ...{ ours: side('agent role: "writer"'), theirs: side('agent role: "painter"') },
  ...{ oursLine: 'agent role: "writer"', theirsLine: 'agent role: "painter"' },
  ...{ repair: null, temporalUrl: null, repairDetail: '', reason: '', until: null },
}

function open() {
  const server = aServer()
  server.on('GET', /^\/findings\/fd_1$/, 200, unlike)
  server.on('GET', /^\/ledger$/, 200, { items: [], next: null })
  renderAt(server, '/findings/fd_1', { '/findings/$findingId': FindingPage }, sampleNow)
  return server
}

test('a reason that is begun is asked for before it is lost, until it is recorded', async () => {
  const server = open()
  const field = () => screen.findByLabelText<HTMLTextAreaElement>('Reason')
  fireEvent.change(await field(), { target: { value: 'Known.' } })
  expect(firstHolding()).toBeDefined()
  server.on('POST', /^\/findings\/fd_1\//, 200, { ...unlike, status: 'ignored', reason: 'Known.' })
  fireEvent.click(screen.getByRole('button', { name: 'Ignore' }))
  await waitFor(async () => expect((await field()).value).toBe(''))
  expect(firstHolding()).toBeUndefined()
})

test('a row that is not as its entries say tells what a person does, and only that', async () => {
  const server = open()
  await screen.findByRole('heading', { name: /Ines.*: not as its entries say/ })
  expect(screen.getByText(/^A row that is read does not say what the ledger’s entries come to/)).toBeTruthy()
  expect(screen.getAllByText(/put the row right in the database as the entries say/).length).toBeGreaterThan(
    0,
  )
  const byHand = 'It is what its entries say. Put it right by hand, or ignore it with a reason.'
  expect(screen.getAllByText(byHand).length).toBeGreaterThan(0)
  for (const name of ['Repair', 'Adopt']) fireEvent.click(screen.getByRole('button', { name }))
  expect(screen.getByRole('button', { name: 'Ignore' }).getAttribute('aria-disabled')).toBeNull()
  expect(server.asked.filter(({ method }) => method === 'POST')).toEqual([])
})
