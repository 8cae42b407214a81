import { fireEvent, screen } from '@testing-library/react'
import type { Runbook, RunbookRunRow, RunCounts } from '#api/runbooks/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { anAgent, aProject, projectId } from '../../http/sample-data.ts'
import { aServer, type FakeServer } from '../../http/web-bench.tsx'

export const yaml = `name: Print
description: Prints a letter.
inputs:
  - {name: topic, type: text, required: true}
  - {name: copies, type: number, default: 2}
  - {name: paper, type: choice, options: [white, grey], default: white}
  - {name: isUrgent, type: boolean}
steps:
  - id: draft
    task: {agent: Ines, title: "Write {{inputs.topic}}", intent: Write it.}
`.replace('isUrgent', 'urgent')
export const print: Runbook = {
  ...{ id: 'rb_0123456789abcdef', projectId, name: 'Print', version: 3, yaml },
  changedAt: '2026-11-24T10:00:00.000Z',
  lastRun: { id: 'rr_0123456789abcdef', status: 'failed', since: '2026-11-24T11:00:00.000Z' },
}
export const row: RunbookRunRow = {
  ...{ id: 'rr_0123456789abcdef', projectId, runbookId: print.id, name: 'Print', version: 3 },
  ...{ status: 'failed', since: '2026-11-24T11:00:00.000Z', waitKind: null, failedStep: 'draft' },
  ...{ requestedAt: '2026-11-24T10:30:00.000Z', endedAt: '2026-11-24T11:00:00.000Z' },
  requestedByName: 'Website',
}
export const aRunsPage = (items: RunbookRunRow[], counts: Partial<RunCounts> = {}) => ({
  items,
  next: null as string | null,
  counts: { all: items.length, toDecide: 0, running: 0, ...counts },
})
export const changes = (server: FakeServer) => server.asked.filter(({ method }) => method !== 'GET')
export const press = async (name: string | RegExp) =>
  fireEvent.click(await screen.findByRole('button', { name }))
export const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } })

export function serve(role: Role = 'owner') {
  const server = aServer(role)
  server.on('GET', /^\/projects\/[^/]+$/, 200, aProject())
  server.on('GET', /^\/agents$/, 200, { items: [anAgent()] })
  server.on('GET', /\/runbooks$/, 200, { items: [print] })
  server.on('GET', /\/runbook-runs$/, 200, aRunsPage([row]))
  server.on('GET', /\/runbooks\/[^/]+$/, 200, print)
  server.on('GET', /\/versions$/, 200, {
    items: [{ version: 3, name: 'Print', yaml, at: print.changedAt, byName: 'Mara Lind' }],
  })
  return server
}
